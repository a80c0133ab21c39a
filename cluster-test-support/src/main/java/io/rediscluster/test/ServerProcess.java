package io.rediscluster.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A server process that cannot outlive this JVM. It runs under a shell that waits for the
 * end of its input, which only the JVM holds open: however the JVM ends, also by SIGKILL,
 * the shell then kills the server, stopped or not, and deletes its files. Thread safe,
 * one lock.
 */
final class ServerProcess {

	/**
	 * Arguments: the log, the folder to delete, the file that marks the server's end, the
	 * server with its arguments. Prints the server's process id. The shell ignores the
	 * signals that a terminal sends to all, so that nothing but the end of its input
	 * stops it. A line of input says that the files are to be kept. The marker keeps it
	 * from killing a process that later got the id of a server that had ended.
	 */
	private static final String KEEPER = """
			trap '' HUP INT QUIT TERM
			log=$1 base=$2 ended=$3
			shift 3
			exec 3<&0
			"$@" >>"$log" 2>&1 </dev/null 3<&- &
			server=$!
			{
				keep=
				while read -r line; do keep=$line; done
				[ -e "$ended" ] || kill -s KILL "$server"
				[ -n "$keep" ] || rm -rf -- "$base"
			} <&3 >/dev/null 2>&1 &
			exec 3<&-
			echo "$server"
			exec >/dev/null 2>&1
			wait "$server"
			: >"$ended"
			wait
			""";

	private static final Duration END_TIMEOUT = Duration.ofSeconds(10);

	private static final Set<ServerProcess> RUNNING = ConcurrentHashMap.newKeySet();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(ServerProcess::endAll, "embedded-servers-end"));
	}

	private final ReentrantLock lock = new ReentrantLock();

	private final Process keeper;

	private final long pid;

	/** Absent if the server ended before it could be looked up. */
	private final @Nullable ProcessHandle server;

	private volatile boolean paused;

	private ServerProcess(Process keeper, long pid) {
		this.keeper = keeper;
		this.pid = pid;
		this.server = ProcessHandle.of(pid).orElse(null);
	}

	/**
	 * Starts a server; returns before it answers.
	 * @param command the executable and its arguments
	 * @param folder its folder
	 * @param base what to delete when the JVM is gone: the folder or one above
	 */
	static ServerProcess start(List<String> command, Path folder, Path base) {
		Path ended = folder.resolve("ended");
		List<String> words = new ArrayList<>(
				List.of("sh", "-c", KEEPER, "sh", logFile(folder).toString(), base.toString(), ended.toString()));
		words.addAll(command);
		try {
			Files.deleteIfExists(ended);
			Process keeper = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
			String line = new BufferedReader(new InputStreamReader(keeper.getInputStream(), StandardCharsets.US_ASCII))
				.readLine();
			if (line == null) {
				throw new IllegalStateException("the shell that keeps a server ended at once");
			}
			ServerProcess process = new ServerProcess(keeper, Long.parseLong(line));
			RUNNING.add(process);
			return process;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the server cannot be started", ex);
		}
	}

	static Path logFile(Path folder) {
		return folder.resolve("log");
	}

	long pid() {
		return this.pid;
	}

	boolean isAlive() {
		return this.server != null && this.server.isAlive();
	}

	boolean isPaused() {
		return this.paused;
	}

	/** Stops the process and waits until it has stopped, where the system tells. */
	void pause() {
		this.lock.lock();
		try {
			signal("STOP");
			this.paused = true;
			Path state = Path.of("/proc", Long.toString(this.pid), "stat");
			if (Files.exists(state)) {
				Await.until("process " + this.pid + " has stopped", END_TIMEOUT, () -> isStopped(state));
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void resume() {
		this.lock.lock();
		try {
			signal("CONT");
			this.paused = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static boolean isStopped(Path state) {
		try {
			String text = Files.readString(state);
			// the name before may contain anything but ends with the last parenthesis
			return text.startsWith(" T", text.lastIndexOf(')') + 1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void signal(String signal) {
		try {
			Process process = new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal,
					Long.toString(this.pid))
				.start();
			if (!process.waitFor(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
				throw new IllegalStateException("the signal " + signal + " did not reach process " + this.pid);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while sending the signal " + signal, ex);
		}
	}

	/** Sends SIGKILL without waiting for the end. */
	void kill() {
		if (this.server != null) {
			this.server.destroyForcibly();
		}
	}

	/**
	 * Kills the server, waits until it and its shell have ended; the files stay.
	 */
	void end() {
		this.lock.lock();
		try {
			kill();
			try (OutputStream input = this.keeper.getOutputStream()) {
				input.write("keep\n".getBytes(StandardCharsets.US_ASCII));
			}
			catch (IOException ex) {
				// the shell has ended already
			}
			awaitEnd();
			RUNNING.remove(this);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void awaitEnd() {
		boolean interrupted = false;
		long end = System.nanoTime() + END_TIMEOUT.toNanos();
		while (this.keeper.isAlive()) {
			try {
				if (!this.keeper.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
					throw new IllegalStateException("process " + this.pid + " did not end");
				}
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** Leaves the files to the shells, which delete them. */
	private static void endAll() {
		RUNNING.forEach(ServerProcess::kill);
		for (ServerProcess process : RUNNING) {
			try {
				process.keeper.getOutputStream().close();
			}
			catch (IOException ex) {
				// the shell has ended already
			}
			process.awaitEnd();
		}
	}

}
