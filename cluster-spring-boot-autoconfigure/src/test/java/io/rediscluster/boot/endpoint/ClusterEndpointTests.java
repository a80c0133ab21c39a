package io.rediscluster.boot.endpoint;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rediscluster.boot.endpoint.ClusterEndpoint.RefreshDescriptor;
import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.event.ClusterListener.RedirectKind;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

class ClusterEndpointTests {

	private final ClusterClient client = Mockito.mock(ClusterClient.class);

	private final ClusterConnectionFactory factory = new ClusterConnectionFactory(() -> this.client);

	private final TopologyHistory history = new TopologyHistory();

	private final ClusterEndpoint endpoint = new ClusterEndpoint(() -> Map.of("default", this.factory),
			(name) -> this.history.changes());

	ClusterEndpointTests() {
		given(this.client.topology()).willReturn(topology(1, "a"));
		given(this.client.stats()).willReturn(new ClientStats(7, Map.of(RedirectKind.MOVED, 2L), Map.of("TRYAGAIN", 1L),
				0, 3, 1, Duration.ofSeconds(2), 4, 1, 5, Duration.ZERO, 6,
				Map.of(node("a"), new NodeStats(Map.of(ConnectionKind.DIRECT, 2), Map.of(ConnectionKind.DIRECT, 1), 1,
						true, 4, 9, 8))));
	}

	@Test
	void readingNeverConnects() {
		this.factory.afterPropertiesSet();
		ClusterDescriptor cluster = this.endpoint.clusters().clusters().get("default");
		assertThat(cluster.connected()).isFalse();
		assertThat(cluster.topology()).isNull();
		assertThat(this.endpoint.slot(0, null)).isNull();
		assertThat(this.factory.getClientIfConnected()).isNull();
	}

	@Test
	void shardsNodesConnectionsAndCountersAreShown() {
		this.factory.start();
		ClusterDescriptor cluster = this.endpoint.clusters().clusters().get("default");
		assertThat(cluster.topology().coveredSlots()).isEqualTo(100);
		assertThat(cluster.topology().ageMillis()).isEqualTo(2000);
		assertThat(cluster.topology().shards()).singleElement().satisfies((shard) -> {
			assertThat(shard.slots()).isEqualTo("0-99");
			assertThat(shard.primary().address()).isEqualTo("a:7000");
			assertThat(shard.primary().silent()).isTrue();
			assertThat(shard.primary().connections()).containsEntry("direct", 2);
			assertThat(shard.primary().busy()).containsEntry("direct", 1);
			assertThat(shard.primary().opened()).isEqualTo(9);
		});
		assertThat(cluster.counters().commands()).isEqualTo(7);
		assertThat(cluster.counters().redirects()).containsEntry("moved", 2L);
		assertThat(cluster.counters().retries()).containsEntry("TRYAGAIN", 1L);
	}

	@Test
	void aSlotHasItsShard() {
		this.factory.start();
		assertThat(this.endpoint.slot(99, null).primary().address()).isEqualTo("a:7000");
		assertThat(this.endpoint.slot(99, "default").ordinal()).isZero();
		assertThat(this.endpoint.slot(100, null)).as("without an owner").isNull();
		assertThat(this.endpoint.slot(16384, null)).isNull();
		assertThat(this.endpoint.slot(0, "another")).isNull();
	}

	@Test
	void aRefreshTellsWhatCameOfIt() {
		this.factory.start();
		given(this.client.refresh()).willReturn(topology(2, "b"));
		assertThat(this.endpoint.refresh(null).clusters()).containsEntry("default",
				new RefreshDescriptor(true, true, 2, null));
		given(this.client.refresh()).willThrow(new ClusterClientException("expected"));
		assertThat(this.endpoint.refresh("default").clusters().get("default").successful()).isFalse();
		assertThat(this.endpoint.refresh("another")).isNull();
	}

	@Test
	void theLastChangesAreRemembered() {
		for (int i = 1; i <= 30; i++) {
			this.history.onTopologyChanged(topology(i, "a"), topology(i + 1, "b"));
		}
		List<TopologyChange> changes = this.endpoint.clusters().clusters().get("default").recentChanges();
		assertThat(changes).hasSize(20);
		assertThat(changes.get(0).version()).as("the latest first").isEqualTo(31);
		assertThat(changes.get(0).joined()).containsExactly("b:7000");
		assertThat(changes.get(0).left()).containsExactly("a:7000");
		assertThat(changes.get(0).movedSlots()).isEqualTo(100);
		assertThat(changes.get(0).uncoveredSlots()).isEqualTo(16284);
	}

	@Test
	void aTakeOverIsAPromotion() {
		Topology before = new Topology(1, List.of(new Shard(0, node("a"), List.of(replica("b", "a")), slots())));
		Topology after = new Topology(2, List.of(new Shard(0, node("b"), List.of(replica("a", "b")), slots())));
		this.history.onTopologyChanged(before, after);
		assertThat(this.history.changes()).singleElement().satisfies((change) -> {
			assertThat(change.promoted()).containsExactly("b:7000");
			assertThat(change.joined()).isEmpty();
			assertThat(change.movedSlots()).isEqualTo(100);
		});
	}

	private static List<SlotRange> slots() {
		return List.of(new SlotRange(0, 99));
	}

	private static Topology topology(long version, String primary) {
		return new Topology(version, List.of(new Shard(0, node(primary), List.of(), slots())));
	}

	private static Node node(String host) {
		HostAndPort address = new HostAndPort(host, 7000);
		return new Node(host, address, address, NodeRole.PRIMARY, null, 1, Set.of());
	}

	private static Node replica(String host, String primary) {
		HostAndPort address = new HostAndPort(host, 7000);
		return new Node(host, address, address, NodeRole.REPLICA, primary, 1, Set.of());
	}

}
