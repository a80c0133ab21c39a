package io.rediscluster.sample.load;

import java.util.HashMap;
import java.util.Map;

/**
 * What one thread of a load saw, since its start and since the last reading: the
 * latencies of what succeeded, and the failures. Thread safe: the thread records while
 * others read.
 */
final class LoadTally {

	private final LatencyHistogram all = new LatencyHistogram();

	private final LatencyHistogram recent = new LatencyHistogram();

	private final Map<String, Long> failures = new HashMap<>();

	private long errors;

	private long recentErrors;

	synchronized void succeeded(long nanos) {
		this.all.record(nanos);
		this.recent.record(nanos);
	}

	/** Counts a failure; how long it took says nothing about how fast the cluster is. */
	synchronized void failed(RuntimeException failure) {
		this.errors++;
		this.recentErrors++;
		this.failures.merge(failure.getClass().getSimpleName(), 1L, Long::sum);
	}

	/** Adds what this thread saw since its start. */
	synchronized void addAllTo(LoadTally sum) {
		sum.all.add(this.all);
		sum.errors += this.errors;
	}

	/** Adds what is new since the last call, and the counts since the start. */
	synchronized void addRecentTo(LatencyHistogram latencies, Counts counts) {
		latencies.add(this.recent);
		this.recent.clear();
		counts.recentErrors += this.recentErrors;
		this.recentErrors = 0;
		counts.operations += this.all.total() + this.errors;
		this.failures.forEach((kind, count) -> counts.failures.merge(kind, count, Long::sum));
	}

	synchronized LoadResult result(long nanos) {
		long operations = this.all.total() + this.errors;
		long perSecond = Math.round(operations * 1e9 / Math.max(1, nanos));
		return new LoadResult(operations, perSecond, this.all.percentileMicros(50), this.all.percentileMicros(99),
				this.errors);
	}

	/**
	 * Sums over threads. Not thread safe.
	 */
	static final class Counts {

		private final Map<String, Long> failures = new HashMap<>();

		private long recentErrors;

		private long operations;

		LoadReading reading(LatencyHistogram recent) {
			return new LoadReading(
					new LoadReading.Recent(recent.total() + this.recentErrors, this.recentErrors,
							recent.percentileMicros(50), recent.percentileMicros(99), recent.percentileMicros(100)),
					this.operations, Map.copyOf(this.failures));
		}

	}

}
