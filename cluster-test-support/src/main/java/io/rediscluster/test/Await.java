package io.rediscluster.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

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
		long end = System.nanoTime() + timeout.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - end > 0) {
				throw new IllegalStateException("waited " + timeout.toMillis() + " ms in vain until " + what);
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
