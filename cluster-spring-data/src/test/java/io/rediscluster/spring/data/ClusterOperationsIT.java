package io.rediscluster.spring.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.core.ClusterOperations;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.types.RedisClientInfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

/**
 * Nodes, slots and server commands over a real cluster.
 */
@Timeout(120)
class ClusterOperationsIT {

	private static final EmbeddedCluster cluster = EmbeddedCluster.shared();

	private static ClusterConnectionFactory factory;

	private final StringRedisTemplate template = new StringRedisTemplate(factory);

	private final ClusterOperations<String, String> operations = this.template.opsForCluster();

	private final RedisClusterConnection connection = factory.getConnection();

	@BeforeAll
	static void start() {
		factory = new ClusterConnectionFactory(ClusterClientOptions.builder()
			.seeds(cluster.seeds().toArray(new String[0]))
			.clientName("operations-it")
			.build());
		factory.start();
	}

	@AfterAll
	static void stop() {
		factory.destroy();
	}

	@BeforeEach
	void flush() {
		cluster.flushAll();
	}

	@AfterEach
	void close() {
		this.connection.close();
	}

	@Test
	void allNodesAreDescribed() {
		List<RedisClusterNode> nodes = (List<RedisClusterNode>) this.connection.clusterGetNodes();
		assertThat(nodes).extracting(RedisClusterNode::asString).containsExactlyInAnyOrderElementsOf(cluster.seeds());
		assertThat(nodes).allMatch(RedisClusterNode::isConnected);
		assertThat(nodes.stream().filter(RedisClusterNode::isMaster)).hasSize(3)
			.allMatch((node) -> !node.getSlotRange().getSlots().isEmpty());
		assertThat(nodes.stream().filter(RedisClusterNode::isReplica)).hasSize(3)
			.allMatch((node) -> node.getMasterId() != null);
		assertThat(nodes.stream().mapToInt((node) -> node.getSlotRange().getSlots().size()).sum()).isEqualTo(16384);
	}

	@Test
	void replicasAreFoundByTheirPrimary() {
		for (EmbeddedNode primary : cluster.primaries()) {
			assertThat(this.operations.getReplicas(nodeOf(primary))).extracting(RedisClusterNode::getPort)
				.containsExactlyElementsOf(cluster.replicasOf(primary).stream().map(EmbeddedNode::port).toList());
		}
		Map<RedisClusterNode, Collection<RedisClusterNode>> map = this.connection.clusterGetMasterReplicaMap();
		assertThat(map).hasSize(3).allSatisfy((primary, replicas) -> assertThat(replicas).hasSize(1));
	}

	@Test
	void theOwnerOfAKeyIsKnown() {
		for (String key : List.of("a", "b", "c", "{tag}x")) {
			assertThat(this.connection.clusterGetSlotForKey(bytes(key))).isEqualTo(HashSlot.of(key));
			assertThat(this.connection.clusterGetNodeForKey(bytes(key)).getPort())
				.isEqualTo(cluster.owner(HashSlot.of(key)).port());
		}
	}

	@Test
	void theStateOfTheClusterIsRead() {
		assertThat(this.connection.clusterGetClusterInfo()).satisfies((info) -> {
			assertThat(info.getState()).isEqualTo("ok");
			assertThat(info.getSlotsOk()).isEqualTo(16384);
			assertThat(info.getClusterSize()).isEqualTo(3);
			assertThat(info.getKnownNodes()).isEqualTo(6);
		});
	}

	@Test
	void keysOfASlotAreCountedAndListed() {
		this.template.opsForValue().set("{tag}1", "x");
		this.template.opsForValue().set("{tag}2", "x");
		int slot = HashSlot.of("{tag}1");
		assertThat(this.connection.clusterCountKeysInSlot(slot)).isEqualTo(2);
		assertThat(this.connection.clusterGetKeysInSlot(slot, 10))
			.extracting((key) -> new String(key, StandardCharsets.UTF_8))
			.containsExactlyInAnyOrder("{tag}1", "{tag}2");
	}

	@Test
	void keysOfOneNodeAreFound() {
		Set<String> expected = new HashSet<>();
		EmbeddedNode node = cluster.primaries().get(0);
		for (int i = 0; i < 100; i++) {
			String key = "k" + i;
			this.template.opsForValue().set(key, "x");
			if (cluster.owner(HashSlot.of(key)) == node) {
				expected.add(key);
			}
		}
		assertThat(this.operations.keys(nodeOf(node), "*")).isEqualTo(expected);
		assertThat(this.operations.randomKey(nodeOf(node))).isIn(expected);
		assertThat(this.connection.serverCommands().dbSize(nodeOf(node))).isEqualTo(expected.size());
		assertThat(this.connection.serverCommands().dbSize()).isEqualTo(100);
		Set<String> scanned = new HashSet<>();
		try (Cursor<byte[]> cursor = factory.getConnection()
			.scan(nodeOf(node), ScanOptions.scanOptions().count(7).build())) {
			cursor.forEachRemaining((key) -> scanned.add(new String(key, StandardCharsets.UTF_8)));
		}
		assertThat(scanned).isEqualTo(expected);
	}

	@Test
	void oneNodeIsFlushedAndTheOthersAreNot() {
		for (int i = 0; i < 100; i++) {
			this.template.opsForValue().set("k" + i, "x");
		}
		RedisClusterNode node = nodeOf(cluster.primaries().get(1));
		this.operations.flushDb(node);
		assertThat(this.connection.serverCommands().dbSize(node)).isZero();
		assertThat(this.connection.serverCommands().dbSize()).isPositive();
		this.connection.serverCommands().flushDb();
		assertThat(this.connection.serverCommands().dbSize()).isZero();
	}

