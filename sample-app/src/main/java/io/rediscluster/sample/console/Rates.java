package io.rediscluster.sample.console;

import java.util.Map;

import io.rediscluster.client.ClientStats;
import io.rediscluster.sample.load.LoadReading;
import org.jspecify.annotations.Nullable;

/**
 * Makes rates of counters that only grow. For one thread.
 */
final class Rates {

	/** What was seen last; {@code null} before the first look. */
	private @Nullable Seen seen;

	/**
	 * Makes the next point.
	 * @param loaded whether a load is under way; its end still has figures
	 */
	Point point(long now, boolean loaded, @Nullable LoadReading reading, ClientStats stats) {
		long redirects = sum(stats.redirects());
		long retries = sum(stats.retries());
		Seen before = this.seen;
		Seen seen = new Seen(System.nanoTime(), redirects, retries);
		this.seen = seen;
		double seconds = (before != null) ? Math.max(0.001, (seen.nanos - before.nanos) / 1e9) : 1;
		double redirectRate = (before != null) ? (redirects - before.redirects) / seconds : 0;
		double retryRate = (before != null) ? (retries - before.retries) / seconds : 0;
		if (reading == null || before == null || (!loaded && reading.recent().operations() == 0)) {
			return new Point(now, null, null, null, null, null, redirectRate, retryRate);
		}
		LoadReading.Recent recent = reading.recent();
		boolean measured = recent.operations() > 0;
		return new Point(now, recent.operations() / seconds, recent.errors() / seconds,
				measured ? recent.p50Micros() : null, measured ? recent.p99Micros() : null,
				measured ? recent.maxMicros() : null, redirectRate, retryRate);
	}

	/** Begins anew after a time in which nobody looked. */
	void forget() {
		this.seen = null;
	}

	private static long sum(Map<?, Long> counts) {
		return counts.values().stream().mapToLong(Long::longValue).sum();
	}

	/** Counters at one moment. */
	private record Seen(long nanos, long redirects, long retries) {
	}

}
