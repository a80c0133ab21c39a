package io.rediscluster.spring.data;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.PubSubListener;
import io.rediscluster.client.PubSubMessage;
import io.rediscluster.client.Subscription;
import io.rediscluster.client.Topic;

import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.DefaultMessage;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.connection.util.AbstractSubscription;

/**
 * The subscription of a connection. Thread safe.
 */
final class TopicSubscription extends AbstractSubscription {

	private final Subscription subscription;

	private final CountDownLatch ended = new CountDownLatch(1);

	TopicSubscription(ClusterClient client, MessageListener listener) {
		super(listener);
		SubscriptionListener changes = (listener instanceof SubscriptionListener both) ? both
				: SubscriptionListener.NO_OP_SUBSCRIPTION_LISTENER;
		this.subscription = client.subscribe(new Adapter(listener, changes));
	}

	/**
	 * Opens the subscription and waits until it is closed. An interrupt closes it; the
	 * status is set then.
	 * @throws RedisConnectionFailureException if a node cannot be reached, or the client
	 * is closed: listener containers begin anew after it
	 */
	void listen() {
		try {
			this.subscription.start();
			this.ended.await();
			if (isAlive()) {
				close();
				throw new RedisConnectionFailureException("The client was closed, and the subscription with it");
			}
		}
		catch (InterruptedException ex) {
			close();
			Thread.currentThread().interrupt();
		}
		catch (ClusterClientException ex) {
			boolean ended = !isAlive();
			close();
			if (ended) {
				return;
			}
			throw (ex instanceof ClusterUnavailableException)
					? new RedisConnectionFailureException(String.valueOf(ex.getMessage()), ex)
					: ExceptionTranslator.translate(ex);
		}
	}

	@Override
	protected void doSubscribe(byte[]... channels) {
		this.subscription.add(channels(channels));
	}

	@Override
	protected void doUnsubscribe(boolean all, byte[]... channels) {
		this.subscription.remove(channels(channels));
	}

	@Override
	protected void doPsubscribe(byte[]... patterns) {
		this.subscription.add(patterns(patterns));
	}

	@Override
	protected void doPUnsubscribe(boolean all, byte[]... patterns) {
		this.subscription.remove(patterns(patterns));
	}

	@Override
	protected void doClose() {
		this.subscription.close();
	}

	private static Topic[] channels(byte[]... names) {
		return Arrays.stream(names).map(Topic::channel).toArray(Topic[]::new);
	}

	private static Topic[] patterns(byte[]... names) {
		return Arrays.stream(names).map(Topic::pattern).toArray(Topic[]::new);
	}

	/**
	 * Hands on what the client delivers.
	 */
	private final class Adapter implements PubSubListener {

		private final MessageListener listener;

		private final SubscriptionListener changes;

		Adapter(MessageListener listener, SubscriptionListener changes) {
			this.listener = listener;
			this.changes = changes;
		}

		@Override
		public void onMessage(PubSubMessage message) {
			byte[] pattern = isPattern(message.topic()) ? message.topic().name() : null;
			this.listener.onMessage(new DefaultMessage(message.channel(), message.body()), pattern);
		}

		@Override
		public void onSubscribed(Topic topic, int count) {
			if (isPattern(topic)) {
				this.changes.onPatternSubscribed(topic.name(), count);
			}
			else {
				this.changes.onChannelSubscribed(topic.name(), count);
			}
		}

		@Override
		public void onUnsubscribed(Topic topic, int count) {
			if (isPattern(topic)) {
				this.changes.onPatternUnsubscribed(topic.name(), count);
			}
			else {
				this.changes.onChannelUnsubscribed(topic.name(), count);
			}
		}

		@Override
		public void onClosed() {
			TopicSubscription.this.ended.countDown();
		}

		private static boolean isPattern(Topic topic) {
			return topic.kind() == Topic.Kind.PATTERN;
		}

	}

}
