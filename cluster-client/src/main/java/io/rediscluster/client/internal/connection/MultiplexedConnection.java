package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.internal.resp.PushValue;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.client.internal.resp.RespProtocolException;
import io.rediscluster.client.internal.resp.RespReader;
import org.jspecify.annotations.Nullable;

/**
 * One connection that all callers share, full duplex. Callers encode into its buffer
 * under a short lock; one thread at a time writes for all; the connection's own reader
 * hands out the replies in order.
 * <p>
 * <b>States.</b> OPENING: the reader thread connects, calls queue up. OPEN: calls are
 * written as they come. DRAINING: no new calls, the ones in flight are answered, then it
 * closes. CLOSED: everything has ended. Only the reader thread closes; others abort the
 * wire and let the reader notice.
 * <p>
 * <b>A call</b> is QUEUED (encoded, in the buffer), SENT (the write that holds its first
 * byte has begun) and ENDED (reply, failure or abandoned). One that ends while queued is
 * taken out of the buffer again; one that ends while sent stays in line, and its late
 * reply is read and dropped.
 * <p>
 * One class, long as it is: every method moves the one state that the lock guards.
 * <p>
 * <b>Locking.</b> {@link #lock} guards everything that is not volatile or said to belong
 * to the reader or the writer. It is never held over I/O or callbacks.
 */
final class MultiplexedConnection implements Watchdog.Watched, Probe.Suspect {

	/** A caller writes at most this much for all; more is left to the writer thread. */
	private static final int CALLER_WRITES = 64 << 10;

	/**
	 * A caller writes for others at most this often before it goes back to its own call.
	 */
	private static final int CALLER_ROUNDS = 8;

	private static final int FIRST_RING = 256;

	private final ReentrantLock lock = new ReentrantLock();

	private final Owner owner;

	private final ConnectionSettings settings;

	private final Thread reader;

	private final int generation;

	private State state = State.OPENING;

	/** What the next write sends. */
	private RequestBuffer filling = new RequestBuffer(4 << 10);

	/** When the first call came that the next write sends; 0 where nobody measures. */
	private long fillingSince;

	/** What the write under way sends; owned by the writing thread. */
	private RequestBuffer writing = new RequestBuffer(4 << 10);

	/** Calls by number; the length is a power of two. Replaced when it grows. */
	private volatile @Nullable Call[] ring = new Call[FIRST_RING];

	/** The number of the last call that was encoded. */
	private long encoded;

	/** How many replies the calls that were encoded get. */
	private long encodedReplies;

	/** How many of them have come; written by the reader before {@link #answered}. */
	private long answeredReplies;

	/** The number of the last call whose write has begun. */
	private volatile long sent;

	/** The number of the last call that was answered; written by the reader only. */
	private volatile long answered;

	/** Why the connection ends, if that was decided before it was open. */
	private @Nullable Throwable abortCause;

	/** The last call that bytes read so far can answer; owned by the reader. */
	private long answerable;

	/** How many queued calls have ended. */
	private int dropped;

	/** Whether some thread writes or is going to. */
	private boolean writerBusy;

	/** No pending call ends before this time. */
	private long earliestDeadline = Long.MAX_VALUE;

	private boolean hasDeadlines;

	private volatile @Nullable Wire wire;

	/**
	 * When the connection began to owe replies, or the last byte came, whichever is
	 * later.
	 */
	private volatile long heardAt;

	/** A server that takes a long batch is not silent. */
	private final Runnable taken = () -> this.heardAt = System.nanoTime();

	/** The deadline of the caller that is writing for all; 0 while none is. */
	private volatile long writerDeadline;

	private @Nullable Thread writer;

	private volatile boolean writeWanted;

	/** As the state CLOSED, for those who must not take the lock. */
	private volatile boolean closed;

	MultiplexedConnection(Owner owner, ConnectionSettings settings, String name, int generation) {
		this.owner = owner;
		this.settings = settings;
		this.generation = generation;
		this.reader = settings.threads().create("reader-" + name, this::run);
	}

	/**
	 * Begins to open. If the machine gives no thread nothing is left behind.
	 */
	void start() {
		this.settings.watchdog().watch(this);
		boolean started = false;
		try {
			this.reader.start();
			started = true;
		}
		finally {
			if (!started) {
				this.settings.watchdog().forget(this);
			}
		}
	}

	int generation() {
		return this.generation;
	}

