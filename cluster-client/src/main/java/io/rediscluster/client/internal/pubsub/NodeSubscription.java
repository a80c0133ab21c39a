package io.rediscluster.client.internal.pubsub;

import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.Topic;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.internal.connection.ConnectionSettings;
import io.rediscluster.client.internal.connection.Deadline;
import io.rediscluster.client.internal.connection.PushConnection;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.client.internal.resp.RespProtocolException;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * The part of a subscription that one node serves: a connection with a reader thread of
 * its own, opened again whenever it is lost. The thread that calls {@link #want} writes
 * requests, the reader writes PING. Thread safe; {@link #lock} guards what is wanted, and
 * is held while a request is written, so that requests are noted in their order on the
 * wire. A write may last, so nothing but {@link #want} and a new connection waits for the
 * lock.
 */
final class NodeSubscription {

	private static final long FIRST_BACKOFF = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long MAX_BACKOFF = TimeUnit.SECONDS.toNanos(1);

	private final Node node;

	private final ConnectionSettings settings;

	private final Events events;

	private final long pingInterval;

	private final long timeout;

	private final Thread reader;

	private final ReentrantLock lock = new ReentrantLock();

	private Set<Topic> wanted = Set.of();

	/** What SUBSCRIBE was written for on the present connection. */
	private final Set<Topic> asked = ConcurrentHashMap.newKeySet();

	/** The requests that are not answered, in their order. */
	private final Queue<Asked> unanswered = new ConcurrentLinkedQueue<>();

	/** What the server has confirmed on the present connection. */
	private final Set<Topic> active = ConcurrentHashMap.newKeySet();

	private volatile @Nullable PushConnection connection;

	private volatile long wroteAt;

	private volatile int failures;

	private volatile @Nullable Throwable lastFailure;

	private volatile boolean closed;

	NodeSubscription(Node node, ConnectionSettings settings, Events events) {
		this.node = node;
		this.settings = settings;
		this.events = events;
		this.pingInterval = Deadline.nanos(settings.options().pubSub().pingInterval());
		this.timeout = Deadline.nanos(settings.options().timeout());
		this.reader = settings.threads().create("subscription-" + node.address(), this::run);
	}

	void start() {
		this.reader.start();
	}

	Node node() {
		return this.node;
	}

	/**
	 * Tells whether the server has confirmed a topic, on the present connection.
	 */
	boolean isActive(Topic topic) {
		return this.active.contains(topic);
	}

	boolean isOpen() {
		return this.connection != null;
	}

	/**
	 * Tells whether the last attempt to subscribe at the node failed.
	 */
	boolean isFailing() {
		return this.failures > 0;
	}

	/**
	 * Returns why the connection was lost or could not be opened the last time.
	 */
	@Nullable Throwable lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Sets which topics the node is to serve, and asks for them.
	 */
	void want(Set<Topic> topics) {
		this.lock.lock();
		try {
			this.wanted = Set.copyOf(topics);
			PushConnection connection = this.connection;
			if (connection != null) {
				ask(connection);
			}
		}
		catch (IOException ex) {
			abort(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lets a refused topic be asked for again by the next {@link #want}. Never waits.
	 */
	void forget(Topic topic) {
		if (!this.active.contains(topic)) {
			this.asked.remove(topic);
		}
	}

	private void ask(PushConnection connection) throws IOException {
		RequestBuffer buffer = new RequestBuffer(256);
		for (Topic topic : this.wanted) {
			if (this.asked.add(topic)) {
				request(buffer, topic, true);
			}
		}
		for (Iterator<Topic> topics = this.asked.iterator(); topics.hasNext();) {
			Topic topic = topics.next();
			if (!this.wanted.contains(topic)) {
				topics.remove();
				request(buffer, topic, false);
			}
		}
		if (buffer.length() > 0) {
			this.wroteAt = System.nanoTime();
			connection.write(buffer);
		}
	}

	/**
	 * One request for each topic: each may be refused on its own, and sharded channels of
	 * different slots cannot share one.
	 */
	private void request(RequestBuffer buffer, Topic topic, boolean subscribe) {
		String prefix = switch (topic.kind()) {
			case CHANNEL -> "";
			case PATTERN -> "P";
			case SHARD_CHANNEL -> "S";
		};
		buffer.array(2);
		buffer.bulk(prefix + (subscribe ? "SUBSCRIBE" : "UNSUBSCRIBE"));
		buffer.bulk(topic.name());
		this.unanswered.add(new Asked(topic, subscribe));
	}

	private void run() {
		while (!this.closed) {
			boolean opened = false;
			try (PushConnection connection = open()) {
				opened = true;
				begin(connection);
				listen(connection);
			}
			catch (IOException | RuntimeException | Error ex) {
				lost(opened, ex);
			}
			rest();
		}
	}

	private PushConnection open() throws IOException {
		// the address stands in for the id of a server without cluster mode
		String id = this.node.id().equals(this.node.announced().toString()) ? null : this.node.id();
		return PushConnection.open(this.settings.opener(), this.node.address(), this.node.announced(), id,
				Deadline.after(this.settings.options().connectTimeout()));
	}

	private void begin(PushConnection connection) throws IOException {
		this.settings.telemetry().connectionOpened(this.node, ConnectionKind.SUBSCRIPTION);
		this.lock.lock();
		try {
			this.asked.clear();
			this.unanswered.clear();
			this.connection = connection;
			if (this.closed) {
				connection.close();
			}
			ask(connection);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void listen(PushConnection connection) throws IOException {
		while (true) {
			long heardAt = connection.heardAt();
			boolean owed = !this.unanswered.isEmpty();
			long limit = owed ? latest(heardAt, this.wroteAt) + this.timeout : heardAt + this.pingInterval;
			Object value = connection.read(Deadline.millis(limit, Integer.MAX_VALUE));
			if (value != PushConnection.NOTHING) {
				handle(connection, PubSubFrame.of(value));
			}
			else if (connection.heardAt() == heardAt && Deadline.hasPassed(limit)) {
				if (owed) {
					throw new IOException("the node did not answer in time");
				}
				ping(connection);
			}
		}
	}

	private static long latest(long first, long second) {
		return (first - second > 0) ? first : second;
	}

	private void ping(PushConnection connection) throws IOException {
		RequestBuffer buffer = new RequestBuffer(16);
		buffer.array(1);
		buffer.bulk("PING");
		if (!this.lock.tryLock()) {
			// requests are being written, whose answers serve as well
			return;
		}
		try {
			this.unanswered.add(Asked.PING);
			this.wroteAt = System.nanoTime();
			connection.write(buffer);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void handle(PushConnection connection, PubSubFrame frame) throws RespProtocolException {
		switch (frame.type()) {
			case MESSAGE -> this.events.message(this, Objects.requireNonNull(frame.topic()),
					Objects.requireNonNull(frame.channel()), Objects.requireNonNull(frame.body()),
					connection.heardAt());
			case SUBSCRIBED -> subscribed(Objects.requireNonNull(frame.topic()));
			case UNSUBSCRIBED -> unsubscribed(Objects.requireNonNull(frame.topic()));
			case PONG -> this.unanswered.remove(Asked.PING);
			case ERROR -> refused(Objects.requireNonNull(frame.error()));
			case OTHER -> {
				// not for subscribers
			}
		}
	}

	private void subscribed(Topic topic) {
		if (this.unanswered.remove(new Asked(topic, true))) {
			this.failures = 0;
			this.active.add(topic);
			this.events.subscribed(this, topic);
		}
	}

	/**
	 * A server takes sharded channels from their subscribers when their slot leaves it.
	 */
	private void unsubscribed(Topic topic) {
		boolean was = this.active.remove(topic);
		if (!this.unanswered.remove(new Asked(topic, false)) && was) {
			forget(topic);
			this.events.taken(this, topic);
		}
	}

	private void refused(ErrorValue error) throws RespProtocolException {
		Asked asked = this.unanswered.poll();
		if (asked == null) {
			throw new RespProtocolException(
					"a subscribed connection got an error that answers nothing: " + error.code());
		}
		Topic topic = asked.topic;
		if (topic != null && asked.subscribe) {
			this.events.refused(this, topic, error);
		}
	}

	private void lost(boolean opened, Throwable cause) {
		this.connection = null;
		this.failures++;
		this.lastFailure = cause;
		Set<Topic> served = Set.copyOf(this.active);
		this.active.clear();
		if (opened) {
			this.settings.telemetry()
				.connectionClosed(this.node, ConnectionKind.SUBSCRIPTION, this.closed ? null : cause);
		}
		if (!this.closed) {
			this.events.lost(this, served, cause);
		}
	}

	private void rest() {
		long backoff = Math.min(MAX_BACKOFF, FIRST_BACKOFF << Math.min(this.failures - 1, 10));
		long end = System.nanoTime() + backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
		while (!this.closed && !Deadline.hasPassed(end)) {
			LockSupport.parkNanos(this, Deadline.remaining(end));
		}
	}

	private void abort(IOException cause) {
		this.lastFailure = cause;
		PushConnection connection = this.connection;
		if (connection != null) {
			connection.close();
		}
	}

	/** Ends it for good; never waits. */
	void close() {
		this.closed = true;
		PushConnection connection = this.connection;
		if (connection != null) {
			connection.close();
		}
		LockSupport.unpark(this.reader);
	}

	/**
	 * A request that is not answered.
	 *
	 * @param topic the topic, or {@code null} for PING
	 * @param subscribe whether it is to be subscribed
	 */
	private record Asked(@Nullable Topic topic, boolean subscribe) {

		static final Asked PING = new Asked(null, false);

	}

	/**
	 * Is told what happens, on the reader thread. Must not throw.
	 */
	interface Events {

		/**
		 * A message arrived.
		 * @param heardAt a moment at which it had arrived
		 */
		void message(NodeSubscription from, Topic topic, byte[] channel, byte[] body, long heardAt);

		/** The server has confirmed a topic. */
		void subscribed(NodeSubscription at, Topic topic);

		/** The server has taken a topic away. */
		void taken(NodeSubscription at, Topic topic);

		/** The server does not subscribe a topic. */
		void refused(NodeSubscription at, Topic topic, ErrorValue error);

		/**
		 * The connection was lost, or could not be opened.
		 * @param served what had been confirmed
		 */
		void lost(NodeSubscription at, Set<Topic> served, Throwable cause);

	}

}
