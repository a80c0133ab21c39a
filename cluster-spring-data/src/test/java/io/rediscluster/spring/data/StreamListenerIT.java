package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer.StreamMessageListenerContainerOptions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads of streams that wait at the server, as Spring's listener container makes them,
 * with a client whose timeout is shorter than the wait.
 */
@Timeout(120)
class StreamListenerIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private static final Duration WAIT = Duration.ofMillis(1500);

	private static ClusterConnectionFactory factory;

	private final StringRedisTemplate template = new StringRedisTemplate(factory);

	@BeforeAll
	static void start() {
		factory = new ClusterConnectionFactory(OnSharedCluster.options().timeout(TIMEOUT).build());
		factory.start();
	}

	@AfterAll
	static void stop() {
		factory.destroy();
	}

	@BeforeEach
	void flush() {
		EmbeddedCluster.shared().flushAll();
	}

	@Test
	void aReadMayWaitLongerThanTheTimeoutOfCommands() {
		assertThat(this.template.opsForStream()
			.read(StreamReadOptions.empty().block(WAIT), StreamOffset.create("stream", ReadOffset.from("0"))))
			.isEmpty();
	}

	@Test
	void listenersOfSeveralStreamsGetTheirMessagesAndHoldUpNobody() throws InterruptedException {
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		ExecutorService threads = Executors.newFixedThreadPool(3);
		StreamMessageListenerContainer<String, MapRecord<String, String, String>> container = StreamMessageListenerContainer
			.create(factory,
					StreamMessageListenerContainerOptions.builder().pollTimeout(WAIT).executor(threads).build());
		for (String stream : List.of("one", "two", "three")) {
			this.template.opsForStream().createGroup(stream, ReadOffset.from("0"), "group");
			container.receiveAutoAck(Consumer.from("group", "consumer"),
					StreamOffset.create(stream, ReadOffset.lastConsumed()),
					(message) -> received.add(message.getStream() + "=" + message.getValue().get("n")));
		}
		container.start();
		try {
			for (int n = 0; n < 20; n++) {
				for (String stream : List.of("one", "two", "three")) {
					this.template.opsForStream().add(stream, Map.of("n", Integer.toString(n)));
				}
				this.template.opsForValue().set("other" + n, "value");
			}
			for (int i = 0; i < 60; i++) {
				assertThat(received.poll(30, TimeUnit.SECONDS)).isNotNull();
			}
			assertThat(received).isEmpty();
			for (String stream : List.of("one", "two", "three")) {
				assertThat(this.template.opsForStream().pending(stream, "group").getTotalPendingMessages()).isZero();
			}
		}
		finally {
			container.stop();
			threads.shutdown();
			assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		}
	}

}