	/**
	 * Puts calls in line, all next to each other, and sees to it that they are written.
	 * @param calls the calls, in order
	 * @param mayWrite whether the current thread may write: it is a platform thread that
	 * is going to wait for the calls
	 * @return {@code false} if the connection takes no new calls
	 * @throws LinkFailure if too many calls wait
	 */
	boolean submit(List<? extends Call> calls, boolean mayWrite) throws LinkFailure {
		boolean write = false;
		boolean inFlight;
		this.lock.lock();
		try {
			if (this.state != State.OPENING && this.state != State.OPEN) {
				return false;
			}
			checkLimit(calls.stream().mapToInt((call) -> call.request.replies()).sum());
			inFlight = this.answered < this.sent;
			enqueueAll(calls);
			write = claimWriter();
		}
		finally {
			this.lock.unlock();
		}
		if (write) {
			write(inFlight, mayWrite ? calls.get(0).deadline : 0);
		}
		return true;
	}

	/**
	 * Puts a call in line and sees to it that it is written.
	 * @param call the call
	 * @param mayWrite whether the current thread may write: it is a platform thread that
	 * is going to wait for the call
	 * @return {@code false} if the connection takes no new calls
	 * @throws LinkFailure if too many calls wait
	 */
	boolean submit(Call call, boolean mayWrite) throws LinkFailure {
		boolean write;
		boolean inFlight;
		this.lock.lock();
		try {
			if (this.state != State.OPENING && this.state != State.OPEN) {
				return false;
			}
			checkLimit(call.request.replies());
			inFlight = this.answered < this.sent;
			enqueue(call);
			write = claimWriter();
		}
		finally {
			this.lock.unlock();
		}
		if (write) {
			write(inFlight, mayWrite ? call.deadline : 0);
		}
		return true;
	}

	private void enqueueAll(List<? extends Call> calls) {
		int done = 0;
		try {
			for (; done < calls.size(); done++) {
				enqueue(calls.get(done));
			}
		}
		finally {
			if (done < calls.size()) {
				// one could not be encoded: those before it are not to wait for a writer
				calls.subList(0, done).forEach(this::drop);
				rebuild();
			}
		}
	}

	private void checkLimit(int more) throws LinkFailure {
		int limit = this.settings.options().limits().inFlightPerNode();
		if (unanswered() + more > limit && more <= limit) {
			throw new LinkFailure(Kind.REJECTED, false,
					"more than " + limit + " commands wait for the node (limits.in-flight-per-node)", null);
		}
	}

	/** How many replies are awaited, queued calls included. The lock is held. */
	private long unanswered() {
		// the volatile field first: it makes the other one visible
		return (this.answered < this.encoded) ? this.encodedReplies - this.answeredReplies : 0;
	}

	private void enqueue(Call call) {
		int mark = this.filling.length();
		try {
			call.request.encode(this.filling);
		}
		catch (RuntimeException | Error ex) {
			// half a command never reaches the buffer
			this.filling.truncate(mark);
			throw ex;
		}
		if (mark == 0 && this.settings.telemetry().wantsCommands()) {
			this.fillingSince = System.nanoTime();
		}
		if (this.encoded == this.answered) {
			this.heardAt = System.nanoTime();
			this.settings.watchdog().wake();
		}
		call.number = ++this.encoded;
		this.encodedReplies += call.request.replies();
		place(call);
		if (!this.hasDeadlines || call.deadline - this.earliestDeadline < 0) {
			this.earliestDeadline = call.deadline;
			this.hasDeadlines = true;
		}
	}

	private void place(Call call) {
		@Nullable Call[] ring = this.ring;
		long answered = this.answered;
		if (call.number - answered >= ring.length) {
			@Nullable Call[] larger = new Call[ring.length * 2];
			for (long number = answered + 1; number < call.number; number++) {
				larger[(int) number & (larger.length - 1)] = ring[(int) number & (ring.length - 1)];
			}
			ring = larger;
		}
		ring[(int) call.number & (ring.length - 1)] = call;
		this.ring = ring;
	}

	private boolean claimWriter() {
		if (this.state != State.OPEN || this.writerBusy) {
			return false;
		}
		this.writerBusy = true;
		return true;
	}

