package io.rediscluster.boot.endpoint;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * One cluster as its client knows it.
 *
 * @param connected whether the client is connected; nothing else is known if it is not
 * @param topology the topology, or {@code null}
 * @param counters what the client has done since it started, or {@code null}
 * @param recentChanges the last changes of the topology, the latest first
 */
public record ClusterDescriptor(boolean connected, @Nullable TopologyDescriptor topology,
		@Nullable CountersDescriptor counters, List<TopologyChange> recentChanges) {

	static ClusterDescriptor of(@Nullable ClusterClient client, List<TopologyChange> recentChanges) {
		if (client == null) {
			return new ClusterDescriptor(false, null, null, recentChanges);
		}
		ClientStats stats = client.stats();
		return new ClusterDescriptor(true, TopologyDescriptor.of(client.topology(), stats),
				CountersDescriptor.of(stats), recentChanges);
	}

	private static String lowerCase(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The topology.
	 *
	 * @param version the number of the snapshot
	 * @param ageMillis the time since a node last confirmed it
	 * @param coveredSlots how many slots have an owner
	 * @param shards the shards, ordered by their lowest slot
	 */
	public record TopologyDescriptor(long version, long ageMillis, int coveredSlots, List<ShardDescriptor> shards) {

		static TopologyDescriptor of(Topology topology, ClientStats stats) {
			return new TopologyDescriptor(topology.version(), stats.topologyAge().toMillis(), topology.coveredSlots(),
					topology.shards().stream().map((shard) -> ShardDescriptor.of(shard, stats)).toList());
		}

	}

	/**
	 * A shard.
	 *
	 * @param ordinal its position, the value of the tag {@code shard} of meters
	 * @param slots its slots, as ranges
	 * @param slotCount how many these are
	 * @param primary its primary
	 * @param replicas its replicas
	 */
	public record ShardDescriptor(int ordinal, String slots, int slotCount, NodeDescriptor primary,
			List<NodeDescriptor> replicas) {

		static ShardDescriptor of(Shard shard, ClientStats stats) {
			return new ShardDescriptor(shard.ordinal(),
					shard.slots().stream().map(SlotRange::toString).collect(Collectors.joining(",")), shard.slotCount(),
					NodeDescriptor.of(shard.primary(), stats),
					shard.replicas().stream().map((replica) -> NodeDescriptor.of(replica, stats)).toList());
		}

	}

	/**
	 * A node with the connections to it.
	 *
	 * @param id the node id
	 * @param address the address that the client connects to
	 * @param announced the address that the cluster announces
	 * @param flags what the cluster says about it
	 * @param silent whether it owes replies and is not heard
	 * @param connections open connections, by kind
	 * @param busy how many of these have a call under way
	 * @param inFlight commands sent or queued and not answered
	 * @param opened connections ever opened
	 * @param failed connections that could not be opened or broke
	 */
	public record NodeDescriptor(String id, String address, String announced, Set<String> flags, boolean silent,
			Map<String, Integer> connections, Map<String, Integer> busy, int inFlight, long opened, long failed) {

		private static final NodeStats NONE = new NodeStats(Map.of(), Map.of(), 0, false, 0, 0, 0);

		static NodeDescriptor of(Node node, ClientStats stats) {
			NodeStats sum = NONE;
			for (Map.Entry<Node, NodeStats> entry : stats.nodes().entrySet()) {
				sum = entry.getKey().id().equals(node.id()) ? sum.plus(entry.getValue()) : sum;
			}
			return new NodeDescriptor(node.id(), node.address().toString(), node.announced().toString(), node.flags(),
					sum.silent(), byName(sum.connections()), byName(sum.busy()), sum.inFlight(), sum.opened(),
					sum.failed());
		}

	}

	/**
	 * What the client has done since it started.
	 *
	 * @param commands commands that callers have made
	 * @param redirects redirects followed, by kind
	 * @param retries commands tried again, by reason
	 * @param outcomesUnknown writes whose reply was lost
	 * @param refreshes refreshes that gave a usable view
	 * @param failedRefreshes refreshes that did not
	 * @param fences times a connection ended with unanswered writes
	 * @param inFlight commands sent or queued and not answered, now
	 * @param queued commands that wait to be written, now
	 */
	public record CountersDescriptor(long commands, Map<String, Long> redirects, Map<String, Long> retries,
			long outcomesUnknown, long refreshes, long failedRefreshes, long fences, int inFlight, int queued) {

		static CountersDescriptor of(ClientStats stats) {
			return new CountersDescriptor(stats.commands(), byName(stats.redirects()), stats.retries(),
					stats.outcomesUnknown(), stats.refreshes(), stats.failedRefreshes(), stats.fences(),
					stats.inFlight(), stats.queued());
		}

	}

	private static <V> Map<String, V> byName(Map<? extends Enum<?>, V> values) {
		Map<String, V> named = new TreeMap<>();
		values.forEach((key, value) -> named.put(lowerCase(key), value));
		return named;
	}

}
