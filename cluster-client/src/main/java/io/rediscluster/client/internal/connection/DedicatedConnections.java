package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClientOptions.Pool;
import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

/**
 * The dedicated connections of a link. A fair semaphore stands before the pool, so that
 * nobody ever waits inside the pool, where virtual threads can stall. Thread safe.
 */
final class DedicatedConnections implements AutoCloseable {

	/**
	 * A connection that nobody needed for so long is closed, down to the least number.
	 */
	private static final Duration IDLE = Duration.ofMinutes(5);

	private final Pool settings;

	private final Semaphore permits;

	private final Waits waits;

	private final GenericObjectPool<ExclusiveConnection> pool;

	DedicatedConnections(Pool settings, Factory factory, Waits waits) {
		this.waits = waits;
		this.settings = settings;
		this.permits = new Semaphore(settings.maxActive(), true);
		GenericObjectPoolConfig<ExclusiveConnection> config = new GenericObjectPoolConfig<>();
		config.setMaxTotal(-1);
		config.setMaxIdle(settings.maxIdle());
		config.setMinIdle(settings.minIdle());
		config.setBlockWhenExhausted(false);
		config.setTestOnBorrow(true);
		config.setJmxEnabled(false);
		config.setMinEvictableIdleDuration(Duration.ofMillis(-1));
		config.setSoftMinEvictableIdleDuration(IDLE);
		config.setNumTestsPerEvictionRun(-1);
		this.pool = new GenericObjectPool<>(new PooledFactory(factory), config);
	}

	/**
	 * Borrows a connection.
	 * @param deadline the limit; the pool's longest wait counts as well
	 * @return a connection of the current generation that owes nothing
	 * @throws LinkFailure if none becomes free or can be opened; after an interrupt the
	 * status is set
	 */
	ExclusiveConnection borrow(long deadline) throws LinkFailure {
		long wait = Math.min(Deadline.nanos(this.settings.maxWait()), Deadline.remaining(deadline));
		try {
			if (!this.permits.tryAcquire(0, TimeUnit.NANOSECONDS) && !await(wait)) {
				throw new LinkFailure(Kind.REJECTED, false, "none of the " + this.settings.maxActive()
						+ " dedicated connections of the node became free in time (pool.max-active, pool.max-wait)",
						null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new LinkFailure(Kind.INTERRUPTED, false, "the thread was interrupted", ex);
		}
		boolean borrowed = false;
		try {
			ExclusiveConnection connection = this.pool.borrowObject();
			borrowed = true;
			return connection;
		}
		catch (Exception ex) {
			Throwable cause = (ex.getCause() instanceof IOException io) ? io : ex;
			throw new LinkFailure(Kind.CONNECT, false, String.valueOf(cause.getMessage()), cause);
		}
		finally {
			if (!borrowed) {
				this.permits.release();
			}
		}
	}

	private boolean await(long nanos) throws InterruptedException {
		long begin = System.nanoTime();
		boolean successful = this.permits.tryAcquire(Math.max(0, nanos), TimeUnit.NANOSECONDS);
		this.waits.waited(successful, System.nanoTime() - begin);
		return successful;
	}

	/**
	 * Takes a connection back.
	 * @param connection a borrowed connection
	 * @param clean whether its server-side state is as it was; if not it is closed
	 */
	void giveBack(ExclusiveConnection connection, boolean clean) {
		try {
			if (clean && connection.isUsable()) {
				this.pool.returnObject(connection);
			}
			else {
				this.pool.invalidateObject(connection);
			}
		}
		catch (Exception ex) {
			connection.abort(ex);
		}
		finally {
			this.permits.release();
		}
	}

	/**
	 * Closes what has been idle for long, and opens the connections that are to be idle
	 * at least. Blocks while it opens them.
	 */
	void maintain() {
		try {
			this.pool.evict();
			if (this.pool.getNumActive() + this.settings.minIdle() <= this.settings.maxActive()) {
				this.pool.preparePool();
			}
		}
		catch (Exception ex) {
			// the link has been told why; whoever needs a connection tries again
		}
	}

	/** Closes the idle connections, as after a fence. */
	void clear() {
		this.pool.clear();
	}

	int inUse() {
		return this.pool.getNumActive();
	}

	int open() {
		return this.pool.getNumActive() + this.pool.getNumIdle();
	}

	@Override
	public void close() {
		this.pool.close();
	}

	/**
	 * Is told of waits for a connection.
	 */
	@FunctionalInterface
	interface Waits {

		void waited(boolean successful, long nanos);

	}

	/**
	 * Opens and judges connections.
	 */
	interface Factory {

		ExclusiveConnection open() throws IOException;

		boolean isCurrent(ExclusiveConnection connection);

		void closed(ExclusiveConnection connection);

	}

	private static final class PooledFactory extends BasePooledObjectFactory<ExclusiveConnection> {

		private final Factory factory;

		PooledFactory(Factory factory) {
			this.factory = factory;
		}

		@Override
		public ExclusiveConnection create() throws IOException {
			return this.factory.open();
		}

		@Override
		public PooledObject<ExclusiveConnection> wrap(ExclusiveConnection connection) {
			return new DefaultPooledObject<>(connection);
		}

		@Override
		public boolean validateObject(PooledObject<ExclusiveConnection> pooled) {
			ExclusiveConnection connection = pooled.getObject();
			return connection.isUsable() && this.factory.isCurrent(connection);
		}

		@Override
		public void destroyObject(PooledObject<ExclusiveConnection> pooled) {
			pooled.getObject().abort(null);
			this.factory.closed(pooled.getObject());
		}

	}

}