	/**
	 * Writes what is buffered, or has it written.
	 * @param inFlight whether calls wait for replies
	 * @param deadline the deadline of the current thread's call, or 0 if it must not
	 * write
	 */
	private void write(boolean inFlight, long deadline) {
		if (deadline == 0) {
			wakeWriter();
			return;
		}
		if (inFlight) {
			// others are about to call: let them share this write (3 to 5 times the
			// throughput)
			Thread.yield();
		}
		this.writerDeadline = deadline;
		boolean done = drain(CALLER_ROUNDS, CALLER_WRITES);
		this.writerDeadline = 0;
		if (!done) {
			wakeWriter();
		}
	}

	private void wakeWriter() {
		Thread writer;
		this.lock.lock();
		try {
			writer = this.writer;
			if (writer == null) {
				writer = this.settings.threads().create(this.reader.getName() + "-writer", this::runWriter);
				writer.start();
				this.writer = writer;
			}
			this.writeWanted = true;
		}
		catch (OutOfMemoryError ex) {
			// the machine gives no thread: the reader ends the calls that nobody can
			// write
			abort(new IOException("no thread can be started that writes", ex));
			return;
		}
		finally {
			this.lock.unlock();
		}
		LockSupport.unpark(writer);
	}

	private void runWriter() {
		while (true) {
			// no lock between the look and the park: waiting for one would eat the
			// wake-up
			while (!this.writeWanted) {
				if (this.closed) {
					return;
				}
				LockSupport.park(this);
			}
			this.writeWanted = false;
			Thread.yield();
			drain(Integer.MAX_VALUE - 1, Integer.MAX_VALUE);
		}
	}

	/**
	 * Writes until nothing is buffered. The caller has claimed the writer's role; it is
	 * given back when everything is written.
	 * @return whether everything is written
	 */
	private boolean drain(int rounds, int mostBytes) {
		for (int round = 0; round <= rounds; round++) {
			Wire wire;
			long since;
			this.lock.lock();
			try {
				if (this.dropped > 0) {
					rebuild();
				}
				wire = this.wire;
				if (this.filling.length() == 0 || wire == null || wire.isClosed()) {
					this.writerBusy = false;
					return true;
				}
				if (round == rounds || this.filling.length() > mostBytes) {
					return false;
				}
				RequestBuffer batch = this.filling;
				this.filling = this.writing;
				this.writing = batch;
				this.sent = this.encoded;
				since = this.fillingSince;
			}
			finally {
				this.lock.unlock();
			}
			if (since != 0) {
				this.settings.telemetry().batchQueued(System.nanoTime() - since);
			}
			try {
				wire.write(this.writing, this.taken);
			}
			catch (IOException | RuntimeException | Error ex) {
				// the reader tells all callers; whoever writes goes on to its own call
				wire.abort(ex);
			}
			this.writing.clear();
		}
		return false;
	}

	/**
	 * Takes queued calls that have ended out of the buffer.
	 */
	private void rebuild() {
		List<Call> kept = new ArrayList<>();
		@Nullable Call[] ring = this.ring;
		for (long number = this.sent + 1; number <= this.encoded; number++) {
			Call call = ring[(int) number & (ring.length - 1)];
			ring[(int) number & (ring.length - 1)] = null;
			if (call != null) {
				this.encodedReplies -= call.request.replies();
				if (!call.dropped) {
					kept.add(call);
				}
			}
		}
		this.dropped = 0;
		this.encoded = this.sent;
		this.filling.clear();
		kept.forEach(this::enqueue);
		Wire wire = this.wire;
		if (this.state == State.DRAINING && this.answered == this.encoded && wire != null) {
			// the reader waits for replies that nobody is going to ask for
			wire.abort(null);
		}
	}

