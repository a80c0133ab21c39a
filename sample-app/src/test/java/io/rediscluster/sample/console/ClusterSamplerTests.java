package io.rediscluster.sample.console;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClusterSampler} with nodes that answer, fail and hang.
 */
class ClusterSamplerTests {

	private static final ClientStats NO_STATS = new ClientStats(0, Map.of(), Map.of(), 0, 0, 0, Duration.ZERO, 0, 0, 0,
			Duration.ZERO, 0, Map.of());

	private final Map<String, NodeState> processes = new ConcurrentHashMap<>();

	private final Map<String, String> info = new HashMap<>();

	private final Map<String, String> views = new HashMap<>();

	private final AtomicInteger asked = new AtomicInteger();

	private final CountDownLatch hang = new CountDownLatch(1);

	private ProbeRounds rounds = new ProbeRounds(this::answer, Duration.ofSeconds(30));

	private final Node one = Topologies.primary(7001);

	private final Node oneReplica = Topologies.replica(7011, this.one);

	private final Node two = Topologies.primary(7002);

	private final Topology topology = Topologies.of(Topologies.shard(0, 8191, this.one, this.oneReplica),
			Topologies.shard(8192, 16000, this.two));

	@AfterEach
	void letGo() {
		this.hang.countDown();
		this.rounds.close();
	}

	@Test
	void showsNodesShardsAndUncoveredSlots() throws InterruptedException {
		this.info.put(Topologies.address(7001),
				"redis_version:7.0.15\r\nrole:master\r\nconnected_clients:5\r\ninstantaneous_ops_per_sec:1200\r\n"
						+ "used_memory:4096\r\nmaster_repl_offset:1000\r\n");
		this.info.put(Topologies.address(7011),
				"role:slave\r\nmaster_link_status:up\r\nmaster_last_io_seconds_ago:3\r\nslave_repl_offset:900\r\n");
		this.info.put(Topologies.address(7002), "role:master\r\n");
		ClusterView view = sample(this.topology);
		assertThat(view.uncovered()).isEqualTo(383);
		assertThat(view.server()).isEqualTo("Redis 7.0.15");
		assertThat(view.shards()).extracting(ClusterView.ShardView::label).containsExactly("A", "B");
		assertThat(view.shards()).noneMatch(ClusterView.ShardView::failing);
		NodeSample primary = node(view, 7001);
		assertThat(primary.state()).isEqualTo(NodeState.UP);
		assertThat(primary.clients()).isEqualTo(5);
		assertThat(primary.opsPerSecond()).isEqualTo(1200);
		assertThat(primary.memory()).isEqualTo(4096);
		NodeSample replica = node(view, 7011);
		assertThat(replica.role()).isEqualTo("replica");
		assertThat(replica.shard()).isEqualTo("A");
		assertThat(replica.lagBytes()).isEqualTo(100);
		assertThat(replica.lagSeconds()).isEqualTo(3);
		assertThat(replica.linked()).isTrue();
	}

	@Test
	@Timeout(60)
	void aNodeThatHangsNeitherHoldsUpTheOthersNorIsAskedAgain() throws InterruptedException {
		this.rounds.close();
		this.rounds = new ProbeRounds(this::answer, Duration.ofMillis(500));
		this.info.put(Topologies.address(7001), "HANG");
		this.info.put(Topologies.address(7011), "role:slave\r\n");
		this.info.put(Topologies.address(7002), "role:master\r\n");
		ClusterView first = sample(this.topology);
		assertThat(node(first, 7001).state()).isEqualTo(NodeState.SILENT);
		assertThat(first.shards().get(0).failing()).isTrue();
		int before = this.asked.get();
		ClusterView second = sample(this.topology);
		assertThat(node(second, 7001).state()).isEqualTo(NodeState.SILENT);
		assertThat(this.asked.get() - before).as("questions of the second round").isEqualTo(2);
	}

