package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.Credentials;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.internal.resp.ErrorValue;
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
 * Thread safe. {@link #lock} guards the choice of the multiplexed connection and the
 * generation; it is never held over I/O.
 * <p>
 * Longer than others: it is where the kinds of connections meet, and each has its calls
 * and its end here. What concerns one kind alone is elsewhere.
 */
public final class Link implements MultiplexedConnection.Owner {

	/** A retired link whose node says nothing for so long ends its calls. */
	private static final long RETIRED_PATIENCE = TimeUnit.MINUTES.toNanos(1);

	private final Node node;

	private final Mode mode;

	private final ConnectionSettings settings;

	private final Events events;

	private final Reachability reachability = new Reachability();

	private final ExclusiveConnections exclusive;

	private final DirectCalls direct;

	private final DedicatedCalls dedicated;

	private final SilenceWatch silence;

	private final boolean hasDirect;

	private final int yields;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicInteger unawaited = new AtomicInteger();

	/** One look at a time is enough, however many slots the node loses. */
	private final AtomicBoolean examining = new AtomicBoolean();

	/** Digests of scripts that the node holds, as far as it is known. */
	private final Set<String> scripts = ConcurrentHashMap.newKeySet();

	private volatile @Nullable MultiplexedConnection multiplexed;

	/**
	 * The open ones: the current one and those that end with their calls after a fence.
	 */
	private final Set<MultiplexedConnection> openMultiplexed = ConcurrentHashMap.newKeySet();

	private volatile int generation;

	private volatile long authenticatedAt = System.nanoTime();

	/** When a connection broke last. */
	private volatile long brokenAt = System.nanoTime();

	private volatile boolean closed;

	Link(Node node, Mode mode, ConnectionSettings settings, Events events) {
		this.node = node;
		this.mode = mode;
		this.settings = settings;
		this.events = events;
		this.hasDirect = settings.options().transport().directConnections() > 0;
		this.yields = settings.options().transport().yields();
		this.exclusive = new ExclusiveConnections(this, settings, this.reachability);
		this.direct = new DirectCalls(this, settings, this.exclusive);
		this.dedicated = new DedicatedCalls(this, settings, this.exclusive);
		this.silence = new SilenceWatch(settings, this, this::connections, this::silent);
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
		return this.silence.isSilent();
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
			if (platform && load.isFew(calls) && this.hasDirect && this.unawaited.get() == 0) {
				ExclusiveConnection connection = this.direct.take(deadline);
				if (connection != null) {
					return this.direct.call(connection, request, deadline, calls == 1);
				}
			}
			BlockingCall call = BlockingCall.of(request, deadline, platform);
			return call.await(submit(call, platform), platform ? this.yields : 0);
		}
		finally {
			load.end();
		}
	}

	/**
	 * Sends a request whose result the current thread comes back for, by the same rule as
	 * {@link #call}.
	 * @param request the request
	 * @param deadline the limit
	 * @param few whether few calls are under way in the client
	 * @return the exchange
	 * @throws LinkFailure if it could not be sent
	 */
	public Exchange begin(Request request, long deadline, boolean few) throws LinkFailure {
		boolean platform = ClientThreads.onPlatformThread();
		if (platform && few && this.hasDirect && this.unawaited.get() == 0) {
			ExclusiveConnection connection = this.direct.take(deadline);
			if (connection != null) {
				this.direct.send(connection, request, deadline);
				return new Exchange(request, deadline, this.direct, connection);
			}
		}
		BlockingCall call = BlockingCall.of(request, deadline, platform);
		return new Exchange(request, deadline, submit(call, platform), call, platform ? this.yields : 0);
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
				connection.start();
				this.multiplexed = connection;
			}
			return connection;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Says whether a connection may be opened now.
	 * @throws LinkFailure if the link is closed or the node could not be reached a moment
	 * ago
	 */
	void checkReachable() throws LinkFailure {
		if (this.closed) {
			throw new LinkFailure(Kind.CLOSED, false, "the connections to the node were closed", null);
		}
		this.reachability.check();
	}

	/**
	 * Returns the digests of scripts that the node is known to hold. After a lost
	 * connection it is known to hold none.
	 * @return a set to add to and to clear
	 */
	public Set<String> scripts() {
		return this.scripts;
	}

	int generation() {
		return this.generation;
	}

	long brokenAt() {
		return this.brokenAt;
	}

	/**
	 * Tells whether a connection that was idle may be used: it is of this generation, and
	 * of the present credentials.
	 */
	boolean isCurrent(ExclusiveConnection connection) {
		return connection.generation() == this.generation && connection.openedAt() - this.authenticatedAt >= 0;
	}

	/**
	 * Takes over other credentials, which a server has accepted.
	 */
	void authenticate(Credentials credentials) {
		this.authenticatedAt = System.nanoTime();
		MultiplexedConnection connection = this.multiplexed;
		if (connection == null) {
			return;
		}
		try {
			long deadline = Deadline.after(this.settings.options().timeout());
			connection.submit(new Call(new Authentication(credentials), deadline) {

				@Override
				protected void onReply(@Nullable Object result) {
					if (result instanceof ErrorValue) {
						// it would serve with the old user for ever
						connection.retire();
						drop(connection);
					}
				}

				@Override
				protected void onFailure(LinkFailure failure) {
					// a new connection authenticates anyway
				}

			}, false);
		}
		catch (LinkFailure ex) {
			connection.retire();
			drop(connection);
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

	Wire open(long deadline) throws IOException {
		return this.settings.opener()
			.open(this.node.address(), this.node.announced(), expectedId(), this.mode, deadline);
	}

	private @Nullable String expectedId() {
		// the address stands in for the id of a server without cluster mode
		return this.node.id().equals(this.node.announced().toString()) ? null : this.node.id();
	}

	@Override
	public void opened(MultiplexedConnection connection) {
		this.openMultiplexed.add(connection);
		this.reachability.reached();
		this.settings.telemetry().connectionOpened(this.node, ConnectionKind.MULTIPLEXED);
	}

	void unreachable(@Nullable Throwable cause) {
		this.reachability.unreachable(cause);
		this.events.connectionLost(this);
	}

	@Override
	public void ended(MultiplexedConnection connection, boolean opened, boolean lostWrites, @Nullable Throwable cause) {
		drop(connection);
		this.openMultiplexed.remove(connection);
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

	/**
	 * Takes note that a connection broke.
	 * @param lostWrites whether the reply to a write was outstanding
	 * @param cause why, or {@code null} if the client closed it in order
	 * @param generation the generation of the connection
	 */
	void lost(boolean lostWrites, @Nullable Throwable cause, int generation) {
		if (cause != null && !this.closed) {
			this.brokenAt = System.nanoTime();
			// the next connection may be to another process
			this.scripts.clear();
			this.reachability.broken();
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
		this.lock.lock();
		try {
			if (this.generation != lostGeneration || this.closed) {
				return;
			}
			this.generation++;
			old = this.multiplexed;
			this.multiplexed = null;
		}
		finally {
			this.lock.unlock();
		}
		if (old != null) {
			old.retire();
		}
		this.dedicated.closeIdle();
		this.settings.telemetry().fenced(this.node);
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
		return this.dedicated.call(request, deadline);
	}

	/**
	 * Takes a connection of its own for several requests of one caller.
	 * @param deadline until when one must be free or opened
	 * @return the connection; must be closed
	 * @throws LinkFailure if there is none; after an interrupt the status is set
	 */
	public Lease lease(long deadline) throws LinkFailure {
		return this.dedicated.lease(deadline);
	}

	@Override
	public void silent(long nanos) {
		if (this.closed) {
			if (nanos > RETIRED_PATIENCE) {
				// nobody looks after it any more, and its reader must not wait for ever
				depose();
			}
		}
		else if (this.silence.isOverdue(nanos)) {
			this.silence.probe();
		}
	}

	private List<Probe.Suspect> connections() {
		List<Probe.Suspect> connections = new ArrayList<>(this.exclusive.all());
		connections.addAll(this.openMultiplexed);
		return connections;
	}

	private void silent() {
		this.settings.telemetry().silent(this.node);
		this.events.silent(this);
	}

	/**
	 * Ends all calls in flight: the node has lost its slots and is not heard.
	 */
	void depose() {
		IOException cause = new IOException("the node was silent and its slots have gone to another node");
		this.openMultiplexed.forEach((connection) -> connection.abort(cause));
		this.exclusive.abortAll(cause);
	}

	/**
	 * Looks whether the node answers, which has lost slots: one that does tells its
	 * callers itself. Calls that wait at any other end, and all calls if it is silent.
	 */
	void examine() {
		if (this.closed || (this.dedicated.inUse() == 0 && !isSilent()) || !this.examining.compareAndSet(false, true)) {
			return;
		}
		boolean running = this.settings.threads().run(() -> {
			try {
				open().abort(null);
			}
			catch (IOException ex) {
				if (isSilent()) {
					depose();
				}
				this.exclusive
					.abortAll(new IOException("the node does not answer and its slots have gone to another node", ex));
			}
			finally {
				this.examining.set(false);
			}
		});
		if (!running) {
			this.examining.set(false);
		}
	}

	/** Tells whether a connection is open or still ending. */
	boolean hasConnections() {
		return !this.openMultiplexed.isEmpty() || this.exclusive.count() > 0;
	}

	/**
	 * Takes no new calls; those in flight end first.
	 */
	void retire() {
		MultiplexedConnection connection;
		this.lock.lock();
		try {
			this.closed = true;
			connection = this.multiplexed;
		}
		finally {
			this.lock.unlock();
		}
		if (connection != null) {
			connection.retire();
		}
		this.dedicated.close();
		this.direct.closeIdle();
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
		this.openMultiplexed.forEach((open) -> open.abort(cause));
		this.exclusive.abortAll(cause);
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
		int own = this.dedicated.count();
		int lent = Math.max(0, this.exclusive.count() - own);
		int inFlight = inFlight();
		return new NodeStats(
				Map.of(ConnectionKind.MULTIPLEXED, shared, ConnectionKind.DIRECT, lent, ConnectionKind.DEDICATED, own),
				Map.of(ConnectionKind.MULTIPLEXED, (inFlight > 0) ? shared : 0, ConnectionKind.DIRECT,
						Math.min(lent, this.direct.busy()), ConnectionKind.DEDICATED,
						Math.min(own, this.dedicated.inUse())),
				(connection != null) ? connection.queued() : 0, isSilent(), inFlight, this.reachability.opened(),
				this.reachability.failed());
	}

	/**
	 * Returns the node and the mode.
	 */
	@Override
	public String toString() {
		return "Link[" + this.node + ", " + this.mode + "]";
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
