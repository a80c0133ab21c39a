package io.rediscluster.client.internal.connection;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many blocking calls are under way in the client. Thread safe.
 */
public final class Load {

	/**
	 * Up to so many blocking calls in the whole client go over direct connections;
	 * beyond, sharing one connection saves more system calls than hand-overs cost.
	 */
	private static final int FEW = 8;

	private final AtomicInteger calls = new AtomicInteger();

	/**
	 * Counts a call that begins.
	 * @return how many are under way with it
	 */
	public int begin() {
		return this.calls.incrementAndGet();
	}

	/** Counts a call that ends. */
	public void end() {
		this.calls.decrementAndGet();
	}

	/**
	 * Tells whether so many calls are few enough for direct connections.
	 * @param calls how many are under way
	 * @return whether they are
	 */
	public boolean isFew(int calls) {
		return calls <= FEW;
	}

}
