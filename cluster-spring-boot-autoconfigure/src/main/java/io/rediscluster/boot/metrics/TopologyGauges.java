package io.rediscluster.boot.metrics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * The gauges per shard and, on request, per node; those of shards and nodes that have
 * left are removed. Thread safe.
 */
final class TopologyGauges {

	private final Supplier<@Nullable ClusterClient> client;

	private final boolean tagAddress;

	private final MultiGauge inFlight;

	private final MultiGauge nodeConnections;

	private final MultiGauge nodeInFlight;

	TopologyGauges(MeterRegistry registry, Tags tags, Supplier<@Nullable ClusterClient> client, boolean tagAddress) {
		this.client = client;
		this.tagAddress = tagAddress;
		this.inFlight = gauge(registry, tags, "in.flight", "Commands sent or queued and not answered");
		this.nodeConnections = gauge(registry, tags, "node.connections", "Open connections of a node");
		this.nodeInFlight = gauge(registry, tags, "node.in.flight",
				"Commands of a node sent or queued and not answered");
	}

	private static MultiGauge gauge(MeterRegistry registry, Tags tags, String name, String description) {
		return MultiGauge.builder(Names.PREFIX + name).tags(tags).description(description).register(registry);
	}

	/**
	 * Replaces the gauges.
	 * @param topology what they stand for from now on
	 */
	void follow(Topology topology) {
		List<MultiGauge.Row<?>> rows = new ArrayList<>();
		for (Shard shard : topology.shards()) {
			rows.add(row(shard, NodeRole.PRIMARY, Set.of(shard.primary().id())));
			Set<String> replicas = new HashSet<>();
			shard.replicas().forEach((replica) -> replicas.add(replica.id()));
			rows.add(row(shard, NodeRole.REPLICA, replicas));
		}
		this.inFlight.register(rows, true);
		if (this.tagAddress) {
			nodes(topology);
		}
	}

	private MultiGauge.Row<?> row(Shard shard, NodeRole role, Set<String> nodeIds) {
		return MultiGauge.Row.of(Tags.of("shard", Integer.toString(shard.ordinal()), "role", EventMeters.tag(role)),
				() -> sum(nodeIds, NodeStats::inFlight));
	}

	private void nodes(Topology topology) {
		List<MultiGauge.Row<?>> connections = new ArrayList<>();
		List<MultiGauge.Row<?>> inFlight = new ArrayList<>();
		for (Node node : topology.nodes()) {
			Tags tags = Tags.of("node", node.address().toString(), "role", EventMeters.tag(node.role()));
			Set<String> id = Set.of(node.id());
			connections.add(MultiGauge.Row.of(tags,
					() -> sum(id, (stats) -> stats.connections().values().stream().mapToInt(Integer::intValue).sum())));
			inFlight.add(MultiGauge.Row.of(tags, () -> sum(id, NodeStats::inFlight)));
		}
		this.nodeConnections.register(connections, true);
		this.nodeInFlight.register(inFlight, true);
	}

	private double sum(Set<String> nodeIds, ToDoubleFunction<NodeStats> figure) {
		ClusterClient client = this.client.get();
		if (client == null) {
			return Double.NaN;
		}
		double sum = 0;
		for (Map.Entry<Node, NodeStats> entry : client.stats().nodes().entrySet()) {
			sum += nodeIds.contains(entry.getKey().id()) ? figure.applyAsDouble(entry.getValue()) : 0;
		}
		return sum;
	}

}
