package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;

import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.internal.resp.PushValue;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.client.internal.resp.RespReader;
import org.jspecify.annotations.Nullable;

/**
 * A connection that one platform thread at a time uses: it writes and reads itself,
 * without a hand-over. Reads block in slices that look at the deadline and the interrupt
 * status in between. A call that ends early leaves the connection owing a reply:
 * {@link #settle} reads it before the connection is used again. Confined to its borrower,
 * but for {@link #abort} and the volatile fields.
 */
final class ExclusiveConnection implements Watchdog.Watched, Probe.Suspect {

	/** An interrupt or a deadline is noticed at the latest after this. */
	private static final int SLICE_MILLIS = 100;

	/** How far beyond its deadline a call may be before its connection is cut. */
	private static final long GRACE = 1_000_000_000L;

	/** A server that closed a connection which nobody used for so long goes unnoticed. */
	private static final long TRUSTED = 1_000_000_000L;

	/** Giving way costs little: it pays if it helps one call in nine. */
	static final int CHEAP = 8;

	private final Wire wire;

	private final int generation;

	private final long openedAt = System.nanoTime();

	private final RequestBuffer buffer = new RequestBuffer(512);

	private int owed;

	private boolean owesWrite;

	private final Patience spinning = new Patience(1);

	private final Patience yielding = new Patience(CHEAP);

	/** The deadline of the call under way; 0 while idle. */
	private volatile long busyUntil;

	/** When a byte came last while a thread listened for the reply; 0 while none does. */
	private volatile long heardAt;

	/** A server that takes a long request owes no reply yet. */
	private final Runnable taken = () -> this.heardAt = System.nanoTime();

	/** When a byte came last; guarded by whoever holds the connection. */
	private long usedAt = System.nanoTime();

	/** Whether the server keeps the call under way waiting on purpose. */
	private volatile boolean patient;

	private final Silence silence;

	ExclusiveConnection(Wire wire, int generation, Silence silence) throws IOException {
		this.wire = wire;
		this.generation = generation;
		this.silence = silence;
		wire.readTimeout(SLICE_MILLIS);
	}

	int generation() {
		return this.generation;
	}

	long openedAt() {
		return this.openedAt;
	}

	/**
	 * Says whether the next calls wait at the server on purpose, so that silence means
	 * nothing.
	 */
	void patient(boolean patient) {
		this.patient = patient;
	}

	/**
	 * Sends a request and waits for its replies.
	 * @param request the request
	 * @param deadline the limit
	 * @return the result
	 * @throws LinkFailure if there is none; after an interrupt the status is set
	 */
	@Nullable Object exchange(Request request, long deadline) throws LinkFailure {
		send(request, deadline);
		return receive(request, deadline, 0, 0);
	}

	/**
	 * Sends a request; {@link #receive} has to follow.
	 * @param request the request
	 * @param deadline the limit for both
	 * @throws LinkFailure if it could not be sent whole
	 */
	void send(Request request, long deadline) throws LinkFailure {
		this.buffer.clear();
		request.encode(this.buffer);
		this.heardAt = System.nanoTime();
		this.busyUntil = deadline;
		this.owed = request.replies();
		this.owesWrite = request.isWrite();
		try {
			this.wire.write(this.buffer, this.taken);
		}
		catch (IOException ex) {
			this.busyUntil = 0;
			throw broken(ex);
		}
	}

	/**
	 * Says that the thread that sent a request listens to another node first: until
	 * {@link #receive} replies may lie unread, and silence means nothing.
	 */
	void leave() {
		this.heardAt = 0;
	}

	/**
	 * Waits for the replies to a request that was sent.
	 * @param request the request
	 * @param deadline the limit
	 * @param spinNanos how long to look for the reply before blocking, 0 for not at all
	 * @param yields how often to give way before blocking, if there is no spinning
	 * @return the result
	 * @throws LinkFailure if there is none; after an interrupt the status is set
	 */
	@Nullable Object receive(Request request, long deadline, long spinNanos, int yields) throws LinkFailure {
		if (this.heardAt == 0) {
			this.heardAt = System.nanoTime();
		}
		try {
			if (spinNanos > 0) {
				spin(spinNanos);
			}
			else if (yields > 0) {
				giveWay(yields);
			}
			Object result = replies(request, deadline);
			return this.wire.isResp3() ? result : request.normalise(result);
		}
		catch (IOException ex) {
			throw broken(ex);
		}
		finally {
			this.usedAt = this.heardAt;
			this.heardAt = 0;
			this.busyUntil = 0;
		}
	}

	private LinkFailure broken(IOException ex) {
		Throwable cause = (this.wire.abortCause() != null) ? this.wire.abortCause() : ex;
		this.wire.abort(cause);
		return new LinkFailure(Kind.BROKEN, true, (cause.getMessage() != null) ? cause.getMessage() : cause.toString(),
				cause);
	}

	private @Nullable Object replies(Request request, long deadline) throws IOException, LinkFailure {
		int expected = this.owed;
		if (expected == 1) {
			return reply(deadline);
		}
		boolean resp3 = this.wire.isResp3();
		@Nullable Object[] replies = request.replyBuffer();
		for (int i = 0; i < expected; i++) {
			Object value = reply(deadline);
			replies[i] = resp3 ? value : request.normalise(i, value);
		}
		return request.result(replies);
	}

