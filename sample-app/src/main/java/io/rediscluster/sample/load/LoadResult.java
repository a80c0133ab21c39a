package io.rediscluster.sample.load;

/**
 * What a load run measured.
 *
 * @param operations the number of operations, failed ones included; one that carries many
 * keys or a whole pipeline counts once
 * @param opsPerSecond operations by the time they really took
 * @param p50Micros the median latency of those that succeeded, in microseconds
 * @param p99Micros the latency in microseconds that 99 of 100 of those did not exceed
 * @param errors the number of operations that failed or read a wrong value
 */
record LoadResult(long operations, long opsPerSecond, long p50Micros, long p99Micros, long errors) {
}
