package io.rediscluster.client.internal.connection;

/**
 * Whether it is worth while to look for a reply some more before blocking. A way of
 * waiting that does not help loses credit, and once it has none it is only tried now and
 * then: on a network where replies take long nobody spins in vain. Confined to one thread
 * at a time.
 */
final class Patience {

	private static final int MOST = 32;

	/** Without credit, one call in so many tries. */
	private static final int PAUSE = 64;

	private final int gain;

	private int credit = MOST;

	private int paused;

	/**
	 * Starts with full credit.
	 * @param gain how many tries in vain one that helps makes up for
	 */
	Patience(int gain) {
		this.gain = gain;
	}

	/**
	 * Tells whether the current call should try.
	 */
	boolean isWorthWhile() {
		if (this.credit > 0) {
			return true;
		}
		if (++this.paused < PAUSE) {
			return false;
		}
		this.paused = 0;
		return true;
	}

	/**
	 * Takes note of what came of a try.
	 * @param helped whether the reply came
	 */
	void tried(boolean helped) {
		this.credit = helped ? Math.min(MOST, this.credit + this.gain) : Math.max(0, this.credit - 1);
	}

}
