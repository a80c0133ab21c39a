package io.rediscluster.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * One real server process on 127.0.0.1 with a temporary folder of its own. The process
 * dies with this JVM, also when the JVM is killed. Thread safe, one lock for what changes
 * the process.
 */
public final class EmbeddedNode implements AutoCloseable {

	private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

	private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

	private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

	private static final int LOG_LINES = 20;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<String> command;

	private final Ports ports;

	private volatile int announcedPort;

	private final Path folder;

	private final Path base;

	private final @Nullable Login login;

	private volatile @Nullable ServerProcess process;

	private volatile @Nullable String id;

	/**
	 * Prepares a node.
	 * @param arguments the directives, without ports, address and folder
	 * @param base the folder in which the node creates its own, deleted after the JVM
	 * @param login how to log in, {@code null} where nothing is asked for
	 */
	EmbeddedNode(Ports ports, List<String> arguments, Path base, @Nullable Login login) {
		this.ports = ports;
		this.announcedPort = ports.announced();
		this.base = base;
		this.folder = base.resolve(Integer.toString(ports.plain()));
		this.login = login;
		List<String> command = new ArrayList<>(List.of(RedisBinary.find().path().toString(), "--port",
				Integer.toString(ports.plain()), "--bind", FreePorts.HOST, "--dir", this.folder.toString()));
		command.addAll(arguments);
		this.command = List.copyOf(command);
	}

	/**
	 * Returns the port that the server listens on without encryption.
	 * @return the real port, whatever it announces
	 */
	public int port() {
		return this.ports.plain();
	}

	/** Returns the real port for clients: that of TLS where the cluster has it. */
	int clientPort() {
		return this.ports.client();
	}

	/**
	 * Returns the real address.
	 * @return {@code 127.0.0.1:port}
	 */
	public String address() {
		return FreePorts.HOST + ":" + port();
	}

	/**
	 * Returns the port that the node announces.
	 * @return the port given to the cluster and its clients, for TLS where the cluster
	 * has it
	 */
	public int announcedPort() {
		return this.announcedPort;
	}

	int busPort() {
		return this.ports.bus();
	}

	/** Has the running server announce another port from now on. */
	void announce(int port) {
		command("CONFIG", "SET", announceDirective(), Integer.toString(port));
		this.announcedPort = port;
	}

	private String announceDirective() {
		return (clientPort() != port()) ? "cluster-announce-tls-port" : "cluster-announce-port";
	}

	/**
	 * Returns the cluster's id of the node.
	 * @return 40 hexadecimal digits
	 */
	public String id() {
		String id = this.id;
		if (id == null) {
			id = text("CLUSTER", "MYID");
			this.id = id;
		}
		return id;
	}

	/**
	 * Returns the server's process id.
	 * @return that of the last process, also after its end
	 */
	public long pid() {
		return current().pid();
	}

