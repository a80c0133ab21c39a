package io.rediscluster.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Holds threads until it is opened, and tells how many have arrived: the way to stop a
 * fake node at a known point. Thread safe, one lock.
 */
public final class Gate {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private boolean open;

	private int arrivals;

	private Gate(boolean open) {
		this.open = open;
	}

	/**
	 * Creates a gate that holds everybody.
	 * @return a closed gate
	 */
	public static Gate closed() {
		return new Gate(false);
	}

	static Gate opened() {
		return new Gate(true);
	}

	/** Lets everybody pass, those who wait and those who come later. */
	public void open() {
		set(true);
	}

	/** Holds those who come from now on. */
	public void shut() {
		set(false);
	}

	private void set(boolean open) {
		this.lock.lock();
		try {
			this.open = open;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until the gate is open.
	 * @throws InterruptedException if the thread is interrupted while it waits
	 */
	public void pass() throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			this.arrivals++;
			this.changed.signalAll();
			while (!this.open) {
				this.changed.await();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until threads have come to the gate, whether it let them pass or not.
	 * @param count how many arrivals, counted from the creation of the gate
	 * @param timeout the limit
	 * @throws IllegalStateException if fewer came in time
	 */
	public void awaitArrivals(int count, Duration timeout) {
		long end = System.nanoTime() + timeout.toNanos();
		this.lock.lock();
		try {
			while (this.arrivals < count) {
				long left = end - System.nanoTime();
				if (left <= 0) {
					throw new IllegalStateException("waited " + timeout.toMillis() + " ms for " + count
							+ " arrivals at a gate, " + this.arrivals + " came");
				}
				this.changed.await(left, TimeUnit.NANOSECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while waiting for arrivals at a gate", ex);
		}
		finally {
			this.lock.unlock();
		}
	}

}
