package io.rediscluster.sample.load;

import org.jspecify.annotations.Nullable;

/**
 * What a load is to do.
 *
 * @param threads the number of threads, each with one operation at a time
 * @param seconds after how long it ends by itself
 * @param mix reads and writes of single values; {@code null} for the traffic of a shop,
 * which has hashes, sorted sets and deletions too
 * @param bulk whether one of five operations has ten keys, as one command or as a
 * pipeline; a shop's traffic always has some
 */
public record LoadPlan(int threads, int seconds, @Nullable LoadMix mix, boolean bulk) {

	/** The most threads that a load may have. */
	public static final int MAX_THREADS = 64;

	/**
	 * Plans the traffic of a shop.
	 * @param threads the number of threads
	 * @param seconds after how long it ends by itself
	 * @return the plan
	 */
	static LoadPlan shop(int threads, int seconds) {
		return new LoadPlan(threads, seconds, null, true);
	}

}