	/** Starts the process; returns before it answers. */
	void start() {
		this.lock.lock();
		try {
			Files.createDirectories(this.folder);
			List<String> words = new ArrayList<>(this.command);
			if (this.announcedPort != clientPort()) {
				words.addAll(List.of("--" + announceDirective(), Integer.toString(this.announcedPort)));
			}
			this.process = ServerProcess.start(words, this.folder, this.base);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until this very process answers on the port.
	 * @throws ServerEndedException if it ended
	 * @throws IllegalStateException if it does not answer in time
	 */
	void awaitAnswer() {
		String itself = "process_id:" + pid() + "\r\n";
		Await.until("the server on port " + port() + " answers", START_TIMEOUT, () -> {
			if (!isRunning()) {
				throw new ServerEndedException("the server on port " + port() + " ended: " + log());
			}
			// somebody else's server may have the port and be silent: look often
			try (ServerConnection connection = connect(PROBE_TIMEOUT)) {
				// while data is loaded INFO answers already, other commands do not
				String info = String.valueOf(connection.command("INFO"));
				// between the files of one log the server calls itself loaded, too early
				return info.contains(itself) && info.contains("loading:0\r\n") && !isLoading(connection);
			}
			catch (UncheckedIOException ex) {
				return false;
			}
		});
	}

	private static boolean isLoading(ServerConnection connection) {
		try {
			connection.command("DBSIZE");
			return false;
		}
		catch (ServerReplyException ex) {
			return String.valueOf(ex.getMessage()).startsWith("LOADING");
		}
	}

	/**
	 * Tells whether the process runs, paused or not.
	 * @return whether it does
	 */
	public boolean isRunning() {
		ServerProcess process = this.process;
		return process != null && process.isAlive();
	}

	/**
	 * Tells whether the process is stopped by {@link #pause()}.
	 * @return whether it is
	 */
	public boolean isPaused() {
		ServerProcess process = this.process;
		return process != null && process.isAlive() && process.isPaused();
	}

	/** Tells whether commands can be expected to be answered. */
	boolean isResponsive() {
		return isRunning() && !isPaused();
	}

	/**
	 * Sends a command over a new connection, with all rights.
	 * @param words the command and its arguments
	 * @return the reply: text, {@code Long}, a list or {@code null}
	 * @throws ServerReplyException if the server answers with an error
	 * @throws UncheckedIOException if it does not answer within ten seconds
	 */
	public @Nullable Object command(String... words) {
		try (ServerConnection connection = connect()) {
			return connection.command(words);
		}
	}

	/**
	 * Sends a command whose reply is text.
	 * @param words the command and its arguments
	 * @return the text
	 */
	public String text(String... words) {
		return String.valueOf(command(words));
	}

	/**
	 * Asks for what the server counts and tells of itself.
	 * @param section the section of INFO, such as {@code replication}
	 * @return what it says now
	 */
	public ServerInfo info(String section) {
		return new ServerInfo(text("INFO", section));
	}

	/**
	 * Opens a connection with all rights.
	 * @return the connection; the caller closes it
	 */
	public ServerConnection connect() {
		return connect(COMMAND_TIMEOUT);
	}

	/**
	 * Opens a connection with all rights.
	 * @param timeout the limit for connecting and for each reply
	 * @return the connection; the caller closes it
	 * @throws UncheckedIOException if it cannot be connected to
	 */
	public ServerConnection connect(Duration timeout) {
		ServerConnection connection = new ServerConnection(port(), timeout);
		Login login = this.login;
		if (login != null) {
			try {
				connection.command("AUTH", login.user, login.password);
			}
			catch (RuntimeException ex) {
				connection.close();
				throw ex;
			}
		}
		return connection;
	}

	/**
	 * Kills the process with SIGKILL, paused or not, and waits for its end; does nothing
	 * if it has ended.
	 */
	public void kill() {
		this.lock.lock();
		try {
			ServerProcess process = this.process;
			if (process != null) {
				process.end();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Sends SIGKILL without waiting for the end, to end several nodes at once. */
	void beginKill() {
		ServerProcess process = this.process;
		if (process != null) {
			process.kill();
		}
	}

	/**
	 * Stops the process with SIGSTOP: its connections stay, the system accepts more, and
	 * nothing answers. Returns when it has stopped.
	 */
	public void pause() {
		current().pause();
	}

	/** Lets a paused process go on with SIGCONT. */
	public void resume() {
		current().resume();
	}

	/**
	 * Kills the process if it runs, starts it again on the same port and folder, and
	 * waits until it answers.
	 */
	public void restart() {
		this.lock.lock();
		try {
			kill();
			start();
			awaitAnswer();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns the end of the server's log.
	 * @return the last lines
	 */
	public String log() {
		try {
			List<String> lines = Files.readAllLines(ServerProcess.logFile(this.folder));
			return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
		}
		catch (IOException ex) {
			return "no log: " + ex.getMessage();
		}
	}

	/** Kills the process and deletes its folder. */
	@Override
	public void close() {
		kill();
		Folders.delete(this.folder);
	}

	@Override
	public String toString() {
		return address();
	}

	private ServerProcess current() {
		ServerProcess process = this.process;
		if (process == null) {
			throw new IllegalStateException("the server on port " + port() + " was never started");
		}
		return process;
	}

	/**
	 * The ports of a node.
	 *
	 * @param plain where it listens without encryption
	 * @param client where it listens for clients: that of TLS where there is one
	 * @param announced what it tells the cluster and its clients at first
	 * @param bus where the other nodes reach it, 0 without a cluster
	 */
	record Ports(int plain, int client, int announced, int bus) {

		/** A server without cluster mode. */
		static Ports alone(int port) {
			return new Ports(port, port, port, 0);
		}

	}

	/** A user who may do everything. */
	record Login(String user, String password) {

		@Override
		public String toString() {
			return this.user;
		}

	}

	/** A server ended before it answered. */
	static final class ServerEndedException extends IllegalStateException {

		ServerEndedException(String message) {
			super(message);
		}

		boolean isPortTaken() {
			return String.valueOf(getMessage()).contains("Failed listening on port");
		}

	}

}
