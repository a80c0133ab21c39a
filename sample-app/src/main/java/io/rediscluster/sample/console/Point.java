package io.rediscluster.sample.console;

import org.jspecify.annotations.Nullable;

/**
 * One second in the charts. Without a load its figures are {@code null}.
 *
 * @param at milliseconds since 1970
 * @param ops operations per second that succeeded
 * @param errors failed operations per second
 * @param p50 the median latency in microseconds
 * @param p99 the latency that 99 of 100 operations did not exceed
 * @param max the longest latency
 * @param redirects redirects per second
 * @param retries retries per second
 */
record Point(long at, @Nullable Double ops, @Nullable Double errors, @Nullable Long p50, @Nullable Long p99,
		@Nullable Long max, double redirects, double retries) {
}
