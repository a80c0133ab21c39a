package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * All connections of one mode to one node: one multiplexed, a few direct, and dedicated
 * ones. Chooses which carries a call; opens them when they are needed; fences them.
 * <p>
 * <b>Generations.</b> When a connection ends with unanswered writes, the link begins a
 * new generation: connections of earlier ones take no new call. So nothing that is sent
 * later can reach the server before what was lost on the old connection.
 * <p>
 * One class, because choosing a connection, fencing and backing off share one lock and
 * one generation. Thread safe. {@link #lock} guards the choice of the multiplexed
 * connection, the generation and the back-off; it is never held over I/O.
 */
public final class Link implements MultiplexedConnection.Owner {

	/**
	 * Up to so many blocking calls in the whole client go over direct connections;
	 * beyond, sharing one connection saves more system calls than hand-overs cost.
	 */
	private static final int DIRECT_LOAD = 8;

	/**
	 * Waits between attempts to reach a node that refuses connections, in nanoseconds.
	 */
	private static final long FIRST_BACKOFF = 5_000_000;

	private static final long MAX_BACKOFF = 250_000_000;

	/** How long a connection has to answer once a probe has been answered. */
	private static final long PROBE_GRACE = 50_000_000;

	/** The pause between two probes of a silent node. */
	private static final long PROBE_PAUSE = 150_000_000;

	private final Node node;

	private final Mode mode;

	private final ConnectionSettings settings;

	private final Events events;

	private final DirectConnections direct;

	private final int directCount;

	private final Set<ExclusiveConnection> exclusive = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicInteger unawaited = new AtomicInteger();

	private final AtomicBoolean probing = new AtomicBoolean();

	private final AtomicLong opened = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private volatile @Nullable MultiplexedConnection multiplexed;

	private volatile int generation;

	private volatile boolean closed;

	private volatile boolean silent;

	private @Nullable DedicatedConnections dedicated;

	private int failures;

	private long notBefore;

	private @Nullable Throwable lastFailure;

	Link(Node node, Mode mode, ConnectionSettings settings, Events events) {
		this.node = node;
		this.mode = mode;
		this.settings = settings;
		this.events = events;
		this.directCount = settings.options().transport().directConnections();
		this.direct = new DirectConnections(this.directCount);
	}

	/**
	 * Returns the node as it was described when the link was made.
	 * @return the node
	 */
	public Node node() {
		return this.node;
	}

	/**
	 * Returns the mode of its connections.
	 * @return the mode
	 */
	public Mode mode() {
		return this.mode;
	}

	/**
	 * Tells whether the node owes replies and has not been heard for the silence timeout.
	 * @return whether it is being probed
	 */
	public boolean isSilent() {
		return this.silent;
	}

	/**
	 * Sends a request and waits for its result. Takes a direct connection while few calls
	 * are under way and nothing un-awaited could be overtaken.
	 * @param request the request
	 * @param deadline the limit
	 * @return the result
	 * @throws LinkFailure if there is none; after an interrupt the status is set
	 */
	public @Nullable Object call(Request request, long deadline) throws LinkFailure {
		boolean platform = ClientThreads.onPlatformThread();
		Load load = this.settings.load();
		int calls = load.begin();
		try {
			if (platform && calls <= DIRECT_LOAD && this.directCount > 0 && this.unawaited.get() == 0) {
				ExclusiveConnection connection = takeDirect(deadline);
				if (connection != null) {
					return callDirect(connection, request, deadline, calls == 1);
				}
			}
			BlockingCall call = new BlockingCall(request, deadline);
			return call.await(submit(call, platform), platform);
		}
		finally {
			load.end();
		}
	}

	/**
	 * Puts an un-awaited call in line. Calls of one thread stay in order; nothing blocks.
	 * @param call the call
	 * @throws LinkFailure if it cannot be put in line; the call has not ended then
	 */
	public void submit(Call call) throws LinkFailure {
		submit(call, false);
	}

	/**
	 * Puts un-awaited calls in line, next to each other. Nothing blocks.
	 * @param calls the calls in order, at least one
	 * @param mayWrite whether the current thread may write to the socket: it is a
	 * platform thread that is going to wait for the calls
	 * @throws LinkFailure if they cannot be put in line; none of them has ended then
	 */
	public void submit(List<? extends Call> calls, boolean mayWrite) throws LinkFailure {
		while (true) {
			MultiplexedConnection connection = multiplexed();
			if (connection.submit(calls, mayWrite)) {
				return;
			}
			drop(connection);
		}
	}

	private MultiplexedConnection submit(Call call, boolean mayWrite) throws LinkFailure {
		while (true) {
			MultiplexedConnection connection = multiplexed();
			if (connection.submit(call, mayWrite)) {
				return connection;
			}
			drop(connection);
		}
	}

	/** Says that an un-awaited call has begun: blocking ones must not overtake it. */
	public void beginUnawaited() {
		this.unawaited.incrementAndGet();
	}

	/** Says that an un-awaited call has ended for good, retries included. */
	public void endUnawaited() {
		this.unawaited.decrementAndGet();
	}

	private MultiplexedConnection multiplexed() throws LinkFailure {
		MultiplexedConnection connection = this.multiplexed;
		if (connection != null) {
			return connection;
		}
		this.lock.lock();
		try {
			connection = this.multiplexed;
			if (connection == null) {
				checkReachable();
				connection = new MultiplexedConnection(this, this.settings, this.node.address().toString(),
						this.generation);
				this.multiplexed = connection;
				connection.start();
			}
			return connection;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void checkReachable() throws LinkFailure {
		if (this.closed) {
			throw new LinkFailure(Kind.CLOSED, false, "the connections to the node were closed", null);
		}
		if (this.failures > 0 && this.notBefore - System.nanoTime() > 0) {
			Throwable cause = this.lastFailure;
			throw new LinkFailure(Kind.CONNECT, false,
					(cause != null) ? String.valueOf(cause.getMessage()) : "the node cannot be reached", cause);
		}
	}

	private void drop(MultiplexedConnection connection) {
		this.lock.lock();
		try {
			if (this.multiplexed == connection) {
				this.multiplexed = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public Wire open() throws IOException {
		long deadline = System.nanoTime() + Deadline.nanos(this.settings.options().connectTimeout());
		return open(deadline);
	}

	private Wire open(long deadline) throws IOException {
		return this.settings.opener()
			.open(this.node.address(), this.node.announced(), expectedId(), this.mode, deadline);
	}

	private @Nullable String expectedId() {
		// the address stands in for the id of a server without cluster mode
		return this.node.id().equals(this.node.announced().toString()) ? null : this.node.id();
	}

	@Override
	public void opened(MultiplexedConnection connection) {
		reached();
		this.settings.telemetry().connectionOpened(this.node, ConnectionKind.MULTIPLEXED);
	}

	private void reached() {
		this.opened.incrementAndGet();
		this.lock.lock();
		try {
			this.failures = 0;
			this.lastFailure = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void unreachable(@Nullable Throwable cause) {
		this.failed.incrementAndGet();
		this.lock.lock();
		try {
			this.lastFailure = cause;
			long backoff = Math.min(MAX_BACKOFF, FIRST_BACKOFF << Math.min(this.failures, 10));
			this.failures++;
			this.notBefore = System.nanoTime() + backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
		}
		finally {
			this.lock.unlock();
		}
		this.events.connectionLost(this);
	}

	@Override
	public void ended(MultiplexedConnection connection, boolean opened, boolean lostWrites, @Nullable Throwable cause) {
		drop(connection);
		if (opened) {
			this.settings.telemetry().connectionClosed(this.node, ConnectionKind.MULTIPLEXED, cause);
		}
		if (!opened && !this.closed) {
			unreachable(cause);
		}
		else {
			lost(lostWrites, cause, connection.generation());
		}
	}

	private void lost(boolean lostWrites, @Nullable Throwable cause, int generation) {
		if (cause != null && !this.closed) {
			this.failed.incrementAndGet();
			this.events.connectionLost(this);
		}
		if (lostWrites) {
			fence(generation);
		}
	}

	/**
	 * Begins a new generation, unless one has begun since the connection was opened.
	 */
	private void fence(int lostGeneration) {
		MultiplexedConnection old;
		DedicatedConnections dedicated;
		this.lock.lock();
		try {
			if (this.generation != lostGeneration || this.closed) {
				return;
			}
			this.generation++;
			old = this.multiplexed;
			this.multiplexed = null;
			dedicated = this.dedicated;
		}
		finally {
			this.lock.unlock();
		}
		if (old != null) {
			old.retire();
		}
		if (dedicated != null) {
			dedicated.clear();
		}
		this.settings.telemetry().fenced(this.node);
	}

	private @Nullable ExclusiveConnection takeDirect(long deadline) throws LinkFailure {
		while (true) {
			ExclusiveConnection connection = this.direct.takeIdle();
			if (connection == null) {
				break;
			}
			if (connection.generation() == this.generation && connection.isUsable()) {
				return connection;
			}
			discard(connection, ConnectionKind.DIRECT, null);
			this.direct.give(null);
		}
		if (!this.direct.takeEmpty()) {
			return null;
		}
		boolean done = false;
		try {
			ExclusiveConnection connection = openExclusive(ConnectionKind.DIRECT, this::silent, deadline);
			done = true;
			return connection;
		}
		finally {
			if (!done) {
				this.direct.give(null);
			}
		}
	}

	private ExclusiveConnection openExclusive(ConnectionKind kind, ExclusiveConnection.Silence silence, long deadline)
			throws LinkFailure {
		this.lock.lock();
		try {
			checkReachable();
		}
		finally {
			this.lock.unlock();
		}
		int generation = this.generation;
		try {
			ExclusiveConnection connection = new ExclusiveConnection(open(deadline), generation, silence);
			this.exclusive.add(connection);
			if (this.closed) {
				connection.abort(null);
			}
			this.settings.watchdog().watch(connection);
			reached();
			this.settings.telemetry().connectionOpened(this.node, kind);
			return connection;
		}
		catch (IOException ex) {
			unreachable(ex);
			Kind failure = Deadline.hasPassed(deadline) ? Kind.TIMEOUT : Kind.CONNECT;
			throw new LinkFailure(failure, false, String.valueOf(ex.getMessage()), ex);
		}
	}

	private @Nullable Object callDirect(ExclusiveConnection connection, Request request, long deadline, boolean alone)
			throws LinkFailure {
		boolean settling = false;
		try {
			long spin = (alone && !connection.isTls() && Processors.SEVERAL)
					? this.settings.options().transport().spin().toNanos() : 0;
			return connection.exchange(request, deadline, spin);
		}
		catch (LinkFailure ex) {
			if (ex.kind() == Kind.BROKEN) {
				discard(connection, ConnectionKind.DIRECT, ex.getCause());
				lost(ex.sent() && request.isWrite(), ex.getCause(), connection.generation());
			}
			else {
				settling = settle(connection);
			}
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			if (!connection.isUsable()) {
				discard(connection, ConnectionKind.DIRECT, ex);
			}
			throw ex;
		}
		finally {
			if (!settling) {
				giveBack(connection);
			}
		}
	}

	private void giveBack(ExclusiveConnection connection) {
		if (this.closed && connection.isOpen()) {
			discard(connection, ConnectionKind.DIRECT, null);
		}
		this.direct.give(connection.isOpen() ? connection : null);
	}

	/**
	 * Has the late reply of a call read by a worker, who then gives the place back.
	 */
	private boolean settle(ExclusiveConnection connection) {
		boolean running = this.settings.threads().run(() -> {
			try {
				connection.settle();
				giveBack(connection);
			}
			catch (IOException ex) {
				discard(connection, ConnectionKind.DIRECT, ex);
				lost(connection.owesWrite(), ex, connection.generation());
				this.direct.give(null);
			}
		});
		if (!running) {
			discard(connection, ConnectionKind.DIRECT, null);
			lost(connection.owesWrite(), null, connection.generation());
		}
		return running;
	}

	private void discard(ExclusiveConnection connection, ConnectionKind kind, @Nullable Throwable cause) {
		connection.abort(cause);
		forgotten(connection, kind, cause);
	}

	private void forgotten(ExclusiveConnection connection, ConnectionKind kind, @Nullable Throwable cause) {
		this.settings.watchdog().forget(connection);
		if (this.exclusive.remove(connection)) {
			this.settings.telemetry().connectionClosed(this.node, kind, cause);
		}
	}

	/**
	 * Sends a request over a connection of its own, as commands need that wait at the
	 * server, and waits for its result. A virtual thread leaves the socket to a worker.
	 * @param request the request
	 * @param deadline the limit
	 * @return the result
	 * @throws LinkFailure if there is none; after an interrupt the status is set
	 */
	public @Nullable Object callExclusive(Request request, long deadline) throws LinkFailure {
		if (ClientThreads.onPlatformThread()) {
			return callDedicated(request, deadline);
		}
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		Thread[] worker = new Thread[1];
		boolean running = this.settings.threads().run(() -> {
			worker[0] = Thread.currentThread();
			try {
				result.complete(callDedicated(request, deadline));
			}
			catch (LinkFailure | RuntimeException | Error ex) {
				result.completeExceptionally(ex);
			}
		});
		if (!running) {
			throw new LinkFailure(Kind.REJECTED, false, "too many calls wait at servers at the same time", null);
		}
		try {
			return result.get();
		}
		catch (InterruptedException ex) {
			Thread busy = worker[0];
			if (busy != null && !result.isDone()) {
				busy.interrupt();
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

	private @Nullable Object callDedicated(Request request, long deadline) throws LinkFailure {
		DedicatedConnections dedicated = dedicated();
		ExclusiveConnection connection = dedicated.borrow(deadline);
		boolean clean = false;
		try {
			Object result = connection.exchange(request, deadline, 0);
			clean = true;
			return result;
		}
		catch (LinkFailure ex) {
			lost(ex.sent() && request.isWrite(), ex.getCause(), connection.generation());
			throw ex;
		}
		finally {
			dedicated.giveBack(connection, clean);
		}
	}

	private DedicatedConnections dedicated() throws LinkFailure {
		this.lock.lock();
		try {
			if (this.closed) {
				checkReachable();
			}
			DedicatedConnections dedicated = this.dedicated;
			if (dedicated == null) {
				dedicated = new DedicatedConnections(this.settings.options().pool(), new DedicatedFactory());
				this.dedicated = dedicated;
			}
			return dedicated;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void silent(MultiplexedConnection connection, long nanos) {
		if (isOverdue(nanos)) {
			probe(connection.clientId(), () -> isOverdue(connection.silentFor(System.nanoTime())), connection::abort);
		}
	}

	private void silent(ExclusiveConnection connection, long nanos) {
		if (isOverdue(nanos)) {
			probe(connection.clientId(), () -> isOverdue(connection.silentFor(System.nanoTime())), connection::abort);
		}
	}

	private boolean isOverdue(long nanos) {
		return nanos > Deadline.nanos(this.settings.options().silenceTimeout());
	}

	/**
	 * Asks the node over a fresh connection. If it answers and has nothing to do for the
	 * silent connection, that one is broken and is cut; if it does not answer, the node
	 * is slow or gone, and the silent connection stays.
	 */
	private void probe(long clientId, Probe.Suspect suspect, Probe.Verdict cut) {
		if (this.closed || !this.probing.compareAndSet(false, true)) {
			return;
		}
		this.silent = true;
		this.settings.telemetry().silent(this.node);
		this.events.silent(this);
		boolean running = this.settings.threads().run(() -> {
			try {
				new Probe(this::open, PROBE_GRACE).examine(clientId, suspect, cut);
			}
			finally {
				this.settings.watchdog().schedule(() -> {
					this.silent = suspect.isSilent();
					this.probing.set(false);
				}, PROBE_PAUSE);
			}
		});
		if (!running) {
			this.probing.set(false);
		}
	}

	/**
	 * Ends all calls in flight: the node has lost its slots and is not heard.
	 */
	void depose() {
		IOException cause = new IOException("the node was silent and its slots have gone to another node");
		MultiplexedConnection connection = this.multiplexed;
		if (connection != null) {
			connection.abort(cause);
		}
		this.exclusive.forEach((each) -> each.abort(cause));
	}

	/**
	 * Takes no new calls; those in flight end first.
	 */
	void retire() {
		MultiplexedConnection connection;
		DedicatedConnections dedicated;
		this.lock.lock();
		try {
			this.closed = true;
			connection = this.multiplexed;
			dedicated = this.dedicated;
		}
		finally {
			this.lock.unlock();
		}
		if (connection != null) {
			connection.retire();
		}
		if (dedicated != null) {
			dedicated.close();
		}
		while (true) {
			ExclusiveConnection idle = this.direct.takeIdle();
			if (idle == null) {
				break;
			}
			discard(idle, ConnectionKind.DIRECT, null);
			this.direct.give(null);
		}
	}

	/**
	 * Ends everything now.
	 */
	void close() {
		retire();
		MultiplexedConnection connection = this.multiplexed;
		IOException cause = new IOException("the client was closed");
		if (connection != null) {
			connection.abort(cause);
		}
		this.exclusive.forEach((each) -> each.abort(cause));
	}

	@Override
	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Returns how many calls are queued or unanswered on the multiplexed connection.
	 * @return 0 or more
	 */
	public int inFlight() {
		MultiplexedConnection connection = this.multiplexed;
		return (connection != null) ? connection.inFlight() : 0;
	}

	/**
	 * Returns figures about the connections.
	 * @return a snapshot
	 */
	public NodeStats stats() {
		MultiplexedConnection connection = this.multiplexed;
		int shared = (connection != null && connection.isOpen()) ? 1 : 0;
		int own = 0;
		this.lock.lock();
		try {
			own = (this.dedicated != null) ? this.dedicated.open() : 0;
		}
		finally {
			this.lock.unlock();
		}
		return new NodeStats(
				Map.of(ConnectionKind.MULTIPLEXED, shared, ConnectionKind.DIRECT,
						Math.max(0, this.exclusive.size() - own), ConnectionKind.DEDICATED, own),
				inFlight(), this.opened.get(), this.failed.get());
	}

	/**
	 * Returns the node and the mode.
	 */
	@Override
	public String toString() {
		return "Link[" + this.node + ", " + this.mode + "]";
	}

	/**
	 * Opens and judges dedicated connections.
	 */
	private final class DedicatedFactory implements DedicatedConnections.Factory {

		@Override
		public ExclusiveConnection open() throws IOException {
			try {
				return openExclusive(ConnectionKind.DEDICATED, ExclusiveConnection.Silence.IGNORED,
						Deadline.after(Link.this.settings.options().connectTimeout()));
			}
			catch (LinkFailure ex) {
				throw new IOException(ex.getMessage(), ex);
			}
		}

		@Override
		public boolean isCurrent(ExclusiveConnection connection) {
			return connection.generation() == Link.this.generation;
		}

		@Override
		public void closed(ExclusiveConnection connection) {
			forgotten(connection, ConnectionKind.DEDICATED, null);
		}

	}

	/**
	 * What the client wants to know of its links.
	 */
	public interface Events {

		/**
		 * A connection broke or could not be opened.
		 * @param link the link
		 */
		void connectionLost(Link link);

		/**
		 * The node owes replies and is not heard.
		 * @param link the link
		 */
		void silent(Link link);

	}

}
