package io.rediscluster.docs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.HostPortRemap;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of the redis-py-cluster manual, as {@code docs/migration.md} shows them.
 */
@Timeout(120)
class MigrationIT {

	private EmbeddedCluster cluster;

	private ClusterClient client;

	private String startupNode;

	@BeforeEach
	void start() {
		this.cluster = EmbeddedCluster.builder().start();
		this.startupNode = this.cluster.seeds().get(0);
		this.client = ClusterClient.connect(ClusterClientOptions.builder().seeds(this.startupNode).build());
	}

	@AfterEach
	void close() {
		this.client.close();
		this.cluster.close();
	}

	@Test
	void theFirstSteps() {
		String startupNode = this.startupNode;
		// tag::first[]
		ClusterClientOptions options = ClusterClientOptions.builder().seeds(startupNode).build();
		try (ClusterClient rc = ClusterClient.connect(options)) {
			rc.execute("SET", "foo", "bar");
			String foo = rc.execute("GET", "foo").asString();
			System.out.println(foo);
		}
		// end::first[]
		assertThat(this.client.execute("GET", "foo").asString()).isEqualTo("bar");
	}

	@Test
	void theFirstStepsInSpring() {
		ClusterConnectionFactory factory = new ClusterConnectionFactory(
				ClusterClientOptions.builder().seeds(this.startupNode).build());
		factory.start();
		StringRedisTemplate stringTemplate = new StringRedisTemplate(factory);
		// tag::template[]
		stringTemplate.opsForValue().set("foo", "bar");
		String foo = stringTemplate.opsForValue().get("foo");
		// end::template[]
		assertThat(foo).isEqualTo("bar");
		factory.destroy();
	}

	@Test
	void aClusterInDocker() {
		String startupNode = this.startupNode;
		// tag::remap[]
		AddressMapper remap = HostPortRemap.builder()
			.fromHost("172.18.0.2")
			.fromPort(7000)
			.toHost("localhost")
			.toPort(7000)
			.and()
			.fromHost("172.22.0.1")
			.fromPort(7000)
			.toHost("localhost")
			.toPort(7000)
			.build();
		try (ClusterClient rc = ClusterClient
			.connect(ClusterClientOptions.builder().seeds(startupNode).addressMapper(remap).build())) {
			rc.topology()
				.nodes()
				.forEach((node) -> System.out.println(node.announced() + " is dialled as " + node.address()));
		}
		// end::remap[]
	}

	@Test
	void oneCommandToAllNodes() {
		ClusterClient client = this.client;
		// tag::fanout[]
		Map<Node, Outcome> info = client.on(Nodes.ALL).execute("INFO", "server").outcomes();
		List<String> channels = client.execute("PUBSUB CHANNELS").asStringList();
		Map<Node, Reply> singly = client.on(Nodes.ALL).execute("PUBSUB CHANNELS").successes();
		// end::fanout[]
		assertThat(info).hasSize(6);
		assertThat(channels).isEmpty();
		assertThat(singly).hasSize(6);
	}

	@Test
	void sortedSets() {
		ClusterClient client = this.client;
		client.execute("ZADD", "a", 1, "one");
		client.execute("ZADD", "b", 2, "one");
		// tag::sorted[]
		client.execute("ZUNIONSTORE", "d{foo}", 3, "a{foo}", "b{foo}", "c{foo}");
		client.execute("ZUNIONSTORE", "d", 3, "a", "b", "c");
		// end::sorted[]
		assertThat(client.execute("ZSCORE", "d", "one").asString()).isEqualTo("3");
	}

	@Test
	void readOnlyMode() {
		ClusterClient client = this.client;
		// tag::reading[]
		ClusterClient reading = client.withReadFrom(ReadFrom.ANY);
		String bar = reading.execute("GET", "foo16706").asString();
		List<Outcome> both = reading.pipeline().add("GET", "foo81").add("GET", "foo16706").execute();
		// end::reading[]
		assertThat(bar).isNull();
		assertThat(both).allMatch(Outcome::isSuccess);
	}

	@Test
	void aSlotThatIsElsewhere() {
		ClusterClient client = this.client;
		int slot = HashSlot.of("wer");
		EmbeddedNode target = this.cluster.primaries()
			.stream()
			.filter((node) -> node != this.cluster.owner(slot))
			.findFirst()
			.orElseThrow();
		this.cluster.moveSlot(slot, target);
		// tag::repair[]
		List<Outcome> outcomes = client.pipeline()
			.add("SET", "ert", "tre")
			.add("SET", "wer", "rew")
			.repair(false)
			.execute();
		String moved = outcomes.get(1).isSuccess() ? null : outcomes.get(1).failure().getMessage();
		// end::repair[]
		assertThat(outcomes.get(0).isSuccess()).isTrue();
		assertThat(moved).startsWith("MOVED " + slot);
	}

	@Test
	void aTransaction() {
		ClusterClient client = this.client;
		// tag::transaction[]
		Optional<List<Reply>> replies = client
			.transaction((tx) -> tx.multi().add("SET", "{t}ert", "tre").add("SET", "{t}wer", "rew"));
		// end::transaction[]
		assertThat(replies.orElseThrow()).hasSize(2);
	}

	@Test
	void administration() {
		ClusterClient client = this.client;
		// tag::admin[]
		List<String> keys = client.execute("CLUSTER GETKEYSINSLOT", 7000, 100).asStringList();
		client.admin().deleteSlots(new SlotRange(5, 9));
		client.admin().resetAllNodes(false);
		// end::admin[]
		assertThat(keys).isEmpty();
		assertThat(this.cluster.node(0).text("CLUSTER", "NODES").lines()).hasSize(1);
	}

}