	@Test
	void everyNodeAnswersPing() {
		for (EmbeddedNode node : cluster.nodes()) {
			assertThat(this.operations.ping(nodeOf(node))).isEqualTo("PONG");
		}
		assertThat(this.connection.ping()).isEqualTo("PONG");
		assertThat(this.connection.echo(bytes("hello"))).isEqualTo(bytes("hello"));
	}

	@Test
	void anUnknownNodeIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.operations.ping(new RedisClusterNode("127.0.0.1", 1)))
			.withMessage("Node 127.0.0.1:1 is unknown to cluster");
	}

	@Test
	void informationComesFromEveryPrimary() {
		Properties info = this.connection.serverCommands().info("server");
		for (EmbeddedNode node : cluster.primaries()) {
			assertThat(info).contains(entry(node.address() + ".tcp_port", Integer.toString(node.port())));
			assertThat(this.connection.serverCommands().info(nodeOf(node), "server"))
				.contains(entry("tcp_port", Integer.toString(node.port())));
		}
		assertThat(this.connection.serverCommands().info()).hasSizeGreaterThan(3 * 50);
	}

	@Test
	void aSettingReachesReplicasTooAndIsFoundByItsBareName() {
		this.connection.serverCommands().setConfig("notify-keyspace-events", "KEx");
		try {
			for (EmbeddedNode node : cluster.nodes()) {
				assertThat(this.connection.serverCommands().getConfig(nodeOf(node), "notify-keyspace-events"))
					.hasSize(1)
					.allSatisfy((name, value) -> assertThat((String) value).contains("K", "E", "x"));
			}
			Properties all = this.connection.serverCommands().getConfig("notify-keyspace-events");
			assertThat(all.keySet()).containsExactlyInAnyOrderElementsOf(cluster.primaries()
				.stream()
				.map((node) -> (Object) (node.address() + ".notify-keyspace-events"))
				.toList());
			assertThat(all.getProperty("notify-keyspace-events")).contains("x");
			this.connection.serverCommands().setConfig(nodeOf(cluster.replicas().get(0)), "notify-keyspace-events", "");
			assertThat(this.connection.serverCommands()
				.getConfig("notify-keyspace-events")
				.getProperty("notify-keyspace-events")).isNull();
		}
		finally {
			this.connection.serverCommands().setConfig("notify-keyspace-events", "");
		}
	}

	@Test
	void clientsAreListedAndKilled() throws IOException {
		EmbeddedNode node = cluster.primaries().get(2);
		try (ServerConnection victim = node.connect()) {
			victim.command("CLIENT", "SETNAME", "victim");
			RedisClientInfo info = this.connection.serverCommands()
				.getClientList()
				.stream()
				.filter((client) -> "victim".equals(client.getName()))
				.findFirst()
				.orElseThrow();
			assertThat(this.connection.serverCommands().getClientList(nodeOf(node)))
				.extracting(RedisClientInfo::getName)
				.contains("victim", "operations-it");
			String[] address = info.getAddressPort().split(":");
			this.connection.serverCommands().killClient(address[0], Integer.parseInt(address[1]));
		}
		Await.until("the killed client is gone", Duration.ofSeconds(10),
				() -> this.connection.serverCommands()
					.getClientList()
					.stream()
					.noneMatch((client) -> "victim".equals(client.getName())));
	}

	@Test
	void timesAreRead() {
		long now = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
		assertThat(this.connection.serverCommands().time(TimeUnit.SECONDS)).isBetween(now - 60, now + 60);
		assertThat(this.connection.serverCommands().lastSave()).isBetween(now - 86400, now + 60);
		assertThat(this.connection.serverCommands().lastSave(nodeOf(cluster.node(0)))).isBetween(now - 86400, now + 60);
	}

	@Test
	void statisticsAreReset() {
		this.connection.serverCommands().resetConfigStats();
		this.connection.serverCommands().resetConfigStats(nodeOf(cluster.node(0)));
	}

	@Test
	void requestsToNodesKeepTheirPlaceInAPipeline() {
		RedisClusterNode node = nodeOf(cluster.primaries().get(0));
		this.connection.openPipeline();
		this.connection.serverCommands().dbSize();
		this.connection.stringCommands().set(bytes("k"), bytes("v"));
		this.connection.serverCommands().info(node, "server");
		this.connection.ping(node);
		this.connection.serverCommands().dbSize();
		List<Object> results = this.connection.closePipeline();
		assertThat(results).hasSize(5);
		assertThat(results.get(0)).isEqualTo(0L);
		assertThat((Properties) results.get(2)).contains(entry("tcp_port", Integer.toString(node.getPort())));
		assertThat(results.get(3)).isEqualTo("PONG");
		assertThat(results.get(4)).isEqualTo(1L);
	}

	@Test
	void aRefusalOfANodeKeepsItsPlaceInAPipeline() {
		this.connection.openPipeline();
		this.connection.ping();
		this.connection.serverCommands().setConfig(nodeOf(cluster.node(0)), "no-such-setting", "x");
		this.connection.ping();
		assertThatExceptionOfType(RedisPipelineException.class).isThrownBy(this.connection::closePipeline)
			.satisfies((ex) -> assertThat(ex.getPipelineResult()).containsExactly("PONG", "PONG"))
			.havingRootCause()
			.withMessageStartingWith("ERR ");
	}

	@Test
	void serversAreNotStopped() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.connection.serverCommands().shutdown());
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.operations.shutdown(nodeOf(cluster.node(0))));
		assertThat(cluster.node(0).isRunning()).isTrue();
	}

	private static RedisClusterNode nodeOf(EmbeddedNode node) {
		return new RedisClusterNode("127.0.0.1", node.port());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
