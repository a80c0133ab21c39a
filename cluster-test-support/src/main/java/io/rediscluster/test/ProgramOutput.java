package io.rediscluster.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Runs a program that prints a few lines and ends. Stateless.
 */
final class ProgramOutput {

	private ProgramOutput() {
	}

	/**
	 * Runs a program without input.
	 * @param limit how long it may take; it is killed then
	 * @param command the program and its arguments
	 * @return what it printed to either stream: no more than a pipe holds, as nobody
	 * reads before the end
	 * @throws IOException if it cannot be started
	 * @throws IllegalStateException if it does not end in time or the thread is
	 * interrupted; the message does not show the arguments
	 */
	static String of(Duration limit, List<String> command) throws IOException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			process.getOutputStream().close();
			if (!process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
				throw new IllegalStateException(command.get(0) + " does not end within " + limit.toSeconds() + " s");
			}
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while " + command.get(0) + " runs", ex);
		}
		finally {
			process.destroyForcibly();
		}
	}

}
