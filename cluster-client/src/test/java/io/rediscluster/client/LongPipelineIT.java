package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.ClusterClientOptions.Transport;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A pipeline far longer than anything that could be under way at once.
 */
@Timeout(120)
class LongPipelineIT {

	private static final int COMMANDS = 1_000_000;

	private static final int KEYS = 1000;

	@Test
	void aMillionCommandsStreamThroughBoundedBuffersInOrder() throws Exception {
		// only calls on shared connections are counted
		try (ClusterClient client = ClusterClient.connect(ClusterClientOptions.builder()
			.seeds(EmbeddedCluster.shared().seeds().get(0))
			.transport(new Transport(0, Duration.ZERO))
			.build())) {
			Pipeline pipeline = client.pipeline();
			for (int i = 0; i < COMMANDS; i++) {
				pipeline.add(Command.of("INCR", "long-pipeline:" + i % KEYS));
			}
			AtomicBoolean running = new AtomicBoolean(true);
			AtomicInteger mostInFlight = new AtomicInteger();
			Thread observer = new Thread(() -> {
				while (running.get()) {
					mostInFlight.accumulateAndGet(client.stats().inFlight(), Math::max);
					Thread.onSpinWait();
				}
			});
			observer.setDaemon(true);
			observer.start();
			List<Outcome> outcomes;
			try {
				outcomes = pipeline.execute();
			}
			finally {
				running.set(false);
				observer.join();
			}
			assertThat(outcomes).hasSize(COMMANDS);
			for (int i = 0; i < COMMANDS; i++) {
				assertThat(outcomes.get(i).reply().asLong()).isEqualTo(1 + i / KEYS);
			}
			assertThat(mostInFlight.get()).isPositive().isLessThanOrEqualTo(2000);
			for (int key = 0; key < KEYS; key++) {
				client.execute("DEL", "long-pipeline:" + key);
			}
		}
	}

}
