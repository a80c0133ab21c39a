package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

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
import org.springframework.util.Assert;
import org.springframework.util.ErrorHandler;

/**
 * Listens to sharded channels ({@code SSUBSCRIBE}, from Redis 7 on), which Spring's own
 * container cannot. A sharded channel lives on the shard that owns its slot; the
 * container follows it when the slot moves or the shard fails over. Publish with
 * {@code connection.execute("SPUBLISH", channel, message)}.
 * <p>
 * Listeners are called on the thread that reads from the node, in the order of the node's
 * messages, unless a task executor is set. Listeners can be added and removed at any
 * time. Thread safe; {@link #lock} guards changes, and is not held while a listener runs.
 */
public final class ShardedMessageListenerContainer implements SmartLifecycle, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(ShardedMessageListenerContainer.class);

	private final ClusterConnectionFactory connectionFactory;

	private final ReentrantLock lock = new ReentrantLock();

	/** The lists are read without the lock. */
	private final Map<Topic, List<MessageListener>> listeners = new LinkedHashMap<>();

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
		Assert.notNull(listener, "MessageListener must not be null");
		Assert.notEmpty(channels, "Channels must not be empty");
		this.lock.lock();
		try {
			List<Topic> added = new ArrayList<>();
			for (String channel : channels) {
				Topic topic = topic(channel);
				this.listeners.computeIfAbsent(topic, (key) -> {
					added.add(key);
					return new CopyOnWriteArrayList<>();
				}).add(listener);
			}
			this.snapshot = Map.copyOf(this.listeners);
			Subscription subscription = this.subscription;
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
			Subscription subscription = this.subscription;
			if (subscription != null) {
				subscription.remove(given.toArray(Topic[]::new));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private static Topic topic(String channel) {
		Assert.notNull(channel, "Channel must not be null");
		return Topic.shardChannel(channel.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Subscribes all channels and waits until that is done.
	 * @throws DataAccessException if a node refuses a channel or cannot be reached
	 */
	@Override
	public void start() {
		this.lock.lock();
		try {
			if (isRunning()) {
				return;
			}
			this.subscription = this.connectionFactory.getClient()
				.subscribe(new Dispatcher())
				.add(this.listeners.keySet().toArray(Topic[]::new))
				.start();
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Gives up all channels; the listeners stay for the next start. */
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
	 * Tells whether the container listens: not after a stop, nor after the client was
	 * closed.
	 */
	@Override
	public boolean isRunning() {
		Subscription subscription = this.subscription;
		return subscription != null && !subscription.isClosed();
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
	 * Sets who gets what listeners throw. Default: it is logged.
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
				ShardedMessageListenerContainer.this.taskExecutor.execute(() -> deliver(listener, delivered));
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
