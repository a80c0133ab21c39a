package io.rediscluster.sample.console;

import java.util.Map;

import io.rediscluster.client.ClientStats;
import io.rediscluster.sample.load.LoadReading;
import org.jspecify.annotations.Nullable;

/**
 * Makes rates of counters that grow; one that begins anew makes no negative rate. For one
 * thread.
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
		double redirectRate = (before != null) ? Math.max(0, redirects - before.redirects) / seconds : 0;
		double retryRate = (before != null) ? Math.max(0, retries - before.retries) / seconds : 0;
		if (reading == null || before == null || (!loaded && reading.recent().operations() == 0)) {
			return new Point(now, null, null, null, null, null, redirectRate, retryRate);
		}
		LoadReading.Recent recent = reading.recent();
		long succeeded = Math.max(0, recent.operations() - recent.errors());
		boolean measured = succeeded > 0;
		return new Point(now, succeeded / seconds, recent.errors() / seconds, measured ? recent.p50Micros() : null,
				measured ? recent.p99Micros() : null, measured ? recent.maxMicros() : null, redirectRate, retryRate);
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
