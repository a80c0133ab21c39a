package io.rediscluster.client.internal.keyspace;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the keys of the whole cluster, also while slots move and primaries fail
 * over: every key that exists throughout is returned at least once, and more often only
 * where a slot was walked over again. For one thread.
 * <p>
 * The walk goes in rounds. A round makes a pass over each primary that owns slots which
 * are not done, and reads the primary's own state before and after. A slot is done if the
 * pass saw it owned and closed at both readings of one process in one configuration
 * epoch: then no key can have left and come back. Keys of an open slot move one way, so
 * such a slot is done if a pass over its target followed the pass over its owner, and the
 * owner still says the same. All other slots are left to the next round.
 */
final class ClusterScan extends BatchIterator<Reply> {

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(20);

	private final NodeCalls calls;

	private final NodeStates states;

	private final Scan scan;

	/** The slot of all keys that can match, which servers find by themselves, or -1. */
	private final int onlySlot;

	private final BitSet open = new BitSet();

	private final Deque<Pass> passes = new ArrayDeque<>();

	/** Rounds begun; 0 before the first. */
	private int rounds;

	ClusterScan(NodeCalls calls, Scan scan) {
		this.calls = calls;
		this.states = new NodeStates(calls);
		this.scan = scan;
		this.onlySlot = ScanCommands.onlySlot(scan.pattern());
		if (this.onlySlot >= 0) {
			this.open.set(this.onlySlot);
		}
		else {
			this.open.set(0, HashSlot.COUNT);
		}
	}

	@Override
	List<Reply> fetch() {
		Patience patience = new Patience(this.calls, this.calls.timeout());
		while (true) {
			Pass pass = this.passes.peek();
			if (pass == null) {
				checkRounds();
			}
			try {
				if (pass == null) {
					if (endIfDone()) {
						return List.of();
					}
					beginRound();
				}
				else if (pass.failed) {
					replace(pass);
				}
				else {
					List<Reply> keys = pass.next();
					if (pass.ended) {
						this.passes.remove(pass);
						endIfDone();
					}
					return keys;
				}
			}
			catch (ClusterClientException ex) {
				if (pass != null) {
					pass.failed = true;
				}
				patience.after(ex);
			}
		}
	}

	private boolean endIfDone() {
		boolean done = this.passes.isEmpty() && this.open.isEmpty();
		if (done) {
			end();
		}
		return done;
	}

	private void checkRounds() {
		if (this.rounds == this.calls.maxRounds() && !this.open.isEmpty()) {
			this.rounds = 0;
			throw new ClusterUnavailableException(
					this.open.cardinality() + " slots were moving in each of " + this.calls.maxRounds()
							+ " rounds of the scan (scan.max-rounds)",
					new CallDetails("SCAN", Command.NO_SLOT, null, this.calls.maxRounds(), Duration.ZERO, true, true),
					null);
		}
	}

	private void beginRound() {
		if (this.rounds > 0) {
			// slots that have moved are found at once, those that still move need a
			// moment
			Patience.pause((this.rounds > 1) ? PAUSE : 0);
			this.calls.refresh();
		}
		this.passes.addAll(plan(this.open, this.rounds > 0));
		this.rounds++;
	}

	/**
	 * Goes over the slots of a pass that failed again, at whichever nodes own them now.
	 */
	private void replace(Pass pass) {
		this.calls.refresh();
		this.passes.remove(pass);
		plan(pass.wanted, false).forEach(this.passes::addFirst);
	}

	private Collection<Pass> plan(BitSet slots, boolean dropUnowned) {
		Topology topology = this.calls.topology();
		Map<String, Pass> byOwner = new LinkedHashMap<>();
		for (int slot = slots.nextSetBit(0); slot >= 0; slot = slots.nextSetBit(slot + 1)) {
			Shard shard = topology.shardOf(slot);
			if (shard != null) {
				byOwner.computeIfAbsent(shard.primary().id(), (id) -> new Pass(shard.primary(), null)).wanted.set(slot);
			}
			else if (dropUnowned) {
				// a slot that no node claims, looked up just now, has no keys
				this.open.clear(slot);
			}
		}
		return byOwner.values();
	}

	/**
	 * One walk over one node.
	 */
	private final class Pass {

		private final Node node;

		/** Where the slots come from if the node only imports them. */
		private final @Nullable Origin origin;

		private final BitSet wanted = new BitSet();

		private final BitSet scope = new BitSet();

		private @Nullable NodeState before;

		private @Nullable KeyWalk walk;

		private boolean ended;

		private boolean failed;

		Pass(Node node, @Nullable Origin origin) {
			this.node = node;
			this.origin = origin;
		}

		/**
		 * Asks the node once and returns the keys that belong to this pass.
		 */
		List<Reply> next() {
			NodeState before = this.before;
			KeyWalk walk = this.walk;
			if (before == null || walk == null) {
				before = ClusterScan.this.states.read(this.node);
				this.before = before;
				walk = begin(before);
				this.walk = walk;
			}
			if (this.scope.isEmpty()) {
				this.ended = true;
				return List.of();
			}
			List<Reply> keys = new ArrayList<>();
			for (Reply key : walk.next()) {
				byte[] bytes = key.asBytes();
				if (bytes != null && this.scope.get(HashSlot.of(bytes))) {
					keys.add(key);
				}
			}
			if (walk.hasEnded()) {
				settle(before, ClusterScan.this.states.read(this.node));
				this.ended = true;
			}
			return keys;
		}

		private KeyWalk begin(NodeState before) {
			this.wanted.stream().filter((slot) -> isHere(slot, before)).forEach(this.scope::set);
			ClusterScan scan = ClusterScan.this;
			boolean bySlot = scan.onlySlot < 0 && this.scope.stream().allMatch(before::holds)
					&& scan.states.hasClusterScan(this.node, before);
			return bySlot ? new SlotWalk(scan.calls, this.node, scan.scan, this.scope)
					: new NodeWalk(scan.calls, this.node, scan.scan);
		}

		private boolean isHere(int slot, NodeState state) {
			// what the target of an open slot has come to own is left to the next round
			return state.primary() && state.slots().get(slot) == (this.origin == null);
		}

		private void settle(NodeState before, NodeState after) {
			if (this.origin != null) {
				settleImported(this.origin, before, after);
				return;
			}
			if (!before.lasted(after)) {
				return;
			}
			Map<String, Pass> targets = new HashMap<>();
			this.scope.stream().forEach((slot) -> {
				String target = before.migrating().get(slot);
				if (before.holds(slot) && after.holds(slot)) {
					ClusterScan.this.open.clear(slot);
				}
				else if (target != null && target.equals(after.migrating().get(slot))) {
					follow(target, targets, before, slot);
				}
			});
			ClusterScan.this.passes.addAll(targets.values());
		}

		private void follow(String target, Map<String, Pass> targets, NodeState state, int slot) {
			Node node = ClusterScan.this.calls.topology().node(target);
			if (node != null) {
				targets.computeIfAbsent(target, (id) -> new Pass(node, new Origin(this.node, state))).wanted.set(slot);
			}
		}

		private void settleImported(Origin origin, NodeState before, NodeState after) {
			NodeState source = ClusterScan.this.states.read(origin.node());
			if (origin.state().lasted(source) && before.isProcessOf(after)) {
				this.scope.stream()
					.filter((slot) -> isHere(slot, after) && this.node.id().equals(source.migrating().get(slot)))
					.forEach(ClusterScan.this.open::clear);
			}
		}

	}

	/**
	 * The owner of open slots, as it was before the pass over it.
	 */
	private record Origin(Node node, NodeState state) {

	}

}
