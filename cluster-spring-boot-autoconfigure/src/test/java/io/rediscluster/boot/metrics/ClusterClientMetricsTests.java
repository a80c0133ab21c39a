package io.rediscluster.boot.metrics;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import com.sun.management.ThreadMXBean;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.event.ClusterListener.CommandOutcome;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.event.ClusterListener.RedirectKind;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

class ClusterClientMetricsTests {

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final AtomicReference<ClusterClient> client = new AtomicReference<>();

	private final Node node = node("10.0.0.1");

	@Test
	void commandsAreTimedByNameAndOutcome() {
		ClusterClientMetrics metrics = bound(false);
		metrics.onCommand("GET", CommandOutcome.SUCCESS, 2_000_000);
		metrics.onCommand("GET", CommandOutcome.SUCCESS, 4_000_000);
		metrics.onCommand("CONFIG GET", CommandOutcome.TIMEOUT, 1);
		var timer = this.registry.get("rediscluster.client.commands")
			.tags("command", "GET", "outcome", "success")
			.timer();
		assertThat(timer.count()).isEqualTo(2);
		assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(6);
		assertThat(this.registry.get("rediscluster.client.commands")
			.tags("command", "CONFIG GET", "outcome", "timeout")
			.timer()
			.count()).isEqualTo(1);
	}

	@Test
	void commandsThatNobodyKnowsShareOneTag() {
		ClusterClientMetrics metrics = bound(false);
		for (int i = 0; i < 1000; i++) {
			metrics.onCommand("MYMODULE." + i, CommandOutcome.SUCCESS, 1);
		}
		assertThat(this.registry.find("rediscluster.client.commands").timers()).hasSize(1);
		assertThat(this.registry.get("rediscluster.client.commands").tag("command", "other").timer().count())
			.isEqualTo(1000);
	}

	@Test
	void eventsAreCounted() {
		ClusterClientMetrics metrics = bound(false);
		metrics.onRedirect(RedirectKind.MOVED, 1, this.node, this.node.address());
		metrics.onRetry("GET", "TRYAGAIN");
		metrics.onRefresh(RefreshCause.UNKNOWN_ADDRESS, false, Duration.ofMillis(3));
		metrics.onCommand("SET", CommandOutcome.UNKNOWN, 1);
		metrics.onFence(this.node);
		metrics.onConnectionOpened(this.node, ConnectionKind.DIRECT);
		metrics.onConnectionClosed(this.node, ConnectionKind.DIRECT, null);
		metrics.onConnectionClosed(this.node, ConnectionKind.DEDICATED, new IllegalStateException());
		assertThat(counter("redirects", "kind", "moved")).isEqualTo(1);
		assertThat(counter("redirects", "kind", "ask")).isZero();
		assertThat(counter("retries", "reason", "tryagain")).isEqualTo(1);
		assertThat(this.registry.get("rediscluster.client.refreshes")
			.tags("cause", "unknown_address", "outcome", "failure")
			.timer()
			.count()).isEqualTo(1);
		assertThat(counter("outcomes.unknown")).isEqualTo(1);
		assertThat(counter("fences")).isEqualTo(1);
		assertThat(counter("connections.opened", "kind", "direct")).isEqualTo(1);
		assertThat(counter("connections.lost", "kind", "direct")).isZero();
		assertThat(counter("connections.lost", "kind", "dedicated")).isEqualTo(1);
	}

	@Test
	void gaugesReadTheClientThatIsConnectedNow() {
		ClusterClientMetrics metrics = bound(false);
		assertThat(gauge("slots.uncovered")).isNaN();
		connect(topology(this.node));
		metrics.onTopologyChanged(Topology.empty(), topology(this.node));
		assertThat(gauge("in.flight", "shard", "0", "role", "primary")).isEqualTo(7);
		assertThat(gauge("in.flight", "shard", "0", "role", "replica")).isZero();
		assertThat(gauge("queued")).isEqualTo(2);
		assertThat(this.registry.get("rediscluster.client.queue.wait").functionTimer().count()).isEqualTo(5);
		assertThat(this.registry.get("rediscluster.client.queue.wait").functionTimer().totalTime(TimeUnit.MILLISECONDS))
			.isEqualTo(10);
		assertThat(gauge("nodes", "role", "primary")).isEqualTo(1);
		assertThat(gauge("nodes", "role", "replica")).isZero();
		assertThat(gauge("slots.uncovered")).isEqualTo(16284);
		assertThat(gauge("shards")).isEqualTo(1);
		assertThat(this.registry.get("rediscluster.client.topology.age").timeGauge().value(TimeUnit.SECONDS))
			.isEqualTo(3);
		assertThat(gauge("connections", "kind", "direct", "role", "primary", "state", "busy")).isEqualTo(1);
		assertThat(gauge("connections", "kind", "direct", "role", "primary", "state", "idle")).isEqualTo(1);
		assertThat(gauge("connections", "kind", "multiplexed", "role", "primary", "state", "idle")).isEqualTo(1);
		assertThat(gauge("connections", "kind", "direct", "role", "replica", "state", "idle")).isZero();
		this.client.set(null);
		assertThat(gauge("queued")).isNaN();
		assertThat(gauge("in.flight", "shard", "0", "role", "primary")).isNaN();
	}

