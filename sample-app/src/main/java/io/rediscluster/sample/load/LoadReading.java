package io.rediscluster.sample.load;

import java.util.Map;

/**
 * What a load has measured so far, and since it was last asked.
 *
 * @param recent the time since the last reading
 * @param operations operations since the start, failed ones included
 * @param failures failures since the start, by the simple name of the exception
 */
public record LoadReading(Recent recent, long operations, Map<String, Long> failures) {

	/**
	 * The time since the last reading.
	 *
	 * @param operations operations that ended
	 * @param errors how many of them failed
	 * @param p50Micros the median latency of those that succeeded, in microseconds
	 * @param p99Micros the latency that 99 of 100 of those did not exceed
	 * @param maxMicros the longest latency of those
	 */
	public record Recent(long operations, long errors, long p50Micros, long p99Micros, long maxMicros) {
	}

}
