package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * Calls that need a connection of their own, as those do that wait at the server. A
 * virtual thread leaves the socket to a worker. Thread safe; {@link #lock} guards the
 * pool, which is made when it is first needed.
 */
final class DedicatedCalls {

	/** How often the pool is looked after. */
	private static final long MAINTENANCE_PERIOD = TimeUnit.MINUTES.toNanos(1);

	private final Link link;

	private final ConnectionSettings settings;

	private final ExclusiveConnections connections;

	private final ReentrantLock lock = new ReentrantLock();

	private @Nullable DedicatedConnections pool;

	DedicatedCalls(Link link, ConnectionSettings settings, ExclusiveConnections connections) {
		this.link = link;
		this.settings = settings;
		this.connections = connections;
	}

	/**
	 * Sends a request over a connection of its own and waits for its result.
	 * @throws LinkFailure if there is none; after an interrupt the status is set
	 */
	@Nullable Object call(Request request, long deadline) throws LinkFailure {
		return here(() -> {
			Lease lease = borrow(deadline);
			boolean clean = false;
			try {
				Object result = lease.await(request, deadline);
				// a server that ends a wait because its role changed closes the
				// connection
				clean = !(result instanceof ErrorValue error && error.is("UNBLOCKED"));
				return result;
			}
			finally {
				lease.close(clean);
			}
		});
	}

	/**
	 * Takes a connection out of the pool for several requests.
	 * @throws LinkFailure if none becomes free or can be opened; after an interrupt the
	 * status is set
	 */
	Lease lease(long deadline) throws LinkFailure {
		Lease lease = here(() -> borrow(deadline));
		if (lease == null) {
			throw new IllegalStateException("no lease");
		}
		return lease;
	}

	private Lease borrow(long deadline) throws LinkFailure {
		DedicatedConnections pool = pool();
		return new Lease(this, pool, pool.borrow(deadline));
	}

	/**
	 * Does work that touches sockets on this thread if it is a platform thread, else on a
	 * worker.
	 */
	<T> @Nullable T here(SocketWork<T> work) throws LinkFailure {
		return ClientThreads.onPlatformThread() ? work.run() : onWorker(work);
	}

	private <T> @Nullable T onWorker(SocketWork<T> work) throws LinkFailure {
		WorkerTask<T> task = new WorkerTask<>(work);
		if (!this.settings.threads().run(task)) {
			throw new LinkFailure(Kind.REJECTED, false, "too many calls wait at servers at the same time", null);
		}
		try {
			return task.get();
		}
		catch (InterruptedException ex) {
			if (!task.cancel(true)) {
				task.dropResult();
			}
			Thread.currentThread().interrupt();
			throw new LinkFailure(Kind.INTERRUPTED, true, "the thread was interrupted", null);
		}
		catch (ExecutionException ex) {
			Throwable cause = ex.getCause();
			if (cause instanceof LinkFailure failure) {
				throw failure;
			}
			throw new IllegalStateException(cause);
		}
	}

	void lost(LinkFailure failure, Request request, ExclusiveConnection connection) {
		this.link.lost(failure.sent() && request.isWrite(), failure.getCause(), connection.generation());
	}

	boolean isCurrent(ExclusiveConnection connection) {
		return connection.generation() == this.link.generation() && !this.link.isClosed();
	}

	private DedicatedConnections pool() throws LinkFailure {
		this.lock.lock();
		try {
			if (this.link.isClosed()) {
				this.link.checkReachable();
			}
			DedicatedConnections pool = this.pool;
			if (pool == null) {
				pool = new DedicatedConnections(this.settings.options().pool(), new Factory(), (successful,
						nanos) -> this.settings.telemetry().poolWaited(this.link.node(), successful, nanos));
				this.pool = pool;
				maintain(pool);
			}
			return pool;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void maintain(DedicatedConnections pool) {
		if (!this.link.isClosed()) {
			this.settings.watchdog().schedule(() -> maintain(pool), MAINTENANCE_PERIOD);
			this.settings.threads().run(pool::maintain);
		}
	}

	private @Nullable DedicatedConnections poolIfAny() {
		this.lock.lock();
		try {
			return this.pool;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Closes the connections that are not in use, as after a fence. */
	void closeIdle() {
		DedicatedConnections pool = poolIfAny();
		if (pool != null) {
			pool.clear();
		}
	}

	void close() {
		DedicatedConnections pool = poolIfAny();
		if (pool != null) {
			pool.close();
		}
	}

	int inUse() {
		DedicatedConnections pool = poolIfAny();
		return (pool != null) ? pool.inUse() : 0;
	}

	int count() {
		DedicatedConnections pool = poolIfAny();
		return (pool != null) ? pool.open() : 0;
	}

	/**
	 * Work that touches sockets.
	 *
	 * @param <T> its result
	 */
	interface SocketWork<T> {

		@Nullable T run() throws LinkFailure;

	}

	/**
	 * Work on a worker, which its caller may give up. An interrupt that comes too late
	 * does not reach what the worker does next.
	 *
	 * @param <T> its result
	 */
	private static final class WorkerTask<T> extends FutureTask<@Nullable T> {

		private @Nullable T result;

		WorkerTask(SocketWork<T> work) {
			super(work::run);
		}

		@Override
		protected void set(@Nullable T result) {
			// published by the change of state that follows
			this.result = result;
			super.set(result);
			if (isCancelled()) {
				dropResult();
			}
		}

		/** Nobody is going to use it, and it must not stay out of the pool. */
		void dropResult() {
			if (this.result instanceof Lease lease) {
				lease.close(false);
			}
		}

	}

	/**
	 * Opens and judges connections for the pool.
	 */
	private final class Factory implements DedicatedConnections.Factory {

		@Override
		public ExclusiveConnection open() throws IOException {
			try {
				return DedicatedCalls.this.connections.open(ConnectionKind.DEDICATED,
						Deadline.after(DedicatedCalls.this.settings.options().connectTimeout()));
			}
			catch (LinkFailure ex) {
				throw new IOException(ex.getMessage(), ex);
			}
		}

		@Override
		public boolean isCurrent(ExclusiveConnection connection) {
			return !DedicatedCalls.this.link.isClosed() && DedicatedCalls.this.link.isCurrent(connection)
					&& connection.isTrustworthy(DedicatedCalls.this.link.brokenAt());
		}

		@Override
		public void closed(ExclusiveConnection connection) {
			DedicatedCalls.this.connections.forget(connection, ConnectionKind.DEDICATED, null);
		}

	}

}
