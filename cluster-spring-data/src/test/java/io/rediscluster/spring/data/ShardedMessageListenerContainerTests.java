package io.rediscluster.spring.data;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.PubSubListener;
import io.rediscluster.client.PubSubMessage;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.Subscription;
import io.rediscluster.client.Topic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.MessageListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a container of sharded channels does with its subscription, over one that only
 * remembers its topics.
 */
@Timeout(60)
class ShardedMessageListenerContainerTests {

	private final List<RememberingSubscription> subscriptions = new ArrayList<>();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final MessageListener receiver = (message, pattern) -> this.received
		.add(new String(message.getBody(), StandardCharsets.UTF_8));

	private final ShardedMessageListenerContainer container = container();

	private Runnable whileStarting = () -> {
	};

	private ShardedMessageListenerContainer container() {
		ClusterConnectionFactory factory = new ClusterConnectionFactory(
				() -> (ClusterClient) Proxy.newProxyInstance(getClass().getClassLoader(),
						new Class<?>[] { ClusterClient.class }, (proxy, method, arguments) -> {
							assertThat(method.getName()).isEqualTo("subscribe");
							this.subscriptions.add(new RememberingSubscription((PubSubListener) arguments[0]));
							return subscription();
						}));
		factory.start();
		return new ShardedMessageListenerContainer(factory);
	}

	private RememberingSubscription subscription() {
		return this.subscriptions.get(this.subscriptions.size() - 1);
	}

	@Test
	void aListenerMayAddAListenerWhileOtherChannelsAreStillBeingSubscribed() {
		this.container.addMessageListener(
				(message, pattern) -> this.container.addMessageListener(this.receiver, "later"), "first");
		this.whileStarting = () -> onReader(() -> subscription().deliver("first", "1"));
		this.container.start();
		assertThat(subscription().topics()).containsExactly(topic("first"), topic("later"));
		subscription().deliver("later", "2");
		assertThat(this.received).containsExactly("2");
	}

	/**
	 * Does something as the thread that reads from the node does it: the start goes on
	 * only when it is done.
	 */
	private static void onReader(Runnable work) {
		Thread reader = new Thread(work);
		reader.setDaemon(true);
		reader.start();
		try {
			reader.join(TimeUnit.SECONDS.toMillis(20));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		assertThat(reader.isAlive()).as("the reader waits for the start that waits for it").isFalse();
	}

	@Test
	void aStopWhileItStartsEndsTheStart() {
		this.container.addMessageListener(this.receiver, "first");
		this.whileStarting = () -> {
			onReader(this.container::stop);
			throw new ClusterClientException("The subscription was closed");
		};
		this.container.start();
		assertThat(this.container.isRunning()).isFalse();
	}

	@Test
	void aStartThatFailsIsToldInSpringsTermsAndCanBeRepeated() {
		this.container.addMessageListener(this.receiver, "first");
		this.whileStarting = () -> {
			throw new ServerErrorException("NOPERM no right to the channel");
		};
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(this.container::start)
			.havingRootCause()
			.withMessageStartingWith("NOPERM");
		assertThat(this.container.isRunning()).isFalse();
		this.whileStarting = () -> {
		};
		this.container.start();
		assertThat(this.container.isRunning()).isTrue();
		assertThat(this.subscriptions).hasSize(2);
	}

	@Test
	void aListenerThatIsAddedTwiceIsCalledOnce() {
		this.container.addMessageListener(this.receiver, "first", "first");
		this.container.addMessageListener(this.receiver, "first");
		this.container.start();
		subscription().deliver("first", "1");
		assertThat(this.received).containsExactly("1");
		this.container.removeMessageListener(this.receiver, "first");
		assertThat(subscription().topics()).isEmpty();
	}

	@Test
	void listenersCanBeAddedAndRemovedAfterTheClientWasClosed() {
		this.container.addMessageListener(this.receiver, "first", "second");
		this.container.start();
		subscription().close();
		assertThat(this.container.isRunning()).isFalse();
		this.container.addMessageListener(this.receiver, "third");
		this.container.removeMessageListener(this.receiver, "first");
		this.container.start();
		assertThat(subscription().topics()).containsExactly(topic("second"), topic("third"));
	}

	@Test
	void anExecutorThatRefusesAListenerIsAnErrorOfThatListener() {
		List<Throwable> errors = new ArrayList<>();
		this.container.setErrorHandler(errors::add);
		this.container.setTaskExecutor((task) -> {
			throw new RejectedExecutionException("full");
		});
		this.container.addMessageListener(this.receiver, "first");
		this.container.addMessageListener((message, pattern) -> {
		}, "first");
		this.container.start();
		subscription().deliver("first", "1");
		assertThat(errors).hasSize(2).allMatch(RejectedExecutionException.class::isInstance);
	}

	private static Topic topic(String channel) {
		return Topic.shardChannel(channel);
	}

	/**
	 * A subscription without servers.
	 */
	private final class RememberingSubscription implements Subscription {

		private final PubSubListener listener;

		private final Set<Topic> topics = new LinkedHashSet<>();

		private boolean closed;

		RememberingSubscription(PubSubListener listener) {
			this.listener = listener;
		}

		void deliver(String channel, String body) {
			this.listener.onMessage(new PubSubMessage(topic(channel), channel.getBytes(StandardCharsets.UTF_8),
					body.getBytes(StandardCharsets.UTF_8), RecordingClusterClient.primary(7000)));
		}

		@Override
		public Subscription add(Topic... topics) {
			if (this.closed) {
				throw new IllegalStateException("The subscription is closed");
			}
			this.topics.addAll(List.of(topics));
			return this;
		}

		@Override
		public Subscription remove(Topic... topics) {
			List.of(topics).forEach(this.topics::remove);
			return this;
		}

		@Override
		public Subscription start() {
			try {
				ShardedMessageListenerContainerTests.this.whileStarting.run();
				return this;
			}
			catch (RuntimeException ex) {
				close();
				throw ex;
			}
		}

		@Override
		public boolean awaitSubscribed(Duration timeout) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Set<Topic> topics() {
			return this.topics;
		}

		@Override
		public long droppedEvents() {
			return 0;
		}

		@Override
		public boolean isClosed() {
			return this.closed;
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
