package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.PubSubListener;
import io.rediscluster.client.PubSubMessage;
import io.rediscluster.client.Subscription;
import io.rediscluster.client.Topic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.DefaultMessage;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.util.ErrorHandler;

/**
 * Listens to sharded channels ({@code SSUBSCRIBE}, from Redis 7 on), which Spring's own
 * container cannot. A sharded channel lives on the shard that owns its slot; the
 * container follows it when the slot moves or the shard fails over. Publish with
 * {@code connection.execute("SPUBLISH", channel, message)}.
 * <p>
 * Listeners are called on the thread that reads from the node, in the order of the node's
 * messages, unless a task executor is set. Listeners can be added and removed at any
 * time, by listeners, too. A listener that is added to a channel twice is called once.
 * Thread safe.
 */
public final class ShardedMessageListenerContainer implements SmartLifecycle, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(ShardedMessageListenerContainer.class);

	private final ClusterConnectionFactory connectionFactory;

	/**
	 * Guards changes. Never held while anything waits: a listener that changes the
	 * listeners may run on the thread that the start waits for.
	 */
	private final ReentrantLock lock = new ReentrantLock();

	/** The lists are read without the lock. */
	private final Map<Topic, CopyOnWriteArrayList<MessageListener>> listeners = new LinkedHashMap<>();

	private volatile Map<Topic, List<MessageListener>> snapshot = Map.of();

	private volatile @Nullable Subscription subscription;

	private volatile Executor taskExecutor = Runnable::run;

	private volatile ErrorHandler errorHandler = (ex) -> logger.warn("A message listener failed", ex);

	private boolean autoStartup = true;

	private int phase = Integer.MAX_VALUE;

	/**
	 * Makes a container without listeners.
	 * @param connectionFactory gives the client
	 */
	public ShardedMessageListenerContainer(ClusterConnectionFactory connectionFactory) {
		this.connectionFactory = Objects.requireNonNull(connectionFactory, "connectionFactory");
	}

	/**
	 * Adds a listener. While the container runs, the channels are subscribed in the
	 * background.
	 * @param listener receives the messages; its pattern argument is always {@code null}
	 * @param channels the channels, at least one
	 */
	public void addMessageListener(MessageListener listener, String... channels) {
		Require.notNull(listener, "MessageListener");
		Require.notEmpty(channels, "Channels");
		this.lock.lock();
		try {
			List<Topic> added = new ArrayList<>();
			for (String channel : channels) {
				Topic topic = topic(channel);
				this.listeners.computeIfAbsent(topic, (key) -> {
					added.add(key);
					return new CopyOnWriteArrayList<>();
				}).addIfAbsent(listener);
			}
			this.snapshot = Map.copyOf(this.listeners);
			Subscription subscription = openSubscription();
			if (subscription != null) {
				subscription.add(added.toArray(Topic[]::new));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Removes a listener from channels; one that nobody listens to any more is given up.
	 * @param listener the listener
	 * @param channels the channels, none for all
	 */
	public void removeMessageListener(MessageListener listener, String... channels) {
		this.lock.lock();
		try {
			List<Topic> from = new ArrayList<>();
			for (String channel : channels) {
				from.add(topic(channel));
			}
			List<Topic> given = new ArrayList<>();
			for (Topic topic : (channels.length > 0) ? from : List.copyOf(this.listeners.keySet())) {
				List<MessageListener> present = this.listeners.get(topic);
				if (present != null && present.remove(listener) && present.isEmpty()) {
					this.listeners.remove(topic);
					given.add(topic);
				}
			}
			this.snapshot = Map.copyOf(this.listeners);
			Subscription subscription = openSubscription();
			if (subscription != null) {
				subscription.remove(given.toArray(Topic[]::new));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private static Topic topic(String channel) {
		Require.notNull(channel, "Channel");
		return Topic.shardChannel(channel.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Subscribes all channels and waits until that is done, or until the container is
	 * stopped. Does nothing if it is running.
	 * @throws DataAccessException if a node refuses a channel or cannot be reached
	 */
	@Override
	public void start() {
		try {
			Subscription subscription = beginSubscription(this.connectionFactory.getClient());
			if (subscription != null) {
				complete(subscription);
			}
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	private @Nullable Subscription beginSubscription(ClusterClient client) {
		this.lock.lock();
		try {
			if (isRunning()) {
				return null;
			}
			Subscription subscription = client.subscribe(new Dispatcher())
				.add(this.listeners.keySet().toArray(Topic[]::new));
			this.subscription = subscription;
			return subscription;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void complete(Subscription subscription) {
		try {
			subscription.start();
		}
		catch (RuntimeException ex) {
			if (this.subscription == subscription) {
				throw ex;
			}
			logger.debug("The container was stopped while it started", ex);
		}
	}

	/**
	 * Gives up all channels; the listeners stay for the next start. Does not wait for
	 * listeners that are running.
	 */
	@Override
	public void stop() {
		this.lock.lock();
		try {
			Subscription subscription = this.subscription;
			this.subscription = null;
			if (subscription != null) {
				subscription.close();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void destroy() {
		stop();
	}

	/**
	 * Tells whether the container listens, or is about to: not after a stop, nor after
	 * the client was closed.
	 */
	@Override
	public boolean isRunning() {
		return openSubscription() != null;
	}

	private @Nullable Subscription openSubscription() {
		Subscription subscription = this.subscription;
		return (subscription != null && !subscription.isClosed()) ? subscription : null;
	}

	@Override
	public boolean isAutoStartup() {
		return this.autoStartup;
	}

	/**
	 * Sets whether an application context starts the container. Default: yes.
	 * @param autoStartup whether it does
	 */
	public void setAutoStartup(boolean autoStartup) {
		this.autoStartup = autoStartup;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

	/**
	 * Sets the phase in which a context starts and stops the container. Default: the
	 * last, so that it stops first.
	 * @param phase the phase
	 */
	public void setPhase(int phase) {
		this.phase = phase;
	}

	/**
	 * Sets who runs the listeners. Default: the thread that reads from the node, which
	 * keeps the order of messages and reads no further meanwhile.
	 * @param taskExecutor the executor
	 */
	public void setTaskExecutor(Executor taskExecutor) {
		this.taskExecutor = Objects.requireNonNull(taskExecutor, "taskExecutor");
	}

	/**
	 * Sets who gets what listeners throw, and what the task executor throws when it takes
	 * no more of them. Default: it is logged.
	 * @param errorHandler the handler
	 */
	public void setErrorHandler(ErrorHandler errorHandler) {
		this.errorHandler = Objects.requireNonNull(errorHandler, "errorHandler");
	}

	/**
	 * Brings messages to their listeners.
	 */
	private final class Dispatcher implements PubSubListener {

		@Override
		public void onMessage(PubSubMessage message) {
			List<MessageListener> listeners = ShardedMessageListenerContainer.this.snapshot
				.getOrDefault(message.topic(), List.of());
			DefaultMessage delivered = new DefaultMessage(message.channel(), message.body());
			for (MessageListener listener : listeners) {
				try {
					ShardedMessageListenerContainer.this.taskExecutor.execute(() -> deliver(listener, delivered));
				}
				catch (RejectedExecutionException ex) {
					ShardedMessageListenerContainer.this.errorHandler.handleError(ex);
				}
			}
		}

		private void deliver(MessageListener listener, DefaultMessage message) {
			try {
				listener.onMessage(message, null);
			}
			catch (RuntimeException | Error ex) {
				ShardedMessageListenerContainer.this.errorHandler.handleError(ex);
			}
		}

	}

}
