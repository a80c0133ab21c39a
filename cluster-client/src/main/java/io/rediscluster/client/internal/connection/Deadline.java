package io.rediscluster.client.internal.connection;

import java.time.Duration;

/**
 * The end of a call as a value of {@link System#nanoTime()}: made once at the edge of the
 * API and passed down as a {@code long}, so that it costs no object.
 */
public final class Deadline {

	private Deadline() {
	}

	/**
	 * Returns the deadline of a call that begins now.
	 * @param timeout a positive duration; a century at most counts
	 * @return the deadline
	 */
	public static long after(Duration timeout) {
		return System.nanoTime() + nanos(timeout);
	}

	/**
	 * Returns a duration in nanoseconds.
	 * @param duration any duration
	 * @return the nanoseconds, at most those of a century
	 */
	public static long nanos(Duration duration) {
		return (duration.getSeconds() > 3_000_000_000L) ? Long.MAX_VALUE / 4 : duration.toNanos();
	}

	/**
	 * Returns how long a deadline is away.
	 * @param deadline the deadline
	 * @return nanoseconds; negative if it has passed
	 */
	public static long remaining(long deadline) {
		return deadline - System.nanoTime();
	}

	/**
	 * Tells whether a deadline has passed.
	 * @param deadline the deadline
	 * @return whether it has
	 */
	public static boolean hasPassed(long deadline) {
		return remaining(deadline) <= 0;
	}

	/**
	 * Returns the remaining time as a socket takes it.
	 * @param deadline the deadline
	 * @param most the longest time to return, in milliseconds
	 * @return 1 to {@code most} milliseconds
	 */
	public static int millis(long deadline, int most) {
		return (int) Math.max(1, Math.min(most, (remaining(deadline) + 999_999) / 1_000_000));
	}

}
