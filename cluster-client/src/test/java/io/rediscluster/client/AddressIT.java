package io.rediscluster.client;

import java.time.Duration;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Clusters that announce something else than the addresses clients dial.
 */
@Timeout(120)
class AddressIT {

	private static void assertEverySlotIsServed(EmbeddedCluster cluster, ClusterClient client) {
		for (int i = 0; i < 30; i++) {
			client.execute("SET", "key:" + i, i);
			assertThat(client.execute("GET", "key:" + i).asLong()).isEqualTo(i);
		}
		int slot = HashSlot.of("moved");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		client.execute("SET", "moved", "1");
		cluster.openSlot(slot, target);
		cluster.migrateKeys(slot, target);
		assertThat(client.execute("INCR", "moved").asLong()).as("through ASK").isEqualTo(2);
		cluster.closeSlot(slot, target);
		assertThat(client.execute("INCR", "moved").asLong()).as("through MOVED").isEqualTo(3);
	}

	@Test
	void announcedHostNamesAreDialled() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.replicasPerPrimary(0)
			.announceHostname("localhost")
			.start();
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).build())) {
			assertThat(client.topology().nodes()).extracting((node) -> node.announced().host())
				.containsOnly("localhost");
			assertEverySlotIsServed(cluster, client);
		}
	}

	@Test
	void anEmptyEndpointStandsForTheHostThatWasAsked() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().replicasPerPrimary(0).unknownEndpoint().start();
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds("localhost:" + cluster.node(0).port()).build())) {
			assertThat(client.topology().nodes()).extracting((node) -> node.address().host()).containsOnly("localhost");
			assertEverySlotIsServed(cluster, client);
		}
	}

	@Test
	void remappedAddressesAreDialledAndSeedsAreNotMapped() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.replicasPerPrimary(0)
			.announcePort((index, port) -> port + 15_000)
			.start()) {
			ClusterClientOptions.Builder options = ClusterClientOptions.builder()
				.seeds(cluster.seeds().get(0))
				.timeout(Duration.ofSeconds(2));
			try (ClusterClient client = ClusterClient.connect(options
				.addressMapper(
						HostPortRemap.builder().fromHost("127.0.0.0/8").toHost("localhost").portOffset(-15_000).build())
				.build())) {
				for (Node node : client.topology().nodes()) {
					assertThat(node.address().host()).isEqualTo("localhost");
					assertThat(node.announced().port() - node.address().port()).isEqualTo(15_000);
				}
				assertEverySlotIsServed(cluster, client);
			}
		}
	}

	@Test
	void anAnnouncedAddressThatCannotBeReachedIsNamed() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.replicasPerPrimary(0)
			.announcePort((index, port) -> port + 15_000)
			.start();
				ClusterClient client = ClusterClient.connect(ClusterClientOptions.builder()
					.seeds(cluster.seeds().get(0))
					.timeout(Duration.ofMillis(500))
					.build())) {
			int port = cluster.owner(HashSlot.of("a")).port() + 15_000;
			assertThatThrownBy(() -> client.execute("GET", "a")).isInstanceOf(NodeConnectionException.class)
				.hasMessageContaining("127.0.0.1:" + port)
				.hasMessageContaining(
						"add a rule with from-host 127.0.0.1 and from-port " + port + " to host-port-remap");
		}
	}

}
