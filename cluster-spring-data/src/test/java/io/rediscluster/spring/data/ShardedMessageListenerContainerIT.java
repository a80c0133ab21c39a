package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Listeners of sharded channels on a real cluster.
 */
class ShardedMessageListenerContainerIT extends OnSharedCluster {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final StringRedisTemplate template = new StringRedisTemplate(factory);

	@Test
	void shardedChannelsReachTheirContainer() {
		RecordingListener first = new RecordingListener();
		RecordingListener second = new RecordingListener();
		ShardedMessageListenerContainer container = new ShardedMessageListenerContainer(factory);
		List<Throwable> errors = new CopyOnWriteArrayList<>();
		container.setErrorHandler(errors::add);
		container.addMessageListener(first, "it:s1", "it:s2");
		container.addMessageListener((message, pattern) -> {
			throw new IllegalStateException("listener");
		}, "it:s1");
		container.start();
		try {
			assertThat(container.isRunning()).isTrue();
			assertThat(HashSlot.of("it:s1")).isNotEqualTo(HashSlot.of("it:s2"));
			spublish("it:s1", "1");
			spublish("it:s2", "2");
			first.await("it:s1 1 null", "it:s2 2 null");
			Await.until("the error is handled", PATIENCE, () -> errors.size() == 1);
			container.addMessageListener(second, "it:s3");
			Await.until("it is subscribed", PATIENCE, () -> spublish("it:s3", "3") == 1);
			second.await("it:s3 3 null");
			container.removeMessageListener(first);
			spublish("it:s3", "4");
			second.await("it:s3 4 null");
			assertThat(first.messages).hasSize(2);
		}
		finally {
			container.destroy();
		}
		assertThat(container.isRunning()).isFalse();
		Await.until("the connection is closed", PATIENCE, () -> spublish("it:s3", "5") == 0);
	}

	private long spublish(String channel, String message) {
		Object count = this.template.execute((RedisConnection connection) -> connection.execute("SPUBLISH",
				FamilyProbe.bytes(channel), FamilyProbe.bytes(message)));
		return (Long) count;
	}

}
