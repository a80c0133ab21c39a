package io.rediscluster.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.annotation.RedisListener;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Boot's container of annotated listeners, which it makes by itself, on the
 * factory of the cluster.
 */
class AnnotatedListenersIT {

	@Test
	void annotatedMethodsReceiveMessages() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class, DataRedisAutoConfiguration.class))
			.withPropertyValues("redis-cluster.nodes=" + String.join(",", EmbeddedCluster.shared().seeds()))
			.withBean(Listening.class)
			.run((context) -> {
				assertThat(context.getBean(RedisMessageListenerContainer.class).getConnectionFactory())
					.isSameAs(context.getBean(ClusterConnectionFactory.class));
				context.getBean(StringRedisTemplate.class).convertAndSend("boot:annotated", "hello");
				List<String> received = context.getBean(Listening.class).received;
				Await.until("the message has arrived", Duration.ofSeconds(30), () -> !received.isEmpty());
				assertThat(received).containsExactly("hello");
			});
	}

	static class Listening {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@RedisListener("boot:annotated")
		void receive(String message) {
			this.received.add(message);
		}

	}

}
