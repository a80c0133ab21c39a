package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClientOptions.Limits;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.Gate;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands of pipelines that cannot be sent: they cost the others nothing.
 */
class PipelineRefusalTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	@Test
	void commandsThatFindNoRoomFailInTheirPlaces() throws Exception {
		Gate gate = Gate.closed();
		try (FakeNode node = FakeNode.start()) {
			node.on("GET", FakeAnswer.standard().after(gate));
			ClusterClientOptions options = ClusterClientOptions.builder()
				.seeds(node.address())
				.silenceTimeout(LONG)
				.timeout(Duration.ofMillis(300))
				.limits(new Limits(2, 1 << 20, 1 << 16))
				.build();
			try (ClusterClient client = ClusterClient.connect(options)) {
				CompletableFuture<List<Outcome>> first = CompletableFuture.supplyAsync(
						() -> client.pipeline().add(Command.of("GET", "a").timeout(LONG)).execute(),
						(task) -> new Thread(task).start());
				gate.awaitArrivals(1, LONG);
				List<Outcome> second = client.pipeline().add("SET", "b", 1).add("SET", "c", 2).execute();
				assertThat(second).hasSize(2)
					.allSatisfy(
							(outcome) -> assertThat(outcome.failure()).isInstanceOf(ClusterUnavailableException.class)
								.hasMessageContaining("in-flight-per-node"));
				assertThat(node.requests("SET")).isEmpty();
				gate.open();
				assertThat(first.get(20, TimeUnit.SECONDS)).singleElement().matches(Outcome::isSuccess);
			}
		}
	}

	@Test
	void malformedCommandsFailInTheirPlaces() {
		try (FakeNode node = FakeNode.start();
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(node.address()).build())) {
			List<Outcome> outcomes = client.pipeline()
				.add("SET", "a", 1)
				.add("MSET", "a", 1, "b")
				.add("BLPOP", "a", "soon")
				.add("GET", "a")
				.execute();
			assertThat(outcomes).extracting(Outcome::isSuccess).containsExactly(true, false, false, true);
			assertThat(outcomes.subList(1, 3))
				.allSatisfy((outcome) -> assertThat(outcome.failure()).isInstanceOf(CommandRefusedException.class));
			assertThat(node.requests("MSET")).isEmpty();
		}
	}

	@Test
	void aMalformedCommandEndsItsStageAndThrowsNothing() {
		try (FakeNode node = FakeNode.start();
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(node.address()).build())) {
			CompletableFuture<Reply> result = client.executeAsync(Command.of("MSET", "a", "1", "b"))
				.toCompletableFuture();
			assertThat(result).isCompletedExceptionally();
			assertThat(node.requests("MSET")).isEmpty();
		}
	}

}
