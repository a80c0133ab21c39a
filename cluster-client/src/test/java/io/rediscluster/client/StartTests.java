package io.rediscluster.client;

import java.time.Duration;

import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeNode.Welcome;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the start waits for.
 */
class StartTests {

	@Test
	void aServerThatDoesNotAnswerYetIsWaitedFor() {
		try (FakeNode node = FakeNode.start()) {
			node.welcomeNext(2, Welcome.IGNORE);
			ClusterClientOptions options = ClusterClientOptions.builder()
				.seeds(node.address())
				.connectTimeout(Duration.ofMillis(200))
				.startupTimeout(Duration.ofSeconds(20))
				.build();
			try (ClusterClient client = ClusterClient.connect(options)) {
				assertThat(client.execute("PING").asString()).isEqualTo("PONG");
			}
			assertThat(node.connectionCount()).isGreaterThan(2);
		}
	}

}
