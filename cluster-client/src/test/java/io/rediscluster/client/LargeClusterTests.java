package io.rediscluster.client;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;

import com.sun.management.ThreadMXBean;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster of 500 shards and 1,000 nodes.
 */
class LargeClusterTests {

	private static final int ROUTES = 200_000;

	private static FakeCluster cluster;

	private static ClusterClient client;

	@BeforeAll
	static void connect() {
		cluster = FakeCluster.start(500, 1);
		client = ClusterClient
			.connect(ClusterClientOptions.builder().seeds(cluster.seeds().get(0), cluster.seeds().get(700)).build());
	}

	@AfterAll
	static void close() {
		client.close();
		cluster.close();
	}

	private static long nodesWithConnections() {
		return cluster.nodes().stream().filter((node) -> node.connectionCount() > 0).count();
	}

	@Test
	void aRefreshAsksAFewNodesAndConnectsToNoOther() {
		assertThat(client.topology().shards()).hasSize(500);
		assertThat(client.topology().nodes()).hasSize(1000);
		long before = nodesWithConnections();
		assertThat(before).isLessThanOrEqualTo(5);
		cluster.nodes().forEach(FakeNode::clearRequests);
		client.refresh();
		assertThat(cluster.nodes().stream().filter((node) -> !node.requests("CLUSTER SLOTS").isEmpty()))
			.hasSizeBetween(1, 5);
		assertThat(nodesWithConnections() - before).isLessThanOrEqualTo(5);
	}

	@Test
	void aCallConnectsToItsOwnerAlone() {
		String key = "a key";
		FakeNode owner = cluster.owner(HashSlot.of(key));
		long before = nodesWithConnections();
		client.execute("SET", key, "value");
		assertThat(owner.requests("SET")).hasSize(1);
		assertThat(nodesWithConnections() - before).isLessThanOrEqualTo(1);
	}

	@Test
	void routingAllocatesNothing() {
		Topology topology = client.topology();
		List<byte[]> keys = List.of("user:1", "{user:2}:cart", "x")
			.stream()
			.map((key) -> key.getBytes(StandardCharsets.UTF_8))
			.toList();
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		long thread = Thread.currentThread().getId();
		assertThat(route(topology, keys)).isPositive();
		long before = threads.getThreadAllocatedBytes(thread);
		long routed = route(topology, keys);
		long allocated = threads.getThreadAllocatedBytes(thread) - before;
		assertThat(routed).isPositive();
		// the measurement itself may cost a few bytes
		assertThat(allocated).isLessThan(ROUTES / 10);
	}

	private static long route(Topology topology, List<byte[]> keys) {
		long ports = 0;
		for (int i = 0; i < ROUTES; i++) {
			Shard shard = topology.shardOf(HashSlot.of(keys.get(i % keys.size())));
			ports += (shard != null) ? shard.primary().address().port() : 0;
		}
		return ports;
	}

}