	@Test
	void nodesAreNamedOnlyOnRequestAndForgottenWhenTheyLeave() {
		SimpleMeterRegistry plain = new SimpleMeterRegistry();
		ClusterClientMetrics silent = new ClusterClientMetrics("default", this.client::get, false, false);
		silent.bindTo(plain);
		silent.onTopologyChanged(Topology.empty(), topology(this.node));
		assertThat(plain.find("rediscluster.client.node.connections").gauges()).isEmpty();
		ClusterClientMetrics metrics = bound(true);
		connect(topology(this.node));
		metrics.onTopologyChanged(Topology.empty(), topology(this.node));
		assertThat(gauge("node.connections", "node", "10.0.0.1:7000")).isEqualTo(3);
		assertThat(gauge("node.in.flight", "node", "10.0.0.1:7000")).isEqualTo(7);
		metrics.onTopologyChanged(topology(this.node), topology(node("10.0.0.2")));
		assertThat(this.registry.find("rediscluster.client.node.connections").gauges()).singleElement()
			.satisfies((gauge) -> assertThat(gauge.getId().getTag("node")).isEqualTo("10.0.0.2:7000"));
	}

	@Test
	void eventsBeforeARegistryIsThereDoNoHarm() {
		ClusterClientMetrics metrics = new ClusterClientMetrics("default", this.client::get, false, true);
		metrics.onCommand("GET", CommandOutcome.SUCCESS, 1);
		metrics.onFence(this.node);
		metrics.onRetry("GET", "connection");
		metrics.onTopologyChanged(Topology.empty(), topology(this.node));
		assertThat(metrics.wantsCommands()).isTrue();
	}

	@Test
	void waitsPipelinesEmulationsAndGapsAreMeasured() {
		ClusterClientMetrics metrics = bound(false);
		metrics.onPipeline(3);
		metrics.onPipeline(5);
		metrics.onPoolWait(this.node, true, 2_000_000);
		metrics.onPoolWait(this.node, false, 4_000_000);
		metrics.onEmulation("RENAME");
		metrics.onEmulation("MYMODULE.MOVE");
		metrics.onSubscriptionGap(7_000_000);
		metrics.onSilence(this.node);
		assertThat(this.registry.get("rediscluster.client.pipeline.size").summary().totalAmount()).isEqualTo(8);
		assertThat(millis("pool.waits", "outcome", "acquired")).isEqualTo(2);
		assertThat(millis("pool.waits", "outcome", "exhausted")).isEqualTo(4);
		assertThat(counter("emulations", "command", "RENAME")).isEqualTo(1);
		assertThat(counter("emulations", "command", "other")).isEqualTo(1);
		assertThat(millis("subscription.gaps")).isEqualTo(7);
		assertThat(counter("silences")).isEqualTo(1);
	}

	@Test
	void aReconnectIsAConnectionInPlaceOfALostOne() {
		ClusterClientMetrics metrics = bound(false);
		metrics.onConnectionOpened(this.node, ConnectionKind.MULTIPLEXED);
		metrics.onConnectionClosed(this.node, ConnectionKind.MULTIPLEXED, null);
		metrics.onConnectionOpened(this.node, ConnectionKind.MULTIPLEXED);
		assertThat(counter("reconnects", "kind", "multiplexed")).isZero();
		metrics.onConnectionClosed(this.node, ConnectionKind.MULTIPLEXED, new IllegalStateException());
		metrics.onConnectionOpened(node("10.0.0.2"), ConnectionKind.MULTIPLEXED);
		metrics.onConnectionOpened(this.node, ConnectionKind.DIRECT);
		assertThat(counter("reconnects", "kind", "multiplexed")).isZero();
		metrics.onConnectionOpened(this.node, ConnectionKind.MULTIPLEXED);
		assertThat(counter("reconnects", "kind", "multiplexed")).isEqualTo(1);
	}

