package io.rediscluster.client.internal.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many blocking calls are under way in the client. Thread safe.
 */
final class Load {

	private final AtomicInteger calls = new AtomicInteger();

	/**
	 * Counts a call that begins.
	 * @return how many are under way with it
	 */
	int begin() {
		return this.calls.incrementAndGet();
	}

	void end() {
		this.calls.decrementAndGet();
	}

	/**
	 * Tells whether one call at most is under way.
	 */
	boolean isAlone() {
		return this.calls.get() <= 1;
	}

}
