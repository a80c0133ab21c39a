package io.rediscluster.client.internal.connection;

import java.util.concurrent.locks.LockSupport;

import io.rediscluster.client.internal.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * A call whose caller waits. The wait is an untimed park: the watchdog ends the call at
 * its deadline, which is much cheaper for virtual threads than a timed park.
 */
final class BlockingCall extends Call {

	/**
	 * The object that a platform thread uses again for its next call. A virtual thread
	 * makes a new one each time: many live for a single call.
	 */
	private static final ThreadLocal<@Nullable BlockingCall> REUSABLE = new ThreadLocal<>();

	private final Thread caller = Thread.currentThread();

	/** Owned by the caller. */
	private final Patience yielding = new Patience(ExclusiveConnection.CHEAP);

	/**
	 * Whether a connection may still hold the object; a call that ended early stays in
	 * line, and its object is not used again. Owned by the caller.
	 */
	private boolean inLine;

	private volatile boolean ended;

	private @Nullable Object reply;

	private @Nullable LinkFailure failure;

	private BlockingCall(Request request, long deadline) {
		super(request, deadline);
	}

	/**
	 * Returns a call of the current thread.
	 * @param platform whether it is a platform thread
	 */
	static BlockingCall of(Request request, long deadline, boolean platform) {
		if (!platform) {
			return new BlockingCall(request, deadline);
		}
		BlockingCall call = REUSABLE.get();
		if (call == null || call.inLine) {
			call = new BlockingCall(request, deadline);
			REUSABLE.set(call);
		}
		else {
			call.ended = false;
			call.renew(request, deadline);
		}
		call.inLine = true;
		return call;
	}

	@Override
	protected void onReply(@Nullable Object result) {
		this.reply = result;
		this.ended = true;
		LockSupport.unpark(this.caller);
	}

	@Override
	protected void onFailure(LinkFailure failure) {
		this.failure = failure;
		this.ended = true;
		LockSupport.unpark(this.caller);
	}

	/**
	 * Waits for the end.
	 * @param connection where the call was put
	 * @param yields how often to give way before parking: the reply of a busy connection
	 * is often there by then, and yielding costs less than a wake-up; 0 for a virtual
	 * thread
	 * @return the reply
	 * @throws LinkFailure if it ended otherwise; after an interrupt the status is set
	 */
	@Nullable Object await(MultiplexedConnection connection, int yields) throws LinkFailure {
		if (yields > 0 && this.yielding.isWorthWhile()) {
			for (int i = 0; i < yields && !this.ended; i++) {
				Thread.yield();
			}
			this.yielding.tried(this.ended);
		}
		while (!this.ended) {
			LockSupport.park(this);
			if (!this.ended && Thread.interrupted()) {
				boolean abandoned = abandon();
				if (abandoned) {
					boolean sent = connection.forget(this);
					Thread.currentThread().interrupt();
					throw new LinkFailure(LinkFailure.Kind.INTERRUPTED, sent, "the thread was interrupted", null);
				}
				// the end is on its way: take it and keep the interrupt
				while (!this.ended) {
					Thread.onSpinWait();
				}
				Thread.currentThread().interrupt();
			}
		}
		if (this.failure != null) {
			throw this.failure;
		}
		Object reply = this.reply;
		this.reply = null;
		release();
		this.inLine = false;
		return reply;
	}

}