	@Test
	void saysWhatTheProcessIsAndWhatTheOthersThink() throws InterruptedException {
		this.info.put(Topologies.address(7002), "role:master\r\n");
		this.processes.put(Topologies.address(7001), NodeState.KILLED);
		this.views.put(Topologies.address(7002),
				Topologies.id(7011) + " 127.0.0.1:7011@1 slave,fail? - 0 0 1 connected");
		this.info.put(Topologies.address(7011), "role:slave\r\n");
		ClusterView view = sample(this.topology);
		assertThat(node(view, 7001).state()).isEqualTo(NodeState.KILLED);
		assertThat(node(view, 7011).state()).isEqualTo(NodeState.SUSPECTED);
		assertThat(node(view, 7002).state()).isEqualTo(NodeState.UP);
		this.views.put(Topologies.address(7002),
				Topologies.id(7011) + " 127.0.0.1:7011@1 slave,fail - 0 0 1 connected");
		assertThat(node(sample(this.topology), 7011).state()).isEqualTo(NodeState.FAILED);
	}

	@Test
	void aPrimaryThatLostItsSlotsToItsReplicaStaysInTheShard() throws InterruptedException {
		sample(this.topology);
		ClusterView view = sample(Topologies.of(Topologies.shard(0, 8191, Topologies.primary(7011)),
				Topologies.shard(8192, 16383, this.two), Topologies.empty(Topologies.primary(7001, "fail"))));
		assertThat(view.shards()).extracting(ClusterView.ShardView::label).containsExactly("A", "B");
		assertThat(view.shards().get(0).primary()).isEqualTo(Topologies.address(7011));
		assertThat(node(view, 7001).role()).isEqualTo("former");
		assertThat(node(view, 7001).state()).isEqualTo(NodeState.FAILED);
	}

	@Test
	void aNodeThatRefusesToTellOfItselfIsUpInTheRoleOfTheTopology() throws InterruptedException {
		for (int port : new int[] { 7001, 7011, 7002 }) {
			this.info.put(Topologies.address(port), "");
		}
		ClusterView view = sample(this.topology);
		assertThat(view.nodes()).extracting(NodeSample::state).containsOnly(NodeState.UP);
		assertThat(view.shards()).noneMatch(ClusterView.ShardView::failing);
		assertThat(node(view, 7001).role()).isEqualTo("primary");
		assertThat(node(view, 7001).memory()).isNull();
		assertThat(node(view, 7011).role()).isEqualTo("replica");
		assertThat(node(view, 7011).linked()).isNull();
		assertThat(ClusterSampler.isBehind(this.topology, view)).isFalse();
	}

	@Test
	void noticesThatTheTopologyIsBehind() throws InterruptedException {
		this.info.put(Topologies.address(7011), "role:slave\r\n");
		assertThat(ClusterSampler.isBehind(this.topology, sample(this.topology))).isFalse();
		this.info.put(Topologies.address(7011), "role:master\r\n");
		assertThat(ClusterSampler.isBehind(this.topology, sample(this.topology))).isTrue();
	}

	private ClusterView sample(Topology topology) throws InterruptedException {
		return new ClusterSampler(this.rounds, this.processes::get, this.labels).sample(topology, NO_STATS);
	}

	private final ShardLabels labels = new ShardLabels();

	private static NodeSample node(ClusterView view, int port) {
		return view.nodes()
			.stream()
			.filter((node) -> node.address().equals(Topologies.address(port)))
			.findFirst()
			.orElseThrow();
	}

	private NodeAnswer answer(Node node) {
		this.asked.incrementAndGet();
		String address = node.address().toString();
		String text = this.info.get(address);
		if (text == null) {
			throw new IllegalStateException("refused");
		}
		if (text.equals("HANG")) {
			try {
				this.hang.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}
		return NodeAnswer.parse(text, this.views.getOrDefault(address, ""));
	}

}
