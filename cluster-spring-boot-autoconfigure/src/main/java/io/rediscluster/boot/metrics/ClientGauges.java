package io.rediscluster.boot.metrics;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import org.jspecify.annotations.Nullable;

/**
 * The gauges of a client that do not depend on its topology; {@code NaN} while it is not
 * connected. Immutable and thread safe.
 */
final class ClientGauges {

	private final Supplier<@Nullable ClusterClient> client;

	private final Tags tags;

	ClientGauges(Supplier<@Nullable ClusterClient> client, Tags tags) {
		this.client = client;
		this.tags = tags;
	}

	void bindTo(MeterRegistry registry) {
		gauge(registry, "slots.uncovered", "Slots that no known node owns",
				(client) -> HashSlot.COUNT - client.topology().coveredSlots());
		gauge(registry, "shards", "Shards that own slots", (client) -> client.topology().primaries().size());
		gauge(registry, "queued", "Commands that wait to be written to a connection",
				(client) -> client.stats().queued());
		for (NodeRole role : NodeRole.values()) {
			Gauge
				.builder(Names.PREFIX + "nodes", this, (self) -> self
					.read((client) -> client.topology().nodes().stream().filter((node) -> node.role() == role).count()))
				.tags(this.tags.and("role", EventMeters.tag(role)))
				.description("Nodes that the topology names")
				.register(registry);
		}
		TimeGauge
			.builder(Names.PREFIX + "topology.age", this, TimeUnit.MILLISECONDS,
					(self) -> self.read((client) -> client.stats().topologyAge().toMillis()))
			.tags(this.tags)
			.description("Time since a node last confirmed the topology")
			.register(registry);
		FunctionTimer
			.builder(Names.PREFIX + "queue.wait", this, (self) -> self.count(ClientStats::queueWaits),
					(self) -> self.count((stats) -> stats.queueWaitTime().toNanos()), TimeUnit.NANOSECONDS)
			.tags(this.tags)
			.description("Waits of batches of commands for their write to a shared connection")
			.register(registry);
		connections(registry);
	}

	private void connections(MeterRegistry registry) {
		for (ConnectionKind kind : ConnectionKind.values()) {
			for (NodeRole role : NodeRole.values()) {
				connections(registry, kind, role, true);
				connections(registry, kind, role, false);
			}
		}
	}

	private void connections(MeterRegistry registry, ConnectionKind kind, NodeRole role, boolean busy) {
		if (kind == ConnectionKind.CONTROL) {
			// they live for one question; "connections.opened" counts them
			return;
		}
		Gauge
			.builder(Names.PREFIX + "connections", this,
					(self) -> self.read((client) -> count(client.stats(), kind, role, busy)))
			.tags(this.tags.and("kind", EventMeters.tag(kind), "role", EventMeters.tag(role), "state",
					busy ? "busy" : "idle"))
			.description("Open connections")
			.register(registry);
	}

	private static double count(ClientStats stats, ConnectionKind kind, NodeRole role, boolean busy) {
		int count = 0;
		for (Map.Entry<Node, NodeStats> entry : stats.nodes().entrySet()) {
			if (entry.getKey().role() == role) {
				int lent = entry.getValue().busy().getOrDefault(kind, 0);
				count += busy ? lent : entry.getValue().connections().getOrDefault(kind, 0) - lent;
			}
		}
		return Math.max(0, count);
	}

	private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<ClusterClient> value) {
		Gauge.builder(Names.PREFIX + name, this, (self) -> self.read(value))
			.tags(this.tags)
			.description(description)
			.register(registry);
	}

	private double read(ToDoubleFunction<ClusterClient> value) {
		ClusterClient client = this.client.get();
		return (client != null) ? value.applyAsDouble(client) : Double.NaN;
	}

	private long count(ToLongFunction<ClientStats> value) {
		ClusterClient client = this.client.get();
		return (client != null) ? value.applyAsLong(client.stats()) : 0;
	}

}
