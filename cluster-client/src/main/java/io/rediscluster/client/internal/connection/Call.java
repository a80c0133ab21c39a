package io.rediscluster.client.internal.connection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way over a multiplexed connection. It ends exactly once: with the
 * reply or with a failure; whoever moves {@link #state} from pending decides which.
 * Fields that say so are guarded by the connection's lock.
 */
public abstract class Call {

	private static final VarHandle STATE;

	private static final VarHandle REPLIES = MethodHandles.arrayElementVarHandle(Object[].class);

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(Call.class, "state", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Stands in an object that waits for its next use; is never sent. */
	private static final Request NOTHING = new Request() {

		@Override
		public void encode(RequestBuffer buffer) {
			throw new IllegalStateException("the call has ended");
		}

		@Override
		public int replies() {
			return 1;
		}

		@Override
		public boolean isWrite() {
			return false;
		}

	};

	/** Written by the caller before the call is put in line. */
	Request request;

	/** Written by the caller before the call is put in line. */
	long deadline;

	/** The position among the calls of the connection; guarded by its lock until sent. */
	long number;

	/** Ended before it was sent, so it must not be; guarded by the connection's lock. */
	boolean dropped;

	/** Replies of a request that gets several; owned by the reader. */
	private @Nullable Object @Nullable [] replies;

	private int received;

	/**
	 * Even while the call is pending, odd once it has ended. Grows by one at each step,
	 * so that a look at an earlier use of the object can never end a later one.
	 */
	private volatile int state;

	/**
	 * Makes a call.
	 * @param request what to send
	 * @param deadline when the call ends at the latest
	 */
	protected Call(Request request, long deadline) {
		this.request = request;
		this.deadline = deadline;
	}

	/**
	 * Tells whether the call has not ended.
	 * @return whether it is pending
	 */
	public final boolean isPending() {
		return isPending(this.state);
	}

	private static boolean isPending(int state) {
		return (state & 1) == 0;
	}

	/**
	 * Returns the mark of this use of the object, for {@link #fail(LinkFailure, int)}.
	 */
	final int mark() {
		return this.state;
	}

	/**
	 * Makes the object ready for another call. Only for an object whose last call ended
	 * with a reply: no connection holds it any more.
	 */
	final void renew(Request request, long deadline) {
		this.request = request;
		this.deadline = deadline;
		this.dropped = false;
		this.replies = null;
		this.received = 0;
		STATE.setVolatile(this, this.state + 1);
	}

	/**
	 * Lets go of what was sent and received, so that a thread does not keep it until its
	 * next call. Only for an object whose call ended with a reply.
	 */
	final void release() {
		this.request = NOTHING;
		this.replies = null;
	}

	/**
	 * Takes a reply. Called by the reader only.
	 * @param value the reply
	 * @param resp3 whether it has the shape of RESP3
	 * @return whether it was the last one
	 */
	final boolean receive(@Nullable Object value, boolean resp3) {
		Request request = this.request;
		int expected = request.replies();
		if (expected == 1) {
			return true;
		}
		@Nullable Object[] replies = this.replies;
		if (replies == null) {
			replies = request.replyBuffer();
			this.replies = replies;
		}
		int index = this.received++;
		// released: a caller whose time is up takes what has come so far
		REPLIES.setRelease(replies, index, resp3 ? value : request.normalise(index, value));
		return index == expected - 1;
	}

	/**
	 * Returns the result once the last reply is there.
	 * @param last the last reply
	 * @return the result
	 */
	final @Nullable Object result(@Nullable Object last) {
		@Nullable Object[] replies = this.replies;
		return (replies != null) ? this.request.result(replies) : last;
	}

	/**
	 * Ends the call with its result, unless it has ended.
	 * @param result the reply
	 */
	final void complete(@Nullable Object result) {
		if (end(this.state)) {
			onReply(result);
		}
	}

	private boolean end(int mark) {
		return isPending(mark) && STATE.compareAndSet(this, mark, mark + 1);
	}

	/**
	 * Ends the call with a failure, unless it has ended.
	 * @param failure the failure
	 * @return whether this ended it
	 */
	final boolean fail(LinkFailure failure) {
		return fail(failure, this.state);
	}

	/**
	 * Ends the call with a failure, unless it has ended or the object serves another call
	 * by now.
	 * @param failure the failure
	 * @param mark what {@link #mark()} returned for the call
	 * @return whether this ended it
	 */
	final boolean fail(LinkFailure failure, int mark) {
		if (end(mark)) {
			onFailure(failure);
			return true;
		}
		return false;
	}

	/**
	 * Ends the call without telling anybody, unless it has ended.
	 * @return whether this ended it
	 */
	final boolean abandon() {
		return end(this.state);
	}

	/**
	 * Receives the reply. Runs on the reader's thread and must not block it.
	 * @param result the reply
	 */
	protected abstract void onReply(@Nullable Object result);

	/**
	 * Receives the failure. Runs on a thread of the client and must not block it.
	 * @param failure the failure
	 */
	protected abstract void onFailure(LinkFailure failure);

}
