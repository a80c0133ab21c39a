package io.rediscluster.boot.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.Await;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;

class ClusterHealthIndicatorTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private final ClusterClient client = Mockito.mock(ClusterClient.class);

	ClusterHealthIndicatorTests() {
		given(this.client.topology()).willReturn(topology(16383));
		given(this.client.stats())
			.willReturn(new ClientStats(0, Map.of(), Map.of(), 0, 0, 0, Duration.ofSeconds(3), 0, 0, Map.of()));
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
		given(this.client.execute(any(Command.class)))
			.willThrow(new ServerErrorException("NOPERM this user has no permissions"));
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
		given(this.client.execute(any(Command.class)))
			.willThrow(new ServerErrorException("CLUSTERDOWN The cluster is down"));
		assertThat(check().getStatus()).isEqualTo(Status.DOWN);
	}

	@Test
	void onePrimaryThatDoesNotAnswerIsNoReasonToBeDown() {
		List<Command> asked = new ArrayList<>();
		given(this.client.execute(any(Command.class))).willAnswer((call) -> {
			asked.add(call.getArgument(0));
			if (asked.size() == 1) {
				throw timeout();
			}
			throw new ServerErrorException("ERR This instance has cluster support disabled");
		});
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("state", "standalone");
		assertThat(asked).hasSize(2);
	}

	@Test
	void downWhenNoPrimaryAnswers() {
		given(this.client.execute(any(Command.class))).willThrow(timeout());
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("state", "unreachable")
			.containsEntry("slots_covered", 16384)
			.containsKey("error");
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
		boolean[] started = new boolean[1];
		ClusterConnectionFactory factory = new ClusterConnectionFactory(() -> {
			if (!started[0]) {
				started[0] = true;
				throw new ClusterClientException("expected");
			}
			await(reachable);
			return this.client;
		});
		factory.setFailFast(false);
		factory.start();
		refuseToTell();
		ClusterHealthIndicator indicator = new ClusterHealthIndicator(factory, Duration.ofMillis(50));
		assertThat(indicator.health().getDetails()).containsEntry("state", "connecting");
		assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
		reachable.countDown();
		Await.until("up", TIMEOUT, () -> indicator.health().getStatus().equals(Status.UP));
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
