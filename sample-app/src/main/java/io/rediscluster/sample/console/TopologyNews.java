package io.rediscluster.sample.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.sample.console.FeedEntry.Kind;
import io.rediscluster.sample.console.FeedEntry.Level;
import org.jspecify.annotations.Nullable;

/**
 * Says in words what differs between two topologies. For one thread.
 */
final class TopologyNews {

	private final Feed feed;

	private final ShardLabels labels;

	/** When what is told of now came to pass. */
	private long at;

	TopologyNews(Feed feed, ShardLabels labels) {
		this.feed = feed;
		this.labels = labels;
	}

	/**
	 * Tells of a change.
	 * @param at when it came to pass, milliseconds since 1970
	 */
	void tell(long at, Topology before, Topology after) {
		this.at = at;
		this.labels.learn(before);
		this.labels.learn(after);
		if (before.version() == 0) {
			add(Level.INFO, "The client knows the cluster: " + EventFeed.counted(after.shards().size(), "shard") + ", "
					+ EventFeed.counted(after.nodes().size(), "node"));
			return;
		}
		tellNodes(before, after);
		tellSlots(before, after);
	}

	private void tellNodes(Topology before, Topology after) {
		for (Node node : after.nodes()) {
			Node old = before.node(node.id());
			if (old == null) {
				add(Level.INFO, node.address() + " joined the cluster");
			}
			else {
				tellChange(old, node);
			}
		}
		for (Node node : before.nodes()) {
			if (after.node(node.id()) == null) {
				add(Level.WARN, node.address() + " left the cluster");
			}
		}
	}

	private void tellChange(Node old, Node node) {
		if (!old.isPrimary() && node.isPrimary()) {
			add(Level.GOOD, node.address() + " is the primary" + ofShard(node) + " now");
		}
		else if (old.isPrimary() && !node.isPrimary()) {
			add(Level.INFO, node.address() + " is a replica" + ofShard(node) + " now");
		}
		if (!old.isFailed() && node.isFailed()) {
			add(Level.BAD, "The cluster holds " + node.address() + " to be down");
		}
		else if (old.isFailed() && !node.isFailed()) {
			add(Level.GOOD, "The cluster holds " + node.address() + " to be up again");
		}
	}

	private void tellSlots(Topology before, Topology after) {
		Map<Hand, Integer> moves = new LinkedHashMap<>();
		for (int slot = 0; slot < HashSlot.COUNT; slot++) {
			Node from = owner(before, slot);
			Node to = owner(after, slot);
			if (!Objects.equals(id(from), id(to))) {
				moves.merge(new Hand(from, to), 1, Integer::sum);
			}
		}
		moves.forEach((hand, count) -> {
			if (hand.to == null) {
				this.feed.count(this.at, "slots " + hand, Kind.TOPOLOGY, Level.BAD, count,
						(sum) -> EventFeed.counted(sum, "slot") + " without an owner");
			}
			else if (hand.from == null) {
				this.feed.count(this.at, "slots " + hand, Kind.TOPOLOGY, Level.GOOD, count,
						(sum) -> name(hand.to) + " owns " + EventFeed.counted(sum, "slot") + " that nobody owned");
			}
			else {
				Node from = hand.from;
				this.feed.count(this.at, "slots " + hand, Kind.TOPOLOGY, Level.INFO, count,
						(sum) -> name(hand.to) + " took " + EventFeed.counted(sum, "slot") + " from " + name(from));
			}
		});
	}

	private static @Nullable Node owner(Topology topology, int slot) {
		Shard shard = topology.shardOf(slot);
		return (shard != null) ? shard.primary() : null;
	}

	private static @Nullable String id(@Nullable Node node) {
		return (node != null) ? node.id() : null;
	}

	private String name(@Nullable Node node) {
		return (node != null) ? node.address() + shardInBrackets(node) : "nobody";
	}

	private String shardInBrackets(Node node) {
		String label = this.labels.of(node.id());
		return (label != null) ? " (shard " + label + ")" : "";
	}

	private String ofShard(Node node) {
		String label = this.labels.of(node.id());
		return (label != null) ? " of shard " + label : "";
	}

	private void add(Level level, String text) {
		this.feed.add(this.at, Kind.TOPOLOGY, level, text);
	}

	/** From whom to whom slots went. */
	private record Hand(@Nullable Node from, @Nullable Node to) {

		@Override
		public String toString() {
			return id(this.from) + ">" + id(this.to);
		}

	}

}
