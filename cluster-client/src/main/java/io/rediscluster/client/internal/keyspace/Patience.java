package io.rediscluster.client.internal.keyspace;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.NodeConnectionException;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.connection.Deadline;

/**
 * How long one request of a walk or one step of an operation waits for a cluster that
 * changes. Only for what may be sent again: a lost reply counts as passing, too. For one
 * thread.
 */
final class Patience {

	private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

	/** Errors of a node that has, or soon will have, lost its part to another one. */
	private static final Set<String> PASSING = Set.of("LOADING", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED",
			"ASK", "READONLY");

	private final NodeCalls calls;

	private final long deadline;

	private long pause = FIRST_PAUSE;

	Patience(NodeCalls calls, Duration timeout) {
		this.calls = calls;
		this.deadline = Deadline.after(timeout);
	}

	/**
	 * Waits a moment after a failure that may pass, and throws any other.
	 * @throws ClusterClientException the failure, or that the thread was interrupted
	 */
	void after(ClusterClientException failure) {
		if (!isPassing(failure)) {
			throw failure;
		}
		afterAny(failure);
	}

	/**
	 * Waits a moment after a failure.
	 * @throws ClusterClientException the failure, if the time is over, or that the thread
	 * was interrupted
	 */
	void afterAny(ClusterClientException failure) {
		if (this.calls.isClosed() || Deadline.remaining(this.deadline) <= this.pause) {
			throw failure;
		}
		pause(this.pause);
		this.pause = Math.min(LONGEST_PAUSE, 2 * this.pause);
	}

	private static boolean isPassing(ClusterClientException failure) {
		if (failure instanceof ServerErrorException error) {
			return PASSING.contains(error.code());
		}
		return failure instanceof NodeConnectionException || failure instanceof ClusterUnavailableException
				|| failure instanceof CommandTimeoutException || failure instanceof CommandOutcomeUnknownException;
	}

	/**
	 * Waits.
	 * @param nanos how long; 0 only looks whether the thread was interrupted
	 * @throws ClusterClientException if the thread is interrupted; its status stays set
	 */
	static void pause(long nanos) {
		long end = System.nanoTime() + nanos;
		while (true) {
			if (Thread.currentThread().isInterrupted()) {
				throw new ClusterClientException("The thread was interrupted while it waited for the cluster");
			}
			long remaining = end - System.nanoTime();
			if (remaining <= 0) {
				return;
			}
			LockSupport.parkNanos(remaining);
		}
	}

}
