package io.rediscluster.client.internal.keyspace;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.Credentials;
import io.rediscluster.client.internal.keyspace.NodeStates.Primary;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * The move of one slot by {@code CLUSTER SETSLOT} and {@code MIGRATE}. For one thread.
 */
final class SlotMigration {

	/** How long the servers' conversation about some keys may pause. */
	private static final Duration IDLE = Duration.ofSeconds(60);

	/** A single key of many gigabytes takes minutes. */
	private static final Duration LONGEST = Duration.ofMinutes(10);

	/** The source does nothing else while it sends keys: so long it may at a time. */
	private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(5);

	private static final int MOST_KEYS = 1000;

	private final NodeCalls calls;

	private final int slot;

	private final Node target;

	SlotMigration(NodeCalls calls, int slot, Node target) {
		this.calls = calls;
		this.slot = slot;
		this.target = target;
	}

	/**
	 * Opens the slot, unless it is: the target first, so that clients who are sent there
	 * find it ready.
	 */
	void open(Primary source, NodeState targetState) {
		if (!source.node().id().equals(targetState.importing().get(this.slot))) {
			setSlot(this.target, "IMPORTING", source.node());
		}
		if (!this.target.id().equals(source.state().migrating().get(this.slot))) {
			setSlot(source.node(), "MIGRATING", this.target);
		}
	}

	private void setSlot(Node told, String what, Node named) {
		this.calls.at(told, Command.of("CLUSTER SETSLOT", this.slot, what, named.id()));
	}

	/**
	 * Moves all keys. As long as the source has a key it alone serves it, so that
	 * whatever an interrupted attempt has left at the target is replaced.
	 */
	void moveKeys(Node source, @Nullable Credentials credentials) {
		String[] address = addressFor(source);
		int count = 10;
		while (true) {
			List<byte[]> keys = this.calls.at(source, Command.of("CLUSTER GETKEYSINSLOT", this.slot, count))
				.asBytesList();
			if (keys.isEmpty()) {
				return;
			}
			Command.Builder migrate = Command.named("MIGRATE").args(address[0], address[1], "", 0, IDLE.toMillis());
			migrate.arg("REPLACE");
			if (credentials != null) {
				String user = credentials.username();
				migrate.args((user != null) ? new Object[] { "AUTH2", user, credentials.password() }
						: new Object[] { "AUTH", credentials.password() });
			}
			long began = System.nanoTime();
			this.calls.at(source, migrate.arg("KEYS").args(keys).build().timeout(LONGEST));
			boolean quick = System.nanoTime() - began < SLICE;
			count = quick ? Math.min(MOST_KEYS, 2 * count) : Math.max(1, count / 2);
			// calls that are quick never look at it, and a slot may have many keys
			Patience.pause(0);
		}
	}

	/**
	 * Finds the address by which the source knows the target: it may be another one than
	 * clients are told.
	 */
	private String[] addressFor(Node source) {
		String nodes = String.valueOf(this.calls.at(source, Command.of("CLUSTER NODES")).asString());
		for (String line : nodes.split("\n")) {
			if (line.startsWith(this.target.id() + " ")) {
				String address = line.split(" ")[1].split("[@,]")[0];
				int colon = address.lastIndexOf(':');
				if (colon > 0) {
					return new String[] { address.substring(0, colon), address.substring(colon + 1) };
				}
			}
		}
		return new String[] { this.target.announced().host(), Integer.toString(this.target.announced().port()) };
	}

	/**
	 * Gives the slot to the target: it learns it first, then those that had to do with
	 * the slot, then all others. These would learn it from the cluster anyway, so that
	 * one that cannot be told is left to it.
	 * @param others the nodes to tell beside the target, no replica among them
	 */
	void close(Collection<Node> others) {
		if (others.isEmpty()) {
			return;
		}
		setSlot(this.target, "NODE", this.target);
		for (Node node : others) {
			try {
				setSlot(node, "NODE", this.target);
			}
			catch (ClusterClientException ex) {
				if (Thread.currentThread().isInterrupted()) {
					throw ex;
				}
			}
		}
	}

}