	/**
	 * Takes note that a caller gave up a call.
	 * @param call a call that has ended without a reply
	 * @return whether it was sent
	 */
	boolean forget(Call call) {
		this.lock.lock();
		try {
			return !drop(call);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Sees to it that a queued call is not sent. The lock is held.
	 * @return {@code false} if it was sent, or if the connection has ended
	 */
	private boolean drop(Call call) {
		if (call.number <= this.sent || this.state == State.CLOSED) {
			return false;
		}
		if (!call.dropped) {
			call.dropped = true;
			this.dropped++;
		}
		return true;
	}

	private void run() {
		Throwable cause = null;
		try {
			open();
			read();
		}
		catch (IOException | RuntimeException | Error ex) {
			cause = ex;
		}
		end(cause);
	}

	private void open() throws IOException {
		Wire wire = this.owner.open();
		boolean write;
		this.lock.lock();
		try {
			this.wire = wire;
			if (this.abortCause != null) {
				wire.abort(this.abortCause);
				return;
			}
			if (this.state == State.OPENING) {
				this.state = State.OPEN;
			}
			this.heardAt = System.nanoTime();
			write = this.filling.length() > 0 && !this.writerBusy;
			this.writerBusy |= write;
		}
		finally {
			this.lock.unlock();
		}
		this.owner.opened(this);
		if (write && !drain(1, CALLER_WRITES)) {
			wakeWriter();
		}
	}

	private void read() throws IOException {
		Wire wire = this.wire;
		if (wire == null) {
			return;
		}
		RespReader reader = wire.reader();
		boolean resp3 = wire.isResp3();
		while (true) {
			Object value = reader.next();
			if (value == RespReader.INCOMPLETE) {
				if (isDrained()) {
					return;
				}
				reader.fill();
				// what has been read cannot answer what is sent from now on
				this.answerable = this.sent;
				this.heardAt = System.nanoTime();
			}
			else if (!(value instanceof PushValue)) {
				receive(value, resp3);
			}
		}
	}

	private void receive(@Nullable Object value, boolean resp3) throws RespProtocolException {
		long number = this.answered + 1;
		if (number > this.answerable) {
			throw new RespProtocolException("the server sent a reply that nothing asked for");
		}
		@Nullable Call[] ring = this.ring;
		int index = (int) number & (ring.length - 1);
		Call call = ring[index];
		if (call == null) {
			throw new IllegalStateException("call " + number + " is not in the ring");
		}
		if (call.receive(value, resp3)) {
			ring[index] = null;
			this.answeredReplies += call.request.replies();
			this.answered = number;
			Object result = call.result(value);
			call.complete(resp3 ? result : call.request.normalise(result));
		}
	}

	private boolean isDrained() {
		if (this.answered < this.sent) {
			return false;
		}
		this.lock.lock();
		try {
			return this.state == State.DRAINING && this.answered == this.encoded;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Closes the connection and ends all calls, in order. Runs once, on the reader
	 * thread.
	 */
	private void end(@Nullable Throwable cause) {
		this.settings.watchdog().forget(this);
		List<Call> left = new ArrayList<>();
		long sent;
		Thread writer;
		boolean opened;
		this.lock.lock();
		try {
			Wire wire = this.wire;
			opened = wire != null;
			if (wire != null) {
				cause = wire.isClosed() ? wire.abortCause() : cause;
				wire.abort(cause);
			}
			this.state = State.CLOSED;
			this.closed = true;
			sent = this.sent;
			@Nullable Call[] ring = this.ring;
			for (long number = this.answered + 1; number <= this.encoded; number++) {
				Call call = ring[(int) number & (ring.length - 1)];
				if (call != null) {
					left.add(call);
				}
			}
			Arrays.fill(ring, null);
			writer = this.writer;
		}
		finally {
			this.lock.unlock();
		}
		LockSupport.unpark(writer);
		boolean lostWrites = left.stream().anyMatch((call) -> call.number <= sent && call.request.isWrite());
		this.owner.ended(this, opened, lostWrites, cause);
		Kind kind = this.owner.isClosed() ? Kind.CLOSED : opened ? Kind.BROKEN : Kind.CONNECT;
		String message = describe(cause);
		Set<Integer> stoppedSlots = new HashSet<>();
		for (Call call : left) {
			call.fail(new LinkFailure(kind, call.number <= sent, message, cause, stoppedSlots));
		}
	}

	private static String describe(@Nullable Throwable cause) {
		if (cause == null) {
			return "the client closed the connection";
		}
		return (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
	}

	/**
	 * Takes no new calls and closes once those in flight have ended.
	 */
	void retire() {
		boolean idle;
		Wire wire;
		this.lock.lock();
		try {
			if (this.state == State.CLOSED) {
				return;
			}
			this.state = State.DRAINING;
			idle = this.answered == this.encoded;
			wire = this.wire;
		}
		finally {
			this.lock.unlock();
		}
		if (idle && wire != null) {
			wire.abort(null);
		}
	}

	/**
	 * Ends the connection now; the calls in flight fail.
	 * @param cause why
	 */
	@Override
	public void abort(@Nullable Throwable cause) {
		Wire wire;
		this.lock.lock();
		try {
			this.state = (this.state == State.CLOSED) ? State.CLOSED : State.DRAINING;
			this.abortCause = cause;
			wire = this.wire;
		}
		finally {
			this.lock.unlock();
		}
		if (wire != null) {
			wire.abort(cause);
		}
	}

	/**
	 * Returns how many calls wait or are unanswered.
	 */
	int inFlight() {
		this.lock.lock();
		try {
			return (int) unanswered();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns how many calls wait to be written.
	 */
	int queued() {
		this.lock.lock();
		try {
			return (int) (this.encoded - this.sent) - this.dropped;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public long clientId() {
		Wire wire = this.wire;
		return (wire != null) ? wire.clientId() : -1;
	}

	boolean isOpen() {
		Wire wire = this.wire;
		return wire != null && !wire.isClosed();
	}

	/**
	 * Returns since when replies are owed without a byte coming.
	 * @param now the time
	 * @return nanoseconds; 0 if nothing is owed
	 */
	@Override
	public long silentFor(long now) {
		return (this.answered < this.sent) ? Math.max(0, now - this.heardAt) : 0;
	}

	@Override
	public boolean check(long now) {
		List<Overdue> overdue = null;
		boolean busy;
		long sent;
		this.lock.lock();
		try {
			busy = this.encoded > this.answered;
			if (this.hasDeadlines && now - this.earliestDeadline >= 0) {
				overdue = collectOverdue(now);
			}
			sent = this.sent;
		}
		finally {
			this.lock.unlock();
		}
		long writerDeadline = this.writerDeadline;
		Wire wire = this.wire;
		if (writerDeadline != 0 && now - writerDeadline > 0 && wire != null) {
			// the server does not read and the caller cannot leave its write any other
			// way
			wire.abort(new IOException("the server does not read what it is sent"));
		}
		if (overdue != null) {
			for (Overdue late : overdue) {
				late.call.fail(new LinkFailure(Kind.TIMEOUT, late.sent,
						(wire != null) ? "the node did not answer in time" : "the node could not be reached in time",
						null), late.mark);
			}
		}
		if (this.answered < sent) {
			this.owner.silent(silentFor(now));
		}
		return busy;
	}

	/**
	 * Collects the calls whose deadline has passed. Those that are queued are dropped at
	 * once: a write that begins before they are told must not carry them.
	 */
	private List<Overdue> collectOverdue(long now) {
		List<Overdue> overdue = new ArrayList<>();
		this.hasDeadlines = false;
		@Nullable Call[] ring = this.ring;
		for (long number = this.answered + 1; number <= this.encoded; number++) {
			Call call = ring[(int) number & (ring.length - 1)];
			// the mark before the rest: the reader may end the call at the same time
			int mark = (call != null) ? call.mark() : 0;
			if (call == null || !call.isPending()) {
				continue;
			}
			if (now - call.deadline >= 0) {
				// not by the number in the call: once sent, the object may serve another
				boolean sent = number <= this.sent;
				if (!sent) {
					drop(call);
				}
				overdue.add(new Overdue(call, mark, sent));
			}
			else if (!this.hasDeadlines || call.deadline - this.earliestDeadline < 0) {
				this.earliestDeadline = call.deadline;
				this.hasDeadlines = true;
			}
		}
		return overdue;
	}

	/**
	 * A call whose deadline has passed.
	 *
	 * @param call the object
	 * @param mark which use of the object it is
	 * @param sent whether it was sent
	 */
	private record Overdue(Call call, int mark, boolean sent) {
	}

	private enum State {

		OPENING, OPEN, DRAINING, CLOSED

	}

	/**
	 * The link, as its connection sees it.
	 */
	interface Owner {

		/**
		 * Opens the wire. Runs on the reader's thread.
		 */
		Wire open() throws IOException;

		/**
		 * Tells that the wire is open.
		 */
		void opened(MultiplexedConnection connection);

		/**
		 * Tells that the connection has ended, before its calls are.
		 */
		void ended(MultiplexedConnection connection, boolean opened, boolean lostWrites, @Nullable Throwable cause);

		/**
		 * Tells how long the connection has owed replies without a byte coming.
		 */
		void silent(long nanos);

		/**
		 * Tells whether the link was closed on purpose.
		 */
		boolean isClosed();

	}

}
