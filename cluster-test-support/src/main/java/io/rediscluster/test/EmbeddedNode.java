package io.rediscluster.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * One real server process on 127.0.0.1 with a temporary folder of its own. The process
 * dies with this JVM, also when the JVM is killed: it runs under a shell that waits for
 * the end of its input, which only the JVM holds open. Thread safe.
 */
public final class EmbeddedNode implements AutoCloseable {

	/** Runs the server behind the shell's back, then kills it once the JVM is gone. */
	private static final String KEEPER = "log=$1; shift; \"$@\" >>\"$log\" 2>&1 & pid=$!; echo $pid; "
			+ "while read -r line; do :; done; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null";

	private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

	private final RedisBinary binary;

	private final int port;

	private final Path folder;

	private final List<String> arguments;

	private final @Nullable String password;

	private @Nullable Process keeper;

	private long pid;

	private @Nullable String id;

	EmbeddedNode(RedisBinary binary, int port, List<String> arguments, @Nullable String password) {
		this.binary = binary;
		this.port = port;
		this.password = password;
		try {
			this.folder = Files.createTempDirectory("redis-test-node-" + port + "-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.arguments = List.copyOf(arguments);
	}

	/**
	 * Returns the port that the server listens on.
	 * @return the real port, whatever it announces
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Returns the real address.
	 * @return {@code 127.0.0.1:port}
	 */
	public String address() {
		return "127.0.0.1:" + this.port;
	}

	/**
	 * Returns the cluster's id of the node.
	 * @return 40 hexadecimal digits
	 */
	public synchronized String id() {
		String id = this.id;
		if (id == null) {
			id = (String) Objects.requireNonNull(command("CLUSTER", "MYID"));
			this.id = id;
		}
		return id;
	}

	/**
	 * Starts the process; returns before it answers.
	 */
	synchronized void start() {
		List<String> command = new ArrayList<>(List.of("sh", "-c", KEEPER, "sh", this.folder.resolve("log").toString(),
				this.binary.path().toString()));
		command.addAll(
				List.of("--port", Integer.toString(this.port), "--bind", "127.0.0.1", "--dir", this.folder.toString()));
		command.addAll(this.arguments);
		try {
			Process keeper = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
			this.keeper = keeper;
			String line = new BufferedReader(new InputStreamReader(keeper.getInputStream(), StandardCharsets.US_ASCII))
				.readLine();
			this.pid = Long.parseLong(Objects.requireNonNull(line, "the shell did not start"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the server cannot be started", ex);
		}
	}

	/**
	 * Waits until the server answers PING.
	 * @param timeout the limit
	 * @throws IllegalStateException if it ended or does not answer in time, with the end
	 * of its log
	 */
	void awaitAnswer(Duration timeout) {
		Await.until("the server on port " + this.port + " answers", timeout, () -> {
			if (!isRunning()) {
				throw new IllegalStateException("the server on port " + this.port + " ended: " + log());
			}
			try {
				return "PONG".equals(command("PING"));
			}
			catch (UncheckedIOException ex) {
				return false;
			}
			catch (ServerReplyException ex) {
				return !String.valueOf(ex.getMessage()).startsWith("LOADING");
			}
		});
	}

	/**
	 * Tells whether the process runs, stopped or not.
	 * @return whether it does
	 */
	public synchronized boolean isRunning() {
		return this.keeper != null && ProcessHandle.of(this.pid).map(ProcessHandle::isAlive).orElse(false);
	}

	/**
	 * Sends a command over a new connection, authenticated where the node needs it.
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
	 * Opens a connection, authenticated where the node needs it.
	 * @return the connection; the caller closes it
	 */
	public ServerConnection connect() {
		ServerConnection connection = new ServerConnection(this.port, COMMAND_TIMEOUT);
		if (this.password != null) {
			connection.command("AUTH", this.password);
		}
		return connection;
	}

	/** Kills the process with SIGKILL and waits for its end. */
	public synchronized void kill() {
		Process keeper = this.keeper;
		if (keeper != null) {
			ProcessHandle.of(this.pid).ifPresent(ProcessHandle::destroyForcibly);
			end(keeper);
			this.keeper = null;
		}
	}

	/** Stops the process with SIGSTOP: its connections stay, nothing answers. */
	public void pause() {
		signal("-STOP");
	}

	/** Lets a paused process go on. */
	public void resume() {
		signal("-CONT");
	}

	/**
	 * Starts a process that was killed again, on the same port and folder, and waits
	 * until it answers.
	 */
	public void restart() {
		kill();
		start();
		awaitAnswer(Duration.ofSeconds(20));
	}

	private synchronized void signal(String signal) {
		try {
			Process process = new ProcessBuilder("kill", signal, Long.toString(this.pid)).start();
			if (!process.waitFor(5, TimeUnit.SECONDS) || process.exitValue() != 0) {
				throw new IllegalStateException("kill " + signal + " failed for the server on port " + this.port);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	private static void end(Process keeper) {
		try {
			keeper.getOutputStream().close();
			if (!keeper.waitFor(10, TimeUnit.SECONDS)) {
				keeper.destroyForcibly();
			}
		}
		catch (IOException ex) {
			keeper.destroyForcibly();
		}
		catch (InterruptedException ex) {
			keeper.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Returns the end of the server's log.
	 * @return the last lines
	 */
	public String log() {
		try {
			List<String> lines = Files.readAllLines(this.folder.resolve("log"));
			return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
		}
		catch (IOException ex) {
			return "no log: " + ex.getMessage();
		}
	}

	/** Kills the process and deletes its folder. */
	@Override
	public void close() {
		kill();
		try (Stream<Path> files = Files.walk(this.folder)) {
			files.sorted(Comparator.reverseOrder()).forEach((file) -> file.toFile().delete());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return address();
	}

}
