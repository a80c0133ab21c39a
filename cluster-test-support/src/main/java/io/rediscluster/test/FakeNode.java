package io.rediscluster.test;

import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * A server on a loopback port that a test scripts. Left alone it behaves like a healthy
 * node of a cluster and keeps strings in memory; scripted, it does with a request or a
 * connection whatever a test needs. It records every request. Thread safe; its threads
 * are daemons and end with {@link #close()}.
 * <p>
 * Longer than others: most of it is the description of what a test may script, which is
 * of use in one place only. The work is done by {@link Script}, {@link RequestLog},
 * {@link FakeConnection} and {@link FakeCommands}.
 */
public final class FakeNode implements AutoCloseable {

	/** The pattern that stands for every command. */
	public static final String ANY = "*";

	/** The server version that fake nodes report. */
	public static final String VERSION = "7.0.15";

	private static final AtomicInteger IDS = new AtomicInteger();

	private final LoopbackListener listener = new LoopbackListener("fake-node", this::connected);

	private final Script script = new Script();

	private final RequestLog log = new RequestLog();

	private final Set<FakeConnection> connections = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connectionCount = new AtomicInteger();

	private final AtomicReference<Treatment> treatment = new AtomicReference<>(new Treatment(Welcome.SERVE, 0));

	private final Map<String, String> passwords = new ConcurrentHashMap<>();

	private final Map<Integer, FakeMember> migrating = new ConcurrentHashMap<>();

	private final Set<Integer> importing = ConcurrentHashMap.newKeySet();

	private final List<String> problems = new CopyOnWriteArrayList<>();

	private final Gate receiving = Gate.opened();

	private volatile String id = String.format(Locale.ROOT, "%040x", IDS.incrementAndGet());

	private volatile FakeTopology topology;

	private volatile FakeStore store = new FakeStore();

	private volatile boolean resp2Only;

	private volatile boolean closed;

	private FakeNode() {
		SlotRange all = new SlotRange(0, Slots.COUNT - 1);
		this.topology = FakeTopology.of(FakeMember.primary(this.id, port(), 1, all));
	}

	/**
	 * Starts a node that owns all slots of a cluster of one.
	 * @return the node, ready to be connected to
	 */
	public static FakeNode start() {
		FakeNode node = new FakeNode();
		node.listener.accept();
		return node;
	}

	/**
	 * Starts primaries that know each other and divide the slots evenly.
	 * @param primaries how many
	 * @return the cluster
	 */
	public static FakeCluster cluster(int primaries) {
		return FakeCluster.start(primaries, 0);
	}

	/**
	 * Returns the port.
	 * @return the port on 127.0.0.1, the same for the whole life of the node
	 */
	public int port() {
		return this.listener.port();
	}

	/**
	 * Returns the address.
	 * @return {@code 127.0.0.1:port}
	 */
	public String address() {
		return FreePorts.HOST + ":" + port();
	}

	/**
	 * Returns the node's id.
	 * @return 40 hexadecimal digits
	 */
	public String id() {
		return this.id;
	}

	/**
	 * Changes the id that the node gives for its own; the topology it announces stays.
	 * @param id 40 hexadecimal digits
	 * @return this node
	 */
	public FakeNode id(String id) {
		this.id = id;
		return this;
	}

	/**
	 * Returns what the node says about its cluster.
	 * @return the topology
	 */
	public FakeTopology topology() {
		return this.topology;
	}

	/**
	 * Changes what the node says about its cluster, and which slots it serves.
	 * @param topology the new topology
	 * @return this node
	 */
	public FakeNode announce(FakeTopology topology) {
		this.topology = topology;
		return this;
	}

	/**
	 * Scripts every request that has no answer of {@link #onNext}; replaces an earlier
	 * answer for the same pattern. A subcommand wins over its command, that over
	 * {@link #ANY}. Within MULTI an error refuses the command; another reply is what EXEC
	 * gives for it.
	 * @param pattern a command such as {@code GET}, one with its subcommand such as
	 * {@code CLUSTER SLOTS}, or {@link #ANY}
	 * @param answer the answer
	 * @return this node
	 */
	public FakeNode on(String pattern, FakeAnswer answer) {
		this.script.always(pattern.toUpperCase(Locale.ROOT), answer);
		return this;
	}

	/**
	 * Scripts the next request of its kind. Several of these are used up in the order in
	 * which they were given.
	 * @param pattern see {@link #on}
	 * @param answer the answer
	 * @return this node
	 */
	public FakeNode onNext(String pattern, FakeAnswer answer) {
		return onNext(pattern, 1, answer);
	}

	/**
	 * Scripts the next requests of their kind.
	 * @param pattern see {@link #on}
	 * @param times how many
	 * @param answer the answer
	 * @return this node
	 */
	public FakeNode onNext(String pattern, int times, FakeAnswer answer) {
		this.script.next(pattern.toUpperCase(Locale.ROOT), times, answer);
		return this;
	}

	/**
	 * Forgets all scripted answers.
	 * @return this node
	 */
	public FakeNode clearScript() {
		this.script.clear();
		return this;
	}

	/**
	 * Adds a user; as soon as there is one, connections have to authenticate.
	 * @param user the user, {@code default} for the one without a name
	 * @param password its new password
	 * @return this node
	 */
	public FakeNode user(String user, String password) {
		this.passwords.put(user, password);
		return this;
	}

	/**
	 * Makes the node one that does not know HELLO.
	 * @return this node
	 */
	public FakeNode resp2Only() {
		this.resp2Only = true;
		return this;
	}

	/**
	 * Returns all recorded requests.
	 * @return an unmodifiable snapshot, in the order of their arrival
	 */
	public List<FakeRequest> requests() {
		return this.log.matching(ANY);
	}

	/**
	 * Returns the recorded requests of a kind.
	 * @param pattern see {@link #on}
	 * @return an unmodifiable snapshot, in the order of their arrival
	 */
	public List<FakeRequest> requests(String pattern) {
		return this.log.matching(pattern);
	}

	/**
	 * Waits for requests of a kind.
	 * @param pattern see {@link #on}
	 * @param count how many, counted since the start or {@link #clearRequests()}
	 * @param timeout the limit
	 * @return those that were recorded, at least {@code count}
	 * @throws IllegalStateException if fewer came in time
	 */
	public List<FakeRequest> awaitRequests(String pattern, int count, Duration timeout) {
		return this.log.await(pattern, count, timeout);
	}

	/** Forgets the recorded requests. */
	public void clearRequests() {
		this.log.clear();
	}

	/**
	 * Returns what went wrong on the client's side of the protocol or within scripted
	 * answers.
	 * @return a line each; empty when all was well
	 */
	public List<String> problems() {
		return List.copyOf(this.problems);
	}

	/**
	 * Returns the number of connections that were accepted, dead ones included.
	 * @return the number
	 */
	public int connectionCount() {
		return this.connectionCount.get();
	}

	/**
	 * Returns the connections that neither side has ended.
	 * @return an unmodifiable snapshot, oldest first
	 */
	public List<FakeConnection> connections() {
		return this.connections.stream()
			.sorted((first, second) -> Integer.compare(first.number(), second.number()))
			.toList();
	}

	/**
	 * Lets connections be refused from now on. Those that were accepted stay; the few
	 * that still wait to be accepted are reset.
	 */
	public void refuseConnections() {
		this.listener.refuse();
	}

	/**
	 * Leaves those who connect from now on without any answer, as a host behind a silent
	 * firewall does; present connections stay.
	 */
	public void hangConnections() {
		this.listener.hang();
	}

	/**
	 * Takes connections again after {@link #refuseConnections()} or
	 * {@link #hangConnections()}.
	 */
	public void acceptConnections() {
		this.listener.accept();
	}

	/**
	 * Decides what happens to every new connection from now on.
	 * @param welcome the treatment
	 */
	public void welcome(Welcome welcome) {
		welcomeNext(Integer.MAX_VALUE, welcome);
	}

	/**
	 * Decides what happens to the next new connections; later ones are served.
	 * @param count how many
	 * @param welcome the treatment
	 */
	public void welcomeNext(int count, Welcome welcome) {
		this.treatment.set(new Treatment(welcome, count));
	}

	/** Resets all connections: each client gets a RST. */
	public void resetAll() {
		connections().forEach(FakeConnection::reset);
	}

	/** Closes all connections: each client reads the end of the stream. */
	public void closeAll() {
		connections().forEach(FakeConnection::close);
	}

	/**
	 * Takes nothing that arrives from now on, on no connection: it is neither recorded
	 * nor answered until {@link #resume()}, and a client that goes on writing will block.
	 */
	public void freeze() {
		this.receiving.shut();
	}

	/** Goes on receiving after {@link #freeze()}. */
	public void resume() {
		this.receiving.open();
	}

	/** Refuses new connections, closes the present ones and ends all waiting answers. */
	@Override
	public void close() {
		this.closed = true;
		this.listener.close();
		this.receiving.open();
		connections().forEach(FakeConnection::abandon);
	}

	@Override
	public String toString() {
		return "fake node " + address();
	}

	private void connected(Socket socket) {
		int number = this.connectionCount.incrementAndGet();
		Treatment treatment = this.treatment.getAndUpdate(Treatment::next);
		FakeConnection connection = new FakeConnection(this, number, socket);
		this.connections.add(connection);
		try {
			socket.setTcpNoDelay(true);
		}
		catch (SocketException ex) {
			connection.close();
			return;
		}
		switch ((treatment.left > 0) ? treatment.welcome : Welcome.SERVE) {
			case SERVE -> connection.start();
			case CLOSE -> connection.close();
			case RESET -> connection.reset();
			case IGNORE -> {
				// it stays open, unread
			}
		}
		if (this.closed) {
			connection.abandon();
		}
	}

	void ended(FakeConnection connection) {
		this.connections.remove(connection);
	}

	FakeRequest record(int connection, List<byte[]> words) {
		return this.log.add(connection, words);
	}

	void report(String problem) {
		this.problems.add(problem);
	}

	Script script() {
		return this.script;
	}

	Gate receiving() {
		return this.receiving;
	}

	FakeStore store() {
		return this.store;
	}

	void shareStoreOf(FakeNode primary) {
		this.store = primary.store;
	}

	boolean isResp2Only() {
		return this.resp2Only;
	}

	boolean requiresAuth() {
		return !this.passwords.isEmpty();
	}

	boolean accepts(String user, String password) {
		return password.equals(this.passwords.get(user));
	}

	boolean isPrimary() {
		FakeMember self = this.topology.member(this.id);
		return self == null || self.isPrimary();
	}

	@Nullable FakeMember migrationTarget(int slot) {
		return this.migrating.get(slot);
	}

	boolean isImporting(int slot) {
		return this.importing.contains(slot);
	}

	void migrate(int slot, FakeMember target) {
		this.migrating.put(slot, target);
	}

	void importSlot(int slot) {
		this.importing.add(slot);
	}

	void closeSlot(int slot) {
		this.migrating.remove(slot);
		this.importing.remove(slot);
	}

	private record Treatment(Welcome welcome, int left) {

		private Treatment next() {
			return new Treatment(this.welcome, Math.max(0, this.left - 1));
		}

	}

	/**
	 * What a fake node does with a new connection.
	 */
	public enum Welcome {

		/** Answers its requests. */
		SERVE,

		/** Closes it at once. */
		CLOSE,

		/** Resets it at once. */
		RESET,

		/** Leaves it open and never reads from it. */
		IGNORE

	}

}
