package io.rediscluster.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

/**
 * What a proxy does to the bytes of one direction, and how many there were. Thread safe
 * without a lock: each setting stands alone.
 */
final class Faults {

	private final Gate flow = Gate.opened();

	private final LongAdder passed = new LongAdder();

	private final LongAdder swallowed = new LongAdder();

	private volatile long delayNanos;

	private volatile int bytesPerSecond;

	private volatile boolean blackHole;

	private volatile @Nullable Cut cut;

	void delay(Duration delay) {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("delay: " + delay);
		}
		this.delayNanos = delay.toNanos();
	}

	long delayNanos() {
		return this.delayNanos;
	}

	void throttle(int bytesPerSecond) {
		if (bytesPerSecond < 0) {
			throw new IllegalArgumentException("bytes per second: " + bytesPerSecond);
		}
		this.bytesPerSecond = bytesPerSecond;
	}

	int bytesPerSecond() {
		return this.bytesPerSecond;
	}

	void blackHole(boolean blackHole) {
		this.blackHole = blackHole;
	}

	boolean isBlackHole() {
		return this.blackHole;
	}

	void cutAfter(long bytes, int connections) {
		if (bytes < 0 || connections < 1) {
			throw new IllegalArgumentException(connections + " connections after " + bytes + " bytes");
		}
		this.cut = new Cut(bytes, new AtomicInteger(connections));
	}

	@Nullable Cut cut() {
		return this.cut;
	}

	Gate flow() {
		return this.flow;
	}

	void clear() {
		this.delayNanos = 0;
		this.bytesPerSecond = 0;
		this.blackHole = false;
		this.cut = null;
		this.flow.open();
	}

	void addPassed(int bytes) {
		this.passed.add(bytes);
	}

	long passed() {
		return this.passed.sum();
	}

	void addSwallowed(int bytes) {
		this.swallowed.add(bytes);
	}

	long swallowed() {
		return this.swallowed.sum();
	}

	/**
	 * An order to cut connections; another order starts the count anew.
	 *
	 * @param bytes what a connection may pass on before
	 * @param left how many connections are still to be cut
	 */
	record Cut(long bytes, AtomicInteger left) {

		boolean take() {
			return this.left.getAndUpdate((left) -> Math.max(0, left - 1)) > 0;
		}

	}

}
