package io.rediscluster.boot.health;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.Await;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;

class ClusterHealthIndicatorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ClusterClient client = Mockito.mock(ClusterClient.class);

	ClusterHealthIndicatorTests() {
		given(this.client.topology()).willReturn(topology(16383));
		given(this.client.stats()).willReturn(new ClientStats(0, Map.of(), Map.of(), 0, 0, 0, Duration.ofSeconds(3), 0,
				0, 0, Duration.ZERO, 0, Map.of()));
	}

	@Test
	void downWithoutAnOwnerForEverySlot() {
		given(this.client.topology()).willReturn(topology(16382));
		refuseToTell();
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("slots_uncovered", 1);
	}

	private void refuseToTell() {
		answer(Outcome.failure(new ServerErrorException("NOPERM this user has no permissions")));
	}

	@Test
	void aUserWithoutTheRightToAskIsNoReasonToBeDown() {
		refuseToTell();
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("state", "NOPERM").containsEntry("slots_covered", 16384);
	}

	@Test
	void downWhenTheClusterSaysSo() {
		answer(Outcome.failure(new ServerErrorException("CLUSTERDOWN The cluster is down")));
		assertThat(check().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void onePrimaryThatDoesNotAnswerWeakensTheClusterOnly() {
		given(this.client.topology()).willReturn(twoShards());
		answer(Outcome.failure(timeout()), info("ok"));
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("state", "ok")
			.extractingByKey("degraded", InstanceOfAssertFactories.LIST)
			.containsExactly("shard 0: primary a:1 does not answer", "shard 1: replica c:3 is down",
					"shard 1: no replica can take over");
	}

	@Test
	void onePrimaryThatSaysTheClusterIsDownMayStandAlone() {
		given(this.client.topology()).willReturn(twoShards());
		answer(info("fail"), info("ok"));
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).extractingByKey("degraded", InstanceOfAssertFactories.LIST)
			.contains("shard 0: primary a:1 says that the cluster is down");
	}

	@Test
	void downWhenAllThatAnswerSayTheClusterIsDown() {
		given(this.client.topology()).willReturn(twoShards());
		answer(Outcome.failure(timeout()), info("fail"));
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("state", "fail");
	}

	@Test
	void aSingleServerIsUp() {
		answer(Outcome.failure(new ServerErrorException("ERR This instance has cluster support disabled")));
		assertThat(check().getDetails()).containsEntry("state", "standalone").doesNotContainKey("degraded");
	}

	@Test
	void downWhenNoPrimaryAnswers() {
		answer(Outcome.failure(timeout()));
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("state", "unreachable").containsEntry("slots_covered", 16384);
	}

	@Test
	void everyShardSaysHowItIs() {
		given(this.client.topology()).willReturn(twoShards());
		answer(Outcome.failure(timeout()), info("ok"));
		assertThat(check().getDetails()).extractingByKey("shards", InstanceOfAssertFactories.LIST)
			.extracting((shard) -> String.valueOf(((Map<?, ?>) shard).get("state")))
			.containsExactly("unreachable", "ok");
	}

	private static Outcome info(String state) {
		String text = "cluster_slots_ok:1\r\ncluster_state:" + state + "\r\n";
		return Outcome.success(Reply.of(text.getBytes(StandardCharsets.UTF_8)));
	}

	/**
	 * Lets the primaries answer in the order of their shards.
	 */
	private void answer(Outcome... outcomes) {
		given(this.client.on(Nodes.PRIMARIES)).willReturn((command) -> {
			Map<Node, Outcome> replies = new LinkedHashMap<>();
			for (Node primary : this.client.topology().primaries()) {
				replies.put(primary, outcomes[replies.size()]);
			}
			return new NodeReplies(replies, (all) -> {
				throw new AssertionError("not to be joined");
			});
		});
	}

	private static Topology twoShards() {
		return new Topology(1,
				List.of(new Shard(0, node("a", 1, null, Set.of()), List.of(node("b", 2, "a", Set.of())),
						List.of(new SlotRange(0, 8191))),
						new Shard(1, node("d", 4, null, Set.of()), List.of(node("c", 3, "d", Set.of("fail"))),
								List.of(new SlotRange(8192, 16383)))));
	}

	private static Node node(String host, int port, String primaryId, Set<String> flags) {
		HostAndPort address = new HostAndPort(host, port);
		return new Node(host, address, address, (primaryId != null) ? NodeRole.REPLICA : NodeRole.PRIMARY, primaryId, 1,
				flags);
	}

	@Test
	void aCheckNeedsTime() {
		ClusterConnectionFactory factory = new ClusterConnectionFactory(() -> this.client);
		assertThatIllegalArgumentException().isThrownBy(() -> new ClusterHealthIndicator(factory, Duration.ZERO))
			.withMessageContaining("PT0S is not a positive duration");
	}

	@Test
	void aStoppedFactoryIsNotStartedAgain() {
		ClusterConnectionFactory factory = new ClusterConnectionFactory(() -> this.client);
		factory.start();
		factory.stop();
		Health health = new ClusterHealthIndicator(factory, TIMEOUT).health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("state", "stopped");
		assertThat(factory.getClientIfConnected()).isNull();
	}

	@Test
	void connectingTakesNoLongerThanTheTimeoutAndGoesOn() {
		CountDownLatch reachable = new CountDownLatch(1);
		ClusterConnectionFactory factory = startedWithoutTheCluster(reachable);
		refuseToTell();
		ClusterHealthIndicator indicator = new ClusterHealthIndicator(factory, Duration.ofMillis(50));
		assertThat(indicator.health().getDetails()).containsEntry("state", "connecting");
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		reachable.countDown();
		Await.until("up", TIMEOUT, () -> indicator.health().getStatus().equals(Status.UP));
	}

	@Test
	void anInterruptEndsTheCheckAndIsNotForgotten() {
		CountDownLatch reachable = new CountDownLatch(1);
		ClusterConnectionFactory factory = startedWithoutTheCluster(reachable);
		Thread.currentThread().interrupt();
		try {
			Health health = new ClusterHealthIndicator(factory, TIMEOUT).health();
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
		}
		finally {
			Thread.interrupted();
			reachable.countDown();
		}
	}

	/**
	 * Returns a factory that did not find its cluster at the start and connects once that
	 * can be reached.
	 */
	private ClusterConnectionFactory startedWithoutTheCluster(CountDownLatch reachable) {
		AtomicBoolean started = new AtomicBoolean();
		ClusterConnectionFactory factory = new ClusterConnectionFactory(() -> {
			if (started.compareAndSet(false, true)) {
				throw new ClusterClientException("expected");
			}
			await(reachable);
			return this.client;
		});
		factory.setFailFast(false);
		factory.start();
		return factory;
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private Health check() {
		ClusterConnectionFactory factory = new ClusterConnectionFactory(() -> this.client);
		factory.start();
		return new ClusterHealthIndicator(factory, TIMEOUT).health();
	}

	private static CommandTimeoutException timeout() {
		return new CommandTimeoutException("expected", new ClusterClientException("").details(), null);
	}

	private static Topology topology(int lastSlot) {
		HostAndPort address = new HostAndPort("10.0.0.1", 7000);
		Node primary = new Node("a".repeat(40), address, address, NodeRole.PRIMARY, null, 1, Set.of());
		return new Topology(1, List.of(new Shard(0, primary, List.of(), List.of(new SlotRange(0, lastSlot)))));
	}

}
