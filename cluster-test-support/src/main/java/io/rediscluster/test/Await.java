package io.rediscluster.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Waits for a state that another process reaches on its own.
 */
public final class Await {

	private static final long POLL_MILLIS = 10;

	private Await() {
	}

	/**
	 * Asks again and again until a condition holds.
	 * @param what what is awaited, for the message
	 * @param timeout the limit
	 * @param condition the condition
	 * @throws IllegalStateException if it does not hold in time
	 */
	public static void until(String what, Duration timeout, BooleanSupplier condition) {
		untilClear(what, timeout, () -> condition.getAsBoolean() ? null : "");
	}

	/**
	 * Asks again and again until nothing is in the way.
	 * @param what what is awaited, for the message
	 * @param timeout the limit
	 * @param obstacle says what is in the way, {@code null} for nothing
	 * @throws IllegalStateException if something is for too long, naming the last
	 * obstacle
	 */
	static void untilClear(String what, Duration timeout, Supplier<@Nullable String> obstacle) {
		long end = System.nanoTime() + timeout.toNanos();
		for (String last = obstacle.get(); last != null; last = obstacle.get()) {
			if (System.nanoTime() - end > 0) {
				throw new IllegalStateException("waited " + timeout.toMillis() + " ms in vain until " + what
						+ (last.isEmpty() ? "" : ": " + last));
			}
			try {
				Thread.sleep(POLL_MILLIS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("interrupted while waiting until " + what, ex);
			}
		}
	}

}
