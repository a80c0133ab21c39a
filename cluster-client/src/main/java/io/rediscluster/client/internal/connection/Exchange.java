package io.rediscluster.client.internal.connection;

import io.rediscluster.client.internal.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent, or is going to be, and whose result the same thread comes back
 * for: so one thread can have several nodes work at the same time. Exactly one of
 * {@link #await} and {@link #abandon} ends it. Confined to one thread.
 */
public final class Exchange {

	private final Request request;

	private final long deadline;

	private final @Nullable DirectCalls direct;

	private final @Nullable ExclusiveConnection own;

	private final @Nullable MultiplexedConnection shared;

	private final @Nullable BlockingCall call;

	Exchange(Request request, long deadline, DirectCalls direct, ExclusiveConnection own) {
		this.request = request;
		this.deadline = deadline;
		this.direct = direct;
		this.own = own;
		this.shared = null;
		this.call = null;
	}

	Exchange(Request request, long deadline, MultiplexedConnection shared, BlockingCall call) {
		this.request = request;
		this.deadline = deadline;
		this.direct = null;
		this.own = null;
		this.shared = shared;
		this.call = call;
	}

	/**
	 * Waits for the result.
	 * @param alone whether no other call is under way in the client
	 * @return the result
	 * @throws LinkFailure if there is none; after an interrupt the status is set
	 */
	public @Nullable Object await(boolean alone) throws LinkFailure {
		if (this.direct != null && this.own != null) {
			return this.direct.receive(this.own, this.request, this.deadline, alone);
		}
		if (this.shared == null || this.call == null) {
			throw new IllegalStateException("nothing to wait for");
		}
		return this.call.await(this.shared, ClientThreads.onPlatformThread());
	}

	/**
	 * Gives the result up; it is read and dropped when it comes.
	 */
	public void abandon() {
		if (this.direct != null && this.own != null) {
			this.direct.abandon(this.own);
		}
		else if (this.shared != null && this.call != null && this.call.abandon()) {
			this.shared.forget(this.call);
		}
	}

}