	private @Nullable Object reply(long deadline) throws IOException, LinkFailure {
		RespReader reader = this.wire.reader();
		while (true) {
			Object value = reader.next();
			if (value == RespReader.INCOMPLETE) {
				fill(reader, deadline);
			}
			else if (!(value instanceof PushValue)) {
				this.owed--;
				return value;
			}
		}
	}

	private void fill(RespReader reader, long deadline) throws IOException, LinkFailure {
		while (true) {
			long remaining = Deadline.remaining(deadline);
			boolean shortSlice = remaining < SLICE_MILLIS * 1_000_000L;
			if (shortSlice) {
				this.wire.readTimeout(Deadline.millis(deadline, SLICE_MILLIS));
			}
			try {
				reader.fill();
				this.heardAt = System.nanoTime();
				return;
			}
			catch (SocketTimeoutException ex) {
				if (Thread.currentThread().isInterrupted()) {
					throw new LinkFailure(Kind.INTERRUPTED, true, "the thread was interrupted", null);
				}
				if (Deadline.hasPassed(deadline)) {
					throw new LinkFailure(Kind.TIMEOUT, true, "the node did not answer in time", null);
				}
			}
			finally {
				if (shortSlice) {
					this.wire.readTimeout(SLICE_MILLIS);
				}
			}
		}
	}

	/**
	 * Looks for the reply for a short time before blocking: a core that does not go to
	 * sleep answers in half the time.
	 */
	private void spin(long nanos) throws IOException {
		if (!this.spinning.isWorthWhile()) {
			return;
		}
		long end = System.nanoTime() + nanos;
		boolean there = this.wire.hasArrived();
		while (!there && System.nanoTime() - end < 0) {
			Thread.onSpinWait();
			there = this.wire.hasArrived();
		}
		this.spinning.tried(there);
	}

	/**
	 * Gives way to threads and servers that are ready to run: when processors are busy
	 * the reply is often there afterwards, and neither this thread has to be put to sleep
	 * nor the server to wake it. Brought 15 to 25 % with 2 to 8 threads.
	 */
	private void giveWay(int times) throws IOException {
		if (!this.yielding.isWorthWhile()) {
			return;
		}
		boolean there = this.wire.hasArrived();
		for (int i = 0; !there && i < times; i++) {
			Thread.yield();
			there = this.wire.hasArrived();
		}
		this.yielding.tried(there);
	}

	/**
	 * Reads the replies that a call left behind and drops them. Has no deadline: a node
	 * that has lost them is found out by its silence.
	 * @throws IOException if the connection ends first
	 */
	void settle() throws IOException {
		this.busyUntil = 0;
		this.heardAt = System.nanoTime();
		try {
			while (this.owed > 0) {
				Object value = this.wire.reader().next();
				if (value == RespReader.INCOMPLETE) {
					fillUnlessInterrupted();
				}
				else if (!(value instanceof PushValue)) {
					this.owed--;
				}
			}
			this.owesWrite = false;
		}
		finally {
			this.usedAt = this.heardAt;
			this.heardAt = 0;
		}
	}

	private void fillUnlessInterrupted() throws IOException {
		try {
			this.wire.reader().fill();
			this.heardAt = System.nanoTime();
		}
		catch (SocketTimeoutException ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw ex;
			}
		}
	}

	/**
	 * Tells whether nothing is outstanding and the socket is open.
	 */
	boolean isUsable() {
		return this.owed == 0 && !this.wire.isClosed() && !this.wire.reader().isInsideReply();
	}

	/**
	 * Tells whether a call can be expected to reach the server. A connection that the
	 * server closed while nobody used it would make the next write's outcome unknown: so
	 * after a rest, or when another connection to the node has broken since, it is looked
	 * at, which takes a millisecond.
	 * @param brokenAt when a connection to the node broke last
	 */
	boolean isTrustworthy(long brokenAt) {
		return (System.nanoTime() - this.usedAt < TRUSTED && this.usedAt - brokenAt > 0) || isAlive();
	}

	private boolean isAlive() {
		try {
			this.wire.readTimeout(1);
			this.wire.reader().fill();
			// nobody asked for anything: what comes would be taken for the next reply
			return false;
		}
		catch (SocketTimeoutException ex) {
			return restoreTimeout();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private boolean restoreTimeout() {
		try {
			this.wire.readTimeout(SLICE_MILLIS);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

	boolean isOpen() {
		return !this.wire.isClosed();
	}

	/**
	 * Tells whether the reply to a write is outstanding.
	 */
	boolean owesWrite() {
		return this.owed > 0 && this.owesWrite;
	}

	@Override
	public void abort(@Nullable Throwable cause) {
		this.wire.abort(cause);
	}

	@Override
	public long silentFor(long now) {
		long heardAt = this.heardAt;
		return (heardAt != 0 && !this.patient) ? Math.max(0, now - heardAt) : 0;
	}

	@Override
	public boolean check(long now) {
		long until = this.busyUntil;
		if (until != 0 && now - until > GRACE) {
			this.wire.abort(new IOException("the server does not read what it is sent"));
		}
		boolean owes = until != 0 || this.heardAt != 0;
		if (owes) {
			this.silence.heard(silentFor(now));
		}
		return owes;
	}

	@Override
	public long clientId() {
		return this.wire.clientId();
	}

	/**
	 * Is told how long a call has been without a byte from the server.
	 */
	interface Silence {

		void heard(long nanos);

	}

}
