package io.rediscluster.sample.load;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Counts latencies in buckets whose width is at most 1/64 of their value, in a fixed 30
 * kB whatever is recorded. Not thread safe: each thread records into its own, and they
 * are added up at the end.
 */
final class LatencyHistogram {

	/** Buckets for each power of two: the relative error is at most 1/64. */
	private static final int SUB_BUCKETS = 64;

	private static final int SUB_BUCKET_BITS = 6;

	private final long[] counts = new long[index(Long.MAX_VALUE) + 1];

	private long total;

	/**
	 * Counts a latency; a negative one counts as 0.
	 */
	void record(long nanos) {
		this.counts[index(Math.max(nanos, 0))]++;
		this.total++;
	}

	/**
	 * Adds the counts of another histogram.
	 */
	void add(LatencyHistogram other) {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] += other.counts[i];
		}
		this.total += other.total;
	}

	/**
	 * Forgets everything.
	 */
	void clear() {
		Arrays.fill(this.counts, 0);
		this.total = 0;
	}

	/**
	 * Returns how many latencies were recorded.
	 */
	long total() {
		return this.total;
	}

	/**
	 * Returns the latency that the given share of the recorded ones does not exceed.
	 * @param percentile above 0, at most 100
	 * @return whole microseconds, rounded up; at most 1/64 too high; 0 if nothing was
	 * recorded
	 */
	long percentileMicros(double percentile) {
		long rank = Math.max(1, (long) Math.ceil(this.total * percentile / 100));
		long seen = 0;
		for (int i = 0; i < this.counts.length; i++) {
			seen += this.counts[i];
			if (seen >= rank) {
				return ceilToMicros(highest(i));
			}
		}
		return 0;
	}

	private static long ceilToMicros(long nanos) {
		long micros = TimeUnit.NANOSECONDS.toMicros(nanos);
		return (TimeUnit.MICROSECONDS.toNanos(micros) < nanos) ? micros + 1 : micros;
	}

	/**
	 * Returns the bucket of a value: the value itself below 128, then 64 buckets for each
	 * power of two, told apart by the six bits after the leading one.
	 */
	private static int index(long value) {
		int shift = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - SUB_BUCKET_BITS);
		return shift * SUB_BUCKETS + (int) (value >>> shift);
	}

	/**
	 * Returns the highest value of a bucket.
	 */
	private static long highest(int index) {
		int shift = Math.max(0, index / SUB_BUCKETS - 1);
		long leading = index - (long) shift * SUB_BUCKETS;
		return ((leading + 1) << shift) - 1;
	}

}
