package io.rediscluster.client;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Reads from replicas that are loading, slow, or not there.
 */
@Timeout(60)
class ReplicaReadsTests {

	private static final FakeAnswer LOADING = FakeAnswer.error("LOADING Redis is loading the dataset in memory");

	private static ClusterClient connect(FakeCluster cluster, ReadFrom readFrom) {
		return ClusterClient.connect(ClusterClientOptions.builder()
			.seeds(cluster.seeds().get(0))
			.readFrom(readFrom)
			.timeout(Duration.ofSeconds(10))
			.build());
	}

	@ParameterizedTest
	@EnumSource(ReadFrom.class)
	void aReplicaThatIsLoadingIsPassedOver(ReadFrom readFrom) {
		try (FakeCluster cluster = FakeCluster.start(1, 2); ClusterClient client = connect(cluster, readFrom)) {
			client.execute("SET", "k", "v");
			cluster.node(1).on("GET", LOADING);
			for (int i = 0; i < 20; i++) {
				assertThat(client.execute("GET", "k").asString()).isEqualTo("v");
			}
			assertThat(cluster.node(1).requests("SET")).isEmpty();
			assertThat(cluster.node(2).requests("SET")).isEmpty();
		}
	}

	@Test
	void theOnlyReplicaThatIsLoadingIsWaitedForWhereOnlyReplicasMayAnswer() {
		try (FakeCluster cluster = FakeCluster.start(1, 1); ClusterClient client = connect(cluster, ReadFrom.REPLICA)) {
			client.execute("SET", "k", "v");
			cluster.node(1).onNext("GET", 5, LOADING);
			assertThat(client.execute("GET", "k").asString()).isEqualTo("v");
			assertThat(cluster.node(0).requests("GET")).isEmpty();
			assertThat(cluster.node(1).requests("GET")).hasSize(6);
		}
	}

	@ParameterizedTest
	@EnumSource(ReadFrom.class)
	void aShardWithoutReplicasIsReadFromItsPrimaryUnlessOnlyReplicasMay(ReadFrom readFrom) {
		try (FakeCluster cluster = FakeCluster.start(1, 0); ClusterClient client = connect(cluster, readFrom)) {
			client.execute("SET", "k", "v");
			if (readFrom == ReadFrom.REPLICA) {
				assertThatThrownBy(() -> client.execute(Command.of("GET", "k").timeout(Duration.ofMillis(300))))
					.isInstanceOf(ClusterUnavailableException.class)
					.hasMessageContaining("has none (read-from)");
			}
			else {
				assertThat(client.execute("GET", "k").asString()).isEqualTo("v");
			}
		}
	}

	@Test
	void theNearestIsTheNodeThatAnswersFastest() {
		try (FakeCluster cluster = FakeCluster.start(1, 2); ClusterClient client = connect(cluster, ReadFrom.NEAREST)) {
			client.execute("SET", "k", "v");
			FakeNode near = cluster.node(2);
			for (FakeNode node : cluster.nodes()) {
				if (node != near) {
					node.on("GET", (call) -> {
						LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
						FakeAnswer.reply("v").answer(call);
					});
				}
			}
			for (int i = 0; i < 40; i++) {
				client.execute("GET", "k");
			}
			near.clearRequests();
			for (int i = 0; i < 40; i++) {
				client.execute("GET", "k");
			}
			assertThat(near.requests("GET")).as("of 40 reads").hasSizeGreaterThan(25);
		}
	}

}
