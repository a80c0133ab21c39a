package io.rediscluster.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerConnection;
import io.rediscluster.test.Slots;
import org.jspecify.annotations.Nullable;

/**
 * The cluster on which a fault plays, and the slots that the load writes to. Thread safe.
 */
public final class Stage implements AutoCloseable {

	/** Two for each of three shards. */
	private static final int SLOTS = 6;

	private static final Duration CONNECT_TIMEOUT = Duration.ofMillis(250);

	private final EmbeddedCluster cluster;

	private final Fault fault;

	private final Random random;

	private final AtomicInteger instants = new AtomicInteger();

	private final AtomicReference<@Nullable String> password = new AtomicReference<>();

	Stage(Fault fault, long seed) {
		this.fault = fault;
		this.random = new Random(seed);
		this.cluster = fault.cluster();
		this.password.set(fault.password());
	}

	/**
	 * Returns the cluster.
	 * @return the cluster
	 */
	public EmbeddedCluster cluster() {
		return this.cluster;
	}

	/**
	 * Returns the fault that plays.
	 * @return the fault
	 */
	public Fault fault() {
		return this.fault;
	}

	/**
	 * Returns the password that clients have to use now.
	 * @return the password of the user {@link Fault#USER}, or {@code null} if none is
	 * asked for
	 */
	public @Nullable String password() {
		return this.password.get();
	}

	void password(String password) {
		this.password.set(password);
	}

	Random random() {
		return this.random;
	}

	/** Takes note that commands under way may have lost their replies now. */
	void instant() {
		this.instants.incrementAndGet();
	}

	int takeInstants() {
		return this.instants.getAndSet(0);
	}

	/** Returns the slots that the load writes to, evenly spread. */
	static List<Integer> slots() {
		return IntStream.range(0, SLOTS).mapToObj((index) -> index * Slots.COUNT / SLOTS + 100).toList();
	}

	/** Returns a hash tag of a slot. */
	static String tag(int slot) {
		return "{" + Slots.keyIn("t", slot) + "}";
	}

	/** Connects to a node the way clients do, and with their patience at most. */
	ServerConnection connect(EmbeddedNode node) {
		if (this.password.get() != null) {
			return node.connect(CONNECT_TIMEOUT);
		}
		return new ServerConnection(node.announcedPort(), CONNECT_TIMEOUT);
	}

	@Override
	public void close() {
		this.cluster.close();
	}

}
