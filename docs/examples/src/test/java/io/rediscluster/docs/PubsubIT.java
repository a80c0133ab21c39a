package io.rediscluster.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Subscription;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.spring.data.ShardedMessageListenerContainer;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.RedisCallback;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of {@code docs/pubsub.md}.
 */
class PubsubIT extends OnSharedCluster {

	private static final BlockingQueue<String> RECEIVED = new LinkedBlockingQueue<>();

	private static void handle(String body) {
		RECEIVED.add(body);
	}

	private static List<String> received(int count) throws InterruptedException {
		List<String> bodies = new ArrayList<>();
		while (bodies.size() < count) {
			String body = RECEIVED.poll(60, TimeUnit.SECONDS);
			assertThat(body).as("after %s", bodies).isNotNull();
			bodies.add(body);
		}
		return bodies;
	}

	@AfterEach
	void silence() {
		client.on(Nodes.ALL).execute("CONFIG SET", "notify-keyspace-events", "");
		RECEIVED.clear();
	}

	@Test
	void aSubscriptionHasTopicsOfAllKinds() throws Exception {
		client.on(Nodes.ALL).execute("CONFIG SET", "notify-keyspace-events", "KEA");
		// tag::subscribe[]
		try (Subscription subscription = client.subscribe((message) -> handle(message.bodyAsString()))
			.channels("news") // SUBSCRIBE
			.patterns("log.*") // PSUBSCRIBE
			.shardChannels("orders:{7}") // SSUBSCRIBE, from Redis 7 on
			.keyspaceEvents("__keyevent@0__:expired") // on every primary
			.start()) { // waits until all are subscribed
			client.execute("PUBLISH", "news", "hello");
			client.execute("SPUBLISH", "orders:{7}", "paid");
			// end::subscribe[]
			client.execute("SET", "cart:1", "full", "PX", 1);
			assertThat(received(3)).containsExactlyInAnyOrder("hello", "paid", "cart:1");
			assertThat(subscription.topics()).hasSize(4);
			// tag::subscribe[]
		}
		// end::subscribe[]
	}

	@Test
	void shardedChannelsHaveAContainer() throws Exception {
		try (var context = new AnnotationConfigApplicationContext()) {
			// the context ends what it has started: not the factory of the other tests
			context.registerBean(ClusterConnectionFactory.class, () -> new ClusterConnectionFactory(
					ClusterClientOptions.builder().seeds(EmbeddedCluster.shared().seeds().get(0)).build()));
			context.register(Listeners.class);
			context.refresh();
			String channel = "orders:{7}";
			String message = "paid";
			// tag::publish[]
			template.execute((RedisCallback<Object>) (connection) -> connection.execute("SPUBLISH", channel.getBytes(),
					message.getBytes()));
			// end::publish[]
			assertThat(received(1)).containsExactly("paid");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		// tag::sharded[]
		@Bean
		ShardedMessageListenerContainer shardedListeners(ClusterConnectionFactory factory) {
			var container = new ShardedMessageListenerContainer(factory);
			container.addMessageListener((message, pattern) -> handle(new String(message.getBody())), "orders:{7}");
			return container;
		}
		// end::sharded[]

	}

}
