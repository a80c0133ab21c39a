package io.rediscluster.client.internal.connection;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node can be reached, as far as its link knows: after a failed attempt the
 * next one waits, longer each time and with jitter, and calls in between fail at once.
 * Thread safe; {@link #lock} guards the state.
 */
final class Reachability {

	/** Waits between attempts, in nanoseconds. */
	private static final long FIRST_BACKOFF = 5_000_000;

	private static final long MAX_BACKOFF = 250_000_000;

	private final ReentrantLock lock = new ReentrantLock();

	private final AtomicLong opened = new AtomicLong();

	private final AtomicLong failed = new AtomicLong();

	private int failures;

	private long notBefore;

	private @Nullable Throwable lastFailure;

	/**
	 * Says whether an attempt may be made now.
	 * @throws LinkFailure if the last one failed a moment ago
	 */
	void check() throws LinkFailure {
		Throwable cause;
		this.lock.lock();
		try {
			if (this.failures == 0 || this.notBefore - System.nanoTime() <= 0) {
				return;
			}
			cause = this.lastFailure;
		}
		finally {
			this.lock.unlock();
		}
		throw new LinkFailure(Kind.CONNECT, false,
				(cause != null) ? String.valueOf(cause.getMessage()) : "the node cannot be reached", cause);
	}

	/** Takes note that a connection was opened. */
	void reached() {
		this.opened.incrementAndGet();
		this.lock.lock();
		try {
			this.failures = 0;
			this.lastFailure = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes note that a connection could not be opened.
	 */
	void unreachable(@Nullable Throwable cause) {
		this.failed.incrementAndGet();
		this.lock.lock();
		try {
			this.lastFailure = cause;
			long backoff = Math.min(MAX_BACKOFF, FIRST_BACKOFF << Math.min(this.failures, 10));
			this.failures++;
			this.notBefore = System.nanoTime() + backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Takes note that an open connection broke. */
	void broken() {
		this.failed.incrementAndGet();
	}

	/**
	 * Returns how many connections were opened.
	 */
	long opened() {
		return this.opened.get();
	}

	/**
	 * Returns how many could not be opened or broke.
	 */
	long failed() {
		return this.failed.get();
	}

}
