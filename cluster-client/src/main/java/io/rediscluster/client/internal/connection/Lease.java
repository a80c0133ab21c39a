package io.rediscluster.client.internal.connection;

import io.rediscluster.client.internal.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * A dedicated connection that one caller holds over several requests, as WATCH needs it.
 * Must be closed, so that the connection goes back or ends. For one thread.
 */
public final class Lease {

	private final DedicatedCalls calls;

	private final DedicatedConnections pool;

	private final ExclusiveConnection connection;

	private boolean broken;

	private boolean closed;

	Lease(DedicatedCalls calls, DedicatedConnections pool, ExclusiveConnection connection) {
		this.calls = calls;
		this.pool = pool;
		this.connection = connection;
	}

	/**
	 * Sends a request and waits for its result. A virtual thread leaves the socket to a
	 * worker.
	 * @param request the request
	 * @param deadline the limit
	 * @return the result
	 * @throws LinkFailure if there is none; the connection ends then. After an interrupt
	 * the status is set
	 */
	public @Nullable Object call(Request request, long deadline) throws LinkFailure {
		return this.calls.here(() -> exchange(request, deadline, false));
	}

	/** Sends a request that may wait at the server, on the current thread. */
	@Nullable Object await(Request request, long deadline) throws LinkFailure {
		return exchange(request, deadline, true);
	}

	private @Nullable Object exchange(Request request, long deadline, boolean patient) throws LinkFailure {
		this.connection.patient(patient);
		try {
			return this.connection.exchange(request, deadline);
		}
		catch (LinkFailure ex) {
			this.broken = true;
			this.calls.lost(ex, request, this.connection);
			throw ex;
		}
	}

	/**
	 * Tells whether the link still trusts the connection.
	 * @return {@code false} if it is closed or from before a fence
	 */
	public boolean isCurrent() {
		return !this.broken && this.connection.isUsable() && this.calls.isCurrent(this.connection);
	}

	/**
	 * Gives the connection back, or ends it. Idempotent.
	 * @param clean whether its state at the server is as it was
	 */
	public void close(boolean clean) {
		if (!this.closed) {
			this.closed = true;
			this.pool.giveBack(this.connection, clean && !this.broken);
		}
	}

}
