package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.Nodes;
import io.rediscluster.test.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.data.annotation.Id;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.annotation.EnableRedisListeners;
import org.springframework.data.redis.annotation.RedisListener;
import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisInvalidSubscriptionException;
import org.springframework.data.redis.connection.RedisSubscribedConnectionException;
import org.springframework.data.redis.core.RedisHash;
import org.springframework.data.redis.core.RedisKeyExpiredEvent;
import org.springframework.data.redis.core.RedisKeyValueAdapter.EnableKeyspaceEvents;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.TimeToLive;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.KeyExpirationEventMessageListener;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.repository.configuration.EnableRedisRepositories;
import org.springframework.data.repository.CrudRepository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Spring's message listeners on a real cluster.
 */
@Timeout(120)
class MessageListenersIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static ClusterConnectionFactory factory;

	private final StringRedisTemplate template = new StringRedisTemplate(factory);

	@BeforeAll
	static void start() {
		factory = newFactory();
		factory.start();
		factory.getClient().on(Nodes.ALL).execute("CONFIG", "SET", "notify-keyspace-events", "KEA");
	}

	@AfterAll
	static void stop() {
		factory.getClient().on(Nodes.ALL).execute("CONFIG", "SET", "notify-keyspace-events", "");
		factory.destroy();
	}

	private static ClusterConnectionFactory newFactory() {
		return new ClusterConnectionFactory(OnSharedCluster.options().build());
	}

	private static RedisMessageListenerContainer container() {
		RedisMessageListenerContainer container = new RedisMessageListenerContainer();
		container.setConnectionFactory(factory);
		container.setMaxSubscriptionRegistrationWaitingTime(PATIENCE.toMillis());
		container.afterPropertiesSet();
		return container;
	}

	@Test
	void aContainerTakesAndGivesUpTopicsWhileItRuns() throws Exception {
		RecordingListener recording = new RecordingListener();
		RedisMessageListenerContainer container = container();
		try {
			container.addMessageListener(recording, List.of(new ChannelTopic("it:first"), new PatternTopic("it:p*")));
			container.start();
			Await.until("both are subscribed", PATIENCE,
					() -> recording.changes.containsAll(List.of("+it:first", "+it:p*")));
			this.template.convertAndSend("it:first", "1");
			this.template.convertAndSend("it:pattern", "2");
			recording.await("it:first 1 it:first", "it:pattern 2 it:p*");
			container.addMessageListener(recording, new ChannelTopic("it:second"));
			Await.until("it is subscribed", PATIENCE, () -> recording.changes.contains("+it:second"));
			this.template.convertAndSend("it:second", "3");
			recording.await("it:second 3 it:second");
			container.removeMessageListener(recording, new ChannelTopic("it:first"));
			this.template.convertAndSend("it:first", "4");
			this.template.convertAndSend("it:second", "5");
			recording.await("it:second 5 it:second");
			assertThat(recording.messages).noneMatch((message) -> message.contains(" 4 "));
			container.stop();
			assertThat(container.isListening()).isFalse();
			container.start();
			this.template.convertAndSend("it:second", "6");
			recording.await("it:second 6 it:second");
		}
		finally {
			container.destroy();
		}
		Await.until("the connections are closed", PATIENCE, () -> subscribers("it:second") == 0);
	}

	private long subscribers(String channel) {
		return factory.getClient()
			.on(Nodes.ALL)
			.execute("PUBSUB", "NUMSUB", channel)
			.outcomes()
			.values()
			.stream()
			.mapToLong((outcome) -> outcome.reply().asList().get(1).asLong())
			.sum();
	}

	@Test
	void aSubscribedConnectionBlocksUntilItsLastTopicIsGivenUp() throws Exception {
		RecordingListener recording = new RecordingListener();
		try (RedisClusterConnection connection = factory.getConnection()) {
			Thread thread = new Thread(() -> connection.subscribe(recording, bytes("it:a"), bytes("it:b")));
			thread.start();
			Await.until("both are subscribed", PATIENCE, () -> recording.changes.size() == 2);
			assertThat(connection.isSubscribed()).isTrue();
			var subscription = connection.getSubscription();
			assertThat(subscription.getChannels()).hasSize(2);
			assertThatExceptionOfType(RedisSubscribedConnectionException.class)
				.isThrownBy(() -> connection.pSubscribe(recording, bytes("it:c*")));
			subscription.unsubscribe(bytes("it:a"));
			assertThat(thread.isAlive()).isTrue();
			subscription.unsubscribe();
			thread.join(PATIENCE.toMillis());
			assertThat(thread.isAlive()).isFalse();
			assertThat(connection.isSubscribed()).isFalse();
			assertThat(recording.changes).containsExactlyInAnyOrder("+it:a", "+it:b", "-it:a", "-it:b");
			assertThatExceptionOfType(RedisInvalidSubscriptionException.class)
				.isThrownBy(() -> subscription.subscribe(bytes("it:d")));
		}
	}

	@Test
	void closingTheConnectionEndsItsSubscriptionAndTellsItOfEveryTopic() throws Exception {
		RecordingListener recording = new RecordingListener();
		RedisClusterConnection connection = factory.getConnection();
		Thread thread = new Thread(() -> connection.subscribe(recording, bytes("it:a"), bytes("it:b")));
		thread.start();
		Await.until("both are subscribed", PATIENCE, () -> recording.changes.size() == 2);
		connection.close();
		thread.join(PATIENCE.toMillis());
		assertThat(thread.isAlive()).isFalse();
		assertThat(connection.isSubscribed()).isFalse();
		assertThat(recording.changes).containsExactlyInAnyOrder("+it:a", "+it:b", "-it:a", "-it:b");
	}

	@Test
	void anInterruptEndsASubscription() throws Exception {
		RecordingListener recording = new RecordingListener();
		AtomicInteger interrupted = new AtomicInteger();
		try (RedisClusterConnection connection = factory.getConnection()) {
			Thread thread = new Thread(() -> {
				connection.pSubscribe(recording, bytes("it:*"));
				interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 2);
			});
			thread.start();
			Await.until("it is subscribed", PATIENCE, () -> recording.changes.size() == 1);
			thread.interrupt();
			thread.join(PATIENCE.toMillis());
			assertThat(interrupted).hasValue(1);
			assertThat(connection.isSubscribed()).isFalse();
		}
	}

	@Test
	void everyExpiredKeyOfEveryPrimaryIsToldOnce() throws Exception {
		Map<String, Integer> seen = new ConcurrentHashMap<>();
		RedisMessageListenerContainer container = container();
		container.start();
		KeyExpirationEventMessageListener listener = new KeyExpirationEventMessageListener(container) {

			@Override
			protected void doHandleMessage(Message message) {
				seen.merge(new String(message.getBody(), StandardCharsets.UTF_8), 1, Integer::sum);
			}

		};
		listener.init();
		try {
			Map<String, Integer> expected = new HashMap<>();
			for (int i = 0; i < 300; i++) {
				String key = "expiring:" + i;
				this.template.opsForValue().set(key, "x", Duration.ofMillis(200 + i));
				expected.put(key, 1);
			}
			Await.until("300 events have come", PATIENCE, () -> seen.size() >= 300);
			assertThat(seen).containsExactlyInAnyOrderEntriesOf(expected);
		}
		finally {
			listener.destroy();
			container.destroy();
		}
	}

	@Test
	void channelsOfEventsAndAPatternShareAContainerAsIndexedSessionsUseIt() throws Exception {
		RecordingListener recording = new RecordingListener();
		RedisMessageListenerContainer container = container();
		try {
			container.addMessageListener(recording, List.of(new ChannelTopic("__keyevent@0__:del"),
					new ChannelTopic("__keyevent@0__:expired"), new PatternTopic("sessions:created:*")));
			container.start();
			List<String> wanted = new ArrayList<>();
			for (int i = 0; i < 30; i++) {
				this.template.opsForValue().set("session:" + i, "x");
				this.template.delete("session:" + i);
				wanted.add("__keyevent@0__:del session:" + i + " __keyevent@0__:del");
			}
			this.template.convertAndSend("sessions:created:1", "y");
			wanted.add("sessions:created:1 y sessions:created:*");
			recording.await(wanted.toArray(String[]::new));
			assertThat(recording.messages).containsExactlyInAnyOrderElementsOf(wanted);
		}
		finally {
			container.destroy();
		}
	}

	@Test
	void repositoriesTellOfExpiredEntities() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Repositories.class)) {
			Repositories configuration = context.getBean(Repositories.class);
			CartRepository carts = context.getBean(CartRepository.class);
			for (int i = 0; i < 12; i++) {
				carts.save(new Cart("cart" + i, 1L));
			}
			Await.until("all have expired", PATIENCE, () -> configuration.expired.size() >= 12);
			assertThat(configuration.expired).hasSize(12).allMatch((value) -> value instanceof Cart);
			assertThat(carts.count()).isZero();
		}
	}

	@Test
	void annotatedMethodsReceiveMessages() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Annotated.class)) {
			Annotated annotated = context.getBean(Annotated.class);
			this.template.convertAndSend("it:annotated", "hello");
			Await.until("it has arrived", PATIENCE, () -> !annotated.received.isEmpty());
			assertThat(annotated.received).containsExactly("hello");
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	@Test
	void aFactoryThatIsClosedEndsItsSubscriptions() throws Exception {
		ClusterConnectionFactory own = newFactory();
		own.start();
		RecordingListener recording = new RecordingListener();
		List<Throwable> thrown = new CopyOnWriteArrayList<>();
		Thread thread = new Thread(() -> {
			try {
				own.getConnection().subscribe(recording, bytes("it:a"));
			}
			catch (RuntimeException ex) {
				thrown.add(ex);
			}
		});
		thread.start();
		Await.until("it is subscribed", PATIENCE, () -> recording.changes.size() == 1);
		own.destroy();
		thread.join(PATIENCE.toMillis());
		assertThat(thrown).singleElement().isInstanceOf(RedisConnectionFailureException.class);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisRepositories(considerNestedRepositories = true, enableKeyspaceEvents = EnableKeyspaceEvents.ON_STARTUP)
	static class Repositories {

		private final List<Object> expired = new CopyOnWriteArrayList<>();

		@Bean
		RedisConnectionFactory redisConnectionFactory() {
			return newFactory();
		}

		@Bean
		StringRedisTemplate redisTemplate(RedisConnectionFactory factory) {
			return new StringRedisTemplate(factory);
		}

		@EventListener
		void expired(RedisKeyExpiredEvent<?> event) {
			if (event.getValue() != null) {
				this.expired.add(event.getValue());
			}
		}

	}

	@RedisHash("it-carts")
	record Cart(@Id String id, @TimeToLive Long seconds) {
	}

	interface CartRepository extends CrudRepository<Cart, String> {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableRedisListeners
	static class Annotated {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@Bean
		RedisConnectionFactory redisConnectionFactory() {
			return newFactory();
		}

		@Bean
		RedisMessageListenerContainer redisMessageListenerContainer(RedisConnectionFactory factory) {
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(factory);
			return container;
		}

		@RedisListener("it:annotated")
		void received(String message) {
			this.received.add(message);
		}

	}

}
