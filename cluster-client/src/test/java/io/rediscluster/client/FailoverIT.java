package io.rediscluster.client;

import java.time.Duration;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client while its cluster fails. Each test has a cluster of its own.
 */
@Timeout(180)
class FailoverIT {

	private static final String KEY = "counter";

	private EmbeddedCluster cluster;

	private ClusterClient client;

	@BeforeEach
	void start() {
		this.cluster = EmbeddedCluster.builder().nodeTimeout(Duration.ofSeconds(1)).start();
		this.client = ClusterClient.connect(ClusterClientOptions.builder().seeds(this.cluster.seeds().get(0)).build());
	}

	@AfterEach
	void close() {
		this.client.close();
		this.cluster.close();
	}

	private void increment() {
		this.client.execute(Command.of("INCR", KEY).timeout(Duration.ofSeconds(20)));
	}

	@Test
	void writesGoOnWithoutAnErrorThroughAGracefulFailover() throws Exception {
		EmbeddedNode primary = this.cluster.owner(HashSlot.of(KEY));
		EmbeddedNode replica = this.cluster.replicasOf(primary).get(0);
		try (Traffic increments = Traffic.of(4, this::increment)) {
			increments.awaitMore(200);
			this.cluster.failover(replica);
			increments.awaitMore(200);
			increments.close();
			assertThat(increments.failures()).isEmpty();
			assertThat(replica.command("GET", KEY)).isEqualTo(Integer.toString(increments.successes()));
		}
	}

	@Test
	void aKilledPrimaryCostsOnlyWhatWasInFlight() throws Exception {
		EmbeddedNode primary = this.cluster.owner(HashSlot.of(KEY));
		EmbeddedNode replica = this.cluster.replicasOf(primary).get(0);
		try (Traffic increments = Traffic.of(4, this::increment)) {
			increments.awaitMore(200);
			primary.kill();
			Await.until("the replica has taken over", Duration.ofSeconds(30),
					() -> this.cluster.primaries().contains(replica));
			increments.awaitMore(200);
			increments.close();
			assertThat(increments.failures()).hasSizeLessThanOrEqualTo(4)
				.allMatch((failure) -> failure instanceof CommandOutcomeUnknownException);
		}
		assertThat(this.client.topology().shardOf(KEY).primary().id()).isEqualTo(replica.id());
	}

	@Test
	void readsFromAFrozenShardAreAnsweredByTheReplicaThatTakesOver() {
		this.client.execute("SET", KEY, "1");
		EmbeddedNode primary = this.cluster.owner(HashSlot.of(KEY));
		EmbeddedNode replica = this.cluster.replicasOf(primary).get(0);
		this.cluster.awaitReplicas();
		primary.pause();
		try {
			Reply reply = this.client.execute(Command.of("GET", KEY).timeout(Duration.ofSeconds(30)));
			assertThat(reply.asString()).isEqualTo("1");
			assertThat(this.client.topology().shardOf(KEY).primary().id()).isEqualTo(replica.id());
		}
		finally {
			primary.resume();
		}
	}

	@Test
	void aWriteAtAFrozenPrimaryEndsWithTheFailoverAndNotWhenThePrimaryWakesUp() {
		ClusterClientOptions patient = ClusterClientOptions.builder()
			.seeds(this.cluster.seeds().get(0))
			.timeout(Duration.ofSeconds(120))
			.connectTimeout(Duration.ofSeconds(120))
			.build();
		try (ClusterClient other = ClusterClient.connect(patient)) {
			assertThat(other.executeAsync(Command.of("SET", KEY, "1"))).succeedsWithin(Duration.ofSeconds(20));
			EmbeddedNode primary = this.cluster.owner(HashSlot.of(KEY));
			this.cluster.awaitReplicas();
			primary.pause();
			try {
				// a primary that wakes up within the connect timeout would say OK to it,
				// and forget it
				assertThat(other.executeAsync(Command.of("SET", KEY, "2"))).failsWithin(Duration.ofSeconds(60))
					.withThrowableThat()
					.withCauseInstanceOf(CommandOutcomeUnknownException.class);
			}
			finally {
				primary.resume();
			}
		}
	}

	@Test
	void aRestartedClusterIsUsedAgain() {
		this.client.execute("SET", KEY, "1");
		this.cluster.restart();
		Await.until("the client notices that its connections are gone", Duration.ofSeconds(10), () -> {
			try {
				return this.client.execute("GET", KEY) != null;
			}
			catch (ClusterClientException ex) {
				return false;
			}
		});
		assertThat(this.client.execute("SET", KEY, "2").asString()).isEqualTo("OK");
	}

	@Test
	void oneDeadNodeNeverCostsTheOthersTheirAnswers() {
		EmbeddedNode dead = this.cluster.replicas().get(0);
		dead.kill();
		NodeReplies replies = this.client.on(Nodes.ALL).execute("PING");
		assertThat(replies.successes()).hasSize(5);
		assertThat(replies.failures()).hasSize(1);
		assertThat(replies.failures().keySet().iterator().next().address()).hasToString(dead.address());
	}

}
