package io.rediscluster.spring.data;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the client of a connection factory: connects it, closes it and connects it again.
 * Thread safe: all changes are made under one lock; a connected client is read without
 * it.
 */
final class ClientLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(ClientLifecycle.class);

	private final Supplier<ClusterClient> connector;

	/** Fair, so that those who wait share the failed attempt that they waited for. */
	private final ReentrantLock lock = new ReentrantLock(true);

	private volatile State state = State.CREATED;

	private volatile @Nullable ClusterClient client;

	private @Nullable RuntimeException lastFailure;

	private long lastFailureNanos;

	ClientLifecycle(Supplier<ClusterClient> connector) {
		this.connector = connector;
	}

	/**
	 * Returns the client, and connects it if it is not connected: after a start that was
	 * not to fail, before a start but after the initialization, and after a stop. Several
	 * threads that find it missing share one attempt, whichever way it ends.
	 * @throws IllegalStateException if the factory may not be used yet or any more
	 */
	ClusterClient client() {
		ClusterClient client = this.client;
		return (client != null) ? client : connectOnDemand();
	}

	/**
	 * Returns the client if it is connected; does no I/O.
	 */
	@Nullable ClusterClient clientIfConnected() {
		return this.client;
	}

	boolean isRunning() {
		return this.state == State.STARTED;
	}

	/**
	 * Lets the client be used; it connects at the first use.
	 */
	void initialize() {
		this.lock.lock();
		try {
			if (this.state == State.CREATED) {
				this.state = State.INITIALIZED;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Connects the client unless that has been done.
	 * @param failFast whether a cluster that cannot be reached is an error; otherwise it
	 * is logged, and the next use tries again
	 */
	void start(boolean failFast) {
		this.lock.lock();
		try {
			if (this.state == State.DESTROYED) {
				throw destroyed();
			}
			if (this.client == null) {
				try {
					connect();
				}
				catch (ClusterClientException ex) {
					if (failFast) {
						throw ex;
					}
					logger.warn("The cluster cannot be reached; the first use of a connection tries again", ex);
				}
			}
			this.state = State.STARTED;
		}
		finally {
			this.lock.unlock();
		}
	}

	void stop() {
		this.lock.lock();
		try {
			if (this.state == State.INITIALIZED || this.state == State.STARTED) {
				this.state = State.STOPPED;
			}
			disconnect();
		}
		finally {
			this.lock.unlock();
		}
	}

	void destroy() {
		this.lock.lock();
		try {
			this.state = State.DESTROYED;
			disconnect();
		}
		finally {
			this.lock.unlock();
		}
	}

	private ClusterClient connectOnDemand() {
		long asked = System.nanoTime();
		try {
			this.lock.lockInterruptibly();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ClusterClientException("Interrupted while another thread was connecting to the cluster", ex);
		}
		try {
			ClusterClient client = this.client;
			if (client != null) {
				return client;
			}
			requireUsable();
			RuntimeException failure = this.lastFailure;
			if (failure != null && this.lastFailureNanos - asked >= 0) {
				throw failure;
			}
			if (this.state == State.STOPPED) {
				logger.info("Connecting to the cluster again: a connection is used after the factory was stopped");
			}
			return connect();
		}
		finally {
			this.lock.unlock();
		}
	}

	private ClusterClient connect() {
		try {
			ClusterClient client = this.connector.get();
			this.client = client;
			this.lastFailure = null;
			return client;
		}
		catch (RuntimeException ex) {
			this.lastFailure = ex;
			this.lastFailureNanos = System.nanoTime();
			throw ex;
		}
	}

	private void disconnect() {
		ClusterClient client = this.client;
		this.client = null;
		this.lastFailure = null;
		if (client != null) {
			try {
				client.close();
			}
			catch (RuntimeException ex) {
				logger.warn("The client did not close in order", ex);
			}
		}
	}

	private void requireUsable() {
		if (this.state == State.CREATED) {
			throw new IllegalStateException(
					"The ClusterConnectionFactory is not initialized: call afterPropertiesSet() or start() first");
		}
		if (this.state == State.DESTROYED) {
			throw destroyed();
		}
	}

	private static IllegalStateException destroyed() {
		return new IllegalStateException("The ClusterConnectionFactory was destroyed and cannot be used any more");
	}

	private enum State {

		/** Made and not ready for use. */
		CREATED,

		/** Ready for use; connects at the first use or when it is started. */
		INITIALIZED,

		/** Started. */
		STARTED,

		/** Stopped; a use connects again, so that beans can clean up as they go. */
		STOPPED,

		/** At its end. */
		DESTROYED

	}

}
