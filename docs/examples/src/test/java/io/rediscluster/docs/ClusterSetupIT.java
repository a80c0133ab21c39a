package io.rediscluster.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import io.rediscluster.client.ClusterAdmin;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedClusterBuilder;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/cluster-setup.md} shows, except for what {@code ci/try-cluster-setup}
 * does.
 */
@Timeout(180)
class ClusterSetupIT {

	@Test
	void anEmbeddedClusterWithinAProgram() {
		// tag::embedded[]
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().primaries(3).replicasPerPrimary(1).start()) {
			ClusterClientOptions options = ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).build();
			try (ClusterClient client = ClusterClient.connect(options)) {
				client.execute("SET", "greeting", "hello");
			}
		}
		// end::embedded[]
	}

	@Test
	void slotsMoveWhileTheClusterServes() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().replicasPerPrimary(0).start();
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).build())) {
			for (int i = 0; i < 100; i++) {
				client.execute("SET", "key:" + i, i);
			}
			EmbeddedNode added = cluster.addNode();
			String addedId = added.id();
			// tag::grow[]
			// what CLUSTER MYID says at the new node, once it has joined
			client.refresh();
			Node target = client.topology().node(addedId);
			client.admin().moveSlots(target, new SlotRange(0, 99));
			// end::grow[]
			assertThat(cluster.owner(99).id()).isEqualTo(addedId);
			String otherId = cluster.node(0).id();
			// tag::shrink[]
			Node other = client.topology().node(otherId);
			client.admin().moveSlots(other, client.topology().shardOf(0).slots().toArray(SlotRange[]::new));
			Node empty = client.topology().node(addedId);
			// it comes back by itself unless its process ends within a minute
			client.admin().forget(empty);
			// end::shrink[]
			added.kill();
			for (int i = 0; i < 100; i++) {
				assertThat(client.execute("GET", "key:" + i).asLong()).isEqualTo(i);
			}
			// tag::open[]
			List<ClusterAdmin.OpenSlot> unfinished = client.admin().openSlots();
			// end::open[]
			assertThat(unfinished).isEmpty();
		}
	}

	@Test
	void anythingElseIsACommandToANode() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().start();
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).build())) {
			String replicaId = cluster.replicasOf(cluster.owner(HashSlot.of("a"))).get(0).id();
			// tag::failover[]
			client.on(Nodes.withId(replicaId)).execute("CLUSTER FAILOVER");
			// end::failover[]
			client.execute("SET", "a", "1");
			assertThat(client.execute("GET", "a").asString()).isEqualTo("1");
		}
	}

	@Test
	void theServersTakeTheOptionsOfTheComposeFile() {
		Map<String, Map<String, Object>> services = services();
		assertThat(services).hasSize(7).containsKey("create");
		EmbeddedClusterBuilder builder = EmbeddedCluster.builder().replicasPerPrimary(0);
		List<String> words = words(services.get("redis-1").get("command"));
		assertThat(words.get(0)).isEqualTo("redis-server");
		for (int i = 1; i < words.size(); i += 2) {
			String name = words.get(i).substring("--".length());
			if (!name.equals("port")) {
				builder.config(name, words.get(i + 1));
			}
		}
		try (EmbeddedCluster cluster = builder.start()) {
			assertThat(cluster.node(0).text("CLUSTER", "SLOTS")).contains("redis-1");
		}
	}

	@Test
	void theComposeFileIsConsistent() {
		Map<String, Map<String, Object>> services = services();
		List<String> create = words(services.get("create").get("command"));
		List<String> addresses = new ArrayList<>();
		for (int i = 1; i <= 6; i++) {
			Map<String, Object> service = services.get("redis-" + i);
			List<String> words = words(service.get("command"));
			String port = words.get(words.indexOf("--port") + 1);
			assertThat(words).containsSequence("--cluster-announce-hostname", "redis-" + i);
			assertThat(service.get("ports")).isEqualTo(List.of("127.0.0.1:" + port + ":" + port));
			addresses.add(address(service) + ":" + port);
		}
		assertThat(create).containsAll(addresses);
		assertThat(new TreeSet<>(addresses)).hasSize(6);
	}

	private static String address(Map<String, Object> service) {
		Map<?, ?> networks = (Map<?, ?>) service.get("networks");
		return (String) ((Map<?, ?>) networks.get("cluster")).get("ipv4_address");
	}

	private static List<String> words(Object command) {
		return List.of(String.valueOf(command).split(" "));
	}

	private static Map<String, Map<String, Object>> services() {
		Map<String, Map<String, Map<String, Object>>> file = new Yaml().load(String.join("\n",
				new Regions().get("docs/examples/src/test/resources/cluster-setup/compose.yml#compose")));
		return file.get("services");
	}

}
