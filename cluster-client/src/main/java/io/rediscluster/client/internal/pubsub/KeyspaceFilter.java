package io.rediscluster.client.internal.pubsub;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.internal.connection.Deadline;
import io.rediscluster.client.internal.keyspace.HeldSlots;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Decides which keyspace events count. An event counts only from the node that the
 * topology names as the owner of the key. A {@code del} counts only if the slot is at
 * rest, too: moving a key deletes it at its old node. Only the node knows whether a slot
 * is open, and only an answer that it gives <em>after</em> the event settles the matter;
 * so it is asked, once for all deletions that have arrived by then. Thread safe, without
 * a lock.
 */
final class KeyspaceFilter {

	private final PubSubContext context;

	private final LongAdder dropped = new LongAdder();

	/** What each node last said of its slots, by its id. */
	private final Map<String, Asked> asked = new ConcurrentHashMap<>();

	/** When the owner of a slot last changed, or {@code null} if none ever did. */
	private volatile long @Nullable [] changes;

	/** Nodes whose events were dropped although they may be the owner, and since when. */
	private final Map<String, Long> doubted = new ConcurrentHashMap<>();

	/**
	 * Nodes that turned out to be the owner after all, and since when they were doubted.
	 */
	private final Map<String, Long> wronged = new ConcurrentHashMap<>();

	KeyspaceFilter(PubSubContext context) {
		this.context = context;
	}

	/**
	 * Tells whether a message for a topic of keyspace events is to be delivered. Asks the
	 * node where that is necessary, so it may block.
	 * @param heardAt a moment at which the message had arrived
	 */
	boolean accepts(Node from, byte[] channel, byte[] body, long heardAt) {
		KeyspaceEvent event = KeyspaceEvent.of(channel, body);
		if (event == null) {
			// published by somebody to a channel that the pattern matches too: it comes
			// from every node
			return isOwner(from, HashSlot.of(channel));
		}
		if (!isOwner(from, event.slot())) {
			this.doubted.putIfAbsent(from.id(), System.nanoTime());
			return drop();
		}
		return !event.deletion() || (!changedLately(event.slot()) && isHeld(from, event.slot(), heardAt)) || drop();
	}

	private boolean isOwner(Node from, int slot) {
		Shard shard = this.context.topology().shardOf(slot);
		return shard != null && shard.primary().id().equals(from.id());
	}

	/** Where an event does not count, the topology may be behind. */
	private boolean drop() {
		this.dropped.increment();
		this.context.refresher().request(RefreshCause.MOVED);
		return false;
	}

	private boolean changedLately(int slot) {
		long[] changes = this.changes;
		long recent = Deadline.nanos(this.context.settings().options().refresh().minInterval());
		return changes != null && changes[slot] != 0 && System.nanoTime() - changes[slot] < recent;
	}

	private boolean isHeld(Node node, int slot, long heardAt) {
		Asked asked = this.asked.get(node.id());
		if (asked == null || asked.at - heardAt < 0) {
			long now = System.nanoTime();
			try {
				asked = new Asked(now, HeldSlots.of(this.context.calls(), node));
			}
			catch (ClusterClientException ex) {
				return false;
			}
			this.asked.put(node.id(), asked);
		}
		return asked.slots.contains(slot);
	}

	/**
	 * Takes note of slots that changed their owner.
	 */
	void follow(Topology before, Topology after) {
		long now = System.nanoTime() | 1;
		long[] changes = this.changes;
		long[] updated = null;
		for (int slot = 0; slot < HashSlot.COUNT; slot++) {
			Shard old = before.shardOf(slot);
			Shard owner = after.shardOf(slot);
			if (old != owner && old != null && (owner == null || !owner.primary().id().equals(old.primary().id()))) {
				if (updated == null) {
					updated = (changes != null) ? changes.clone() : new long[HashSlot.COUNT];
				}
				updated[slot] = now;
				judge(old, owner);
			}
		}
		if (updated != null) {
			this.changes = updated;
		}
	}

	private void judge(Shard old, @Nullable Shard owner) {
		this.doubted.remove(old.primary().id());
		Long since = (owner != null) ? this.doubted.remove(owner.primary().id()) : null;
		if (owner != null && since != null) {
			this.wronged.putIfAbsent(owner.primary().id(), since);
		}
	}

	/**
	 * Returns which nodes have come to own slots whose events may have been dropped
	 * because another was taken for the owner, and since when, and begins anew.
	 */
	Map<String, Long> takeWronged() {
		Map<String, Long> wronged = Map.copyOf(this.wronged);
		wronged.forEach(this.wronged::remove);
		return wronged;
	}

	long dropped() {
		return this.dropped.sum();
	}

	private record Asked(long at, HeldSlots slots) {
	}

}