	@Test
	void timingACommandAllocatesNothing() {
		ClusterClientMetrics metrics = bound(false);
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long thread = Thread.currentThread().getId();
		long least = Long.MAX_VALUE;
		// the first rounds load classes and start windows of the timer
		for (int round = 0; round < 20; round++) {
			long before = threads.getThreadAllocatedBytes(thread);
			for (int i = 0; i < 1000; i++) {
				metrics.onCommand("GET", CommandOutcome.SUCCESS, 1000);
			}
			least = Math.min(least, threads.getThreadAllocatedBytes(thread) - before);
		}
		assertThat(least).as("bytes of a thousand calls").isLessThan(1000);
	}

	@Test
	void gaugesOutliveTheGarbageCollection() {
		ClusterClientMetrics metrics = bound(false);
		connect(topology(this.node));
		metrics.onTopologyChanged(Topology.empty(), topology(this.node));
		System.gc();
		assertThat(gauge("queued")).isEqualTo(2);
		assertThat(gauge("in.flight", "shard", "0", "role", "primary")).isEqualTo(7);
		assertThat(metrics.wantsCommands()).as("still in use").isTrue();
	}

	@Test
	void everyMeterNamesItsCluster() {
		new ClusterClientMetrics("orders", this.client::get, false, false).bindTo(this.registry);
		assertThat(this.registry.getMeters()).isNotEmpty()
			.allSatisfy((meter) -> assertThat(meter.getId().getTag("cluster")).isEqualTo("orders"));
	}

	@Test
	void everyMeterHasOnePrefixAndADescription() {
		ClusterClientMetrics metrics = bound(true);
		metrics.onRetry("GET", "connection");
		metrics.onRefresh(RefreshCause.MOVED, true, Duration.ZERO);
		metrics.onConnectionOpened(this.node, ConnectionKind.DIRECT);
		metrics.onConnectionClosed(this.node, ConnectionKind.DIRECT, new IllegalStateException());
		metrics.onCommand("GET", CommandOutcome.SUCCESS, 1);
		metrics.onTopologyChanged(Topology.empty(), topology(this.node));
		assertThat(this.registry.getMeters()).extracting((meter) -> meter.getId().getName())
			.isNotEmpty()
			.allMatch((name) -> name.startsWith("rediscluster.client."));
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.allSatisfy((id) -> assertThat(id.getDescription()).isNotBlank());
	}

	private ClusterClientMetrics bound(boolean tagAddress) {
		ClusterClientMetrics metrics = new ClusterClientMetrics("default", this.client::get, false, tagAddress);
		metrics.bindTo(this.registry);
		return metrics;
	}

	private void connect(Topology topology) {
		ClusterClient client = Mockito.mock(ClusterClient.class);
		Map<ConnectionKind, Integer> connections = new EnumMap<>(
				Map.of(ConnectionKind.MULTIPLEXED, 1, ConnectionKind.DIRECT, 2));
		given(client.topology()).willReturn(topology);
		given(client.stats()).willReturn(new ClientStats(1, Map.of(), Map.of(), 0, 1, 0, Duration.ofSeconds(3), 7, 2, 5,
				Duration.ofMillis(10), 0,
				Map.of(this.node, new NodeStats(connections, Map.of(ConnectionKind.DIRECT, 1), 2, false, 7, 3, 0))));
		this.client.set(client);
	}

	private double counter(String name, String... tags) {
		return this.registry.get("rediscluster.client." + name).tags(tags).counter().count();
	}

	private double millis(String name, String... tags) {
		return this.registry.get("rediscluster.client." + name).tags(tags).timer().totalTime(TimeUnit.MILLISECONDS);
	}

	private double gauge(String name, String... tags) {
		return this.registry.get("rediscluster.client." + name).tags(tags).gauge().value();
	}

	private static Node node(String host) {
		HostAndPort address = new HostAndPort(host, 7000);
		return new Node(host, address, address, NodeRole.PRIMARY, null, 1, Set.of());
	}

	private static Topology topology(Node primary) {
		return new Topology(1, List.of(new Shard(0, primary, List.of(), List.of(new SlotRange(0, 99)))));
	}

}
