package io.rediscluster.client.internal.keyspace;

import java.time.Duration;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.keyspace.NodeStates.Primary;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;

/**
 * Moves slots to one shard, one after another or, where servers can, all of one owner at
 * once. What has been done is read from the nodes each time, never remembered, so that a
 * move goes on after any failure. For one thread and one move.
 */
final class SlotMover {

	/** More than a failover takes with the servers' default of 15 seconds. */
	private static final Duration LEAST_PATIENCE = Duration.ofSeconds(30);

	/** Errors that waiting does not cure. */
	private static final Set<String> LASTING = Set.of("NOPERM", "NOAUTH", "WRONGPASS");

	private final NodeCalls calls;

	private final NodeStates states;

	private final CredentialsProvider credentials;

	private final String targetId;

	private final Duration patience;

	/** What the primaries said last. */
	private Map<String, Primary> primaries = Map.of();

	SlotMover(NodeCalls calls, CredentialsProvider credentials, String targetId) {
		this.calls = calls;
		this.states = new NodeStates(calls);
		this.credentials = credentials;
		this.targetId = targetId;
		this.patience = (calls.timeout().compareTo(LEAST_PATIENCE) > 0) ? calls.timeout() : LEAST_PATIENCE;
	}

	void move(BitSet slots) {
		BitSet rest = (BitSet) slots.clone();
		Patience patience = new Patience(this.calls, this.patience);
		while (!rest.isEmpty()) {
			int before = rest.cardinality();
			try {
				step(rest);
			}
			catch (ClusterClientException ex) {
				patience = (rest.cardinality() < before) ? new Patience(this.calls, this.patience) : patience;
				if (Thread.currentThread().isInterrupted()
						|| (ex instanceof ServerErrorException error && LASTING.contains(error.code()))) {
					throw ex;
				}
				patience.afterAny(ex);
			}
		}
		this.calls.refresh();
	}

	/**
	 * Moves what is left, and takes from it what has been moved, until something fails.
	 */
	private void step(BitSet rest) {
		this.calls.refresh();
		this.primaries = this.states.ofPrimaries();
		Primary target = this.primaries.get(target().id());
		if (target == null) {
			throw unavailable("The target " + target() + " cannot be asked", Command.NO_SLOT);
		}
		Map<Node, BitSet> atomic = new LinkedHashMap<>();
		Map<Integer, Primary> single = new TreeMap<>();
		for (int slot = rest.nextSetBit(0); slot >= 0; slot = rest.nextSetBit(slot + 1)) {
			if (target.state().slots().get(slot)) {
				new SlotMigration(this.calls, slot, target.node()).close(holders(slot, target));
				rest.clear(slot);
				continue;
			}
			Primary source = owner(slot);
			checkDestination(slot, source, target);
			if (isAtomic(source, target)) {
				atomic.computeIfAbsent(source.node(), (node) -> new BitSet()).set(slot);
			}
			else {
				single.put(slot, source);
			}
		}
		// what arrives like this is seen, and taken from the rest, by the next step
		atomic.forEach(
				(source, slots) -> new AtomicMigration(this.calls, this.states, source, target.node(), slots).run());
		List<Node> others = this.primaries.values()
			.stream()
			.map(Primary::node)
			.filter((node) -> !node.id().equals(target.node().id()))
			.toList();
		single.forEach((slot, source) -> {
			SlotMigration migration = new SlotMigration(this.calls, slot, target.node());
			migration.open(source, target.state());
			migration.moveKeys(source.node(), this.credentials.credentials());
			migration.close(others);
			rest.clear(slot);
		});
	}

	private static ClusterUnavailableException unavailable(String message, int slot) {
		return new ClusterUnavailableException(message,
				new CallDetails("CLUSTER SETSLOT", slot, null, 0, Duration.ZERO, false, false), null);
	}

	private Node target() {
		Node named = this.calls.topology().node(this.targetId);
		Shard shard = (named != null) ? this.calls.topology().shardOf(named) : null;
		if (shard == null) {
			throw unavailable("The target " + this.targetId + " is not a node of the cluster", Command.NO_SLOT);
		}
		return shard.primary();
	}

	/**
	 * Returns the owner; where two claim a slot, the one with the higher epoch.
	 */
	private Primary owner(int slot) {
		return this.primaries.values()
			.stream()
			.filter((primary) -> primary.state().slots().get(slot))
			.max(Comparator.comparingLong((primary) -> primary.state().epoch()))
			.orElseThrow(() -> unavailable("The slot has no owner that can be asked", slot));
	}

	/**
	 * Returns the primaries that have not heard that a slot has come to the target.
	 */
	private List<Node> holders(int slot, Primary target) {
		return this.primaries.values()
			.stream()
			.filter((each) -> each.state().migrating().containsKey(slot) || each.state().importing().containsKey(slot)
					|| (each != target && each.state().slots().get(slot)))
			.map(Primary::node)
			.toList();
	}

	/**
	 * Tells whether servers move the slots of one by themselves to the other: they refuse
	 * it while either has any slot open.
	 */
	private boolean isAtomic(Primary source, Primary target) {
		return !source.state().hasOpenSlots() && !target.state().hasOpenSlots()
				&& this.states.hasMigrateSlots(source.node(), target.node());
	}

	private void checkDestination(int slot, Primary source, Primary target) {
		String id = source.state().migrating().get(slot);
		Node node = (id != null) ? this.calls.topology().node(id) : null;
		Shard shard = (node != null) ? this.calls.topology().shardOf(node) : null;
		if (shard != null && !shard.primary().id().equals(target.node().id())) {
			throw new IllegalStateException("Slot " + slot + " is being moved from " + source.node() + " to " + node
					+ "; end that move first (openSlots())");
		}
	}

}
