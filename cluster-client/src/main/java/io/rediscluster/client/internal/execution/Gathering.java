package io.rediscluster.client.internal.execution;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are carried out together, and the thread that waits for all of them. Each
 * command has its deadline, so the wait has an end.
 */
final class Gathering {

	/** A reply is often there before a thread that parks has gone to sleep. */
	private static final int YIELDS = 3;

	private final int size;

	private final Collecting collecting;

	private final Thread waiter = Thread.currentThread();

	private volatile @Nullable List<Outcome> outcomes;

	/**
	 * Makes room for outcomes. The current thread is the one that waits.
	 */
	Gathering(int size) {
		this.size = size;
		this.collecting = new Collecting(size, (outcomes) -> {
			this.outcomes = outcomes;
			LockSupport.unpark(this.waiter);
		});
	}

	/**
	 * Makes the execution whose outcome has an index.
	 */
	AsyncExecution execution(int index, Progress progress) {
		return this.collecting.execution(index, progress);
	}

	/**
	 * Waits for all outcomes.
	 * @return the outcomes in order
	 * @throws ClusterClientException if the thread is interrupted; its status is set, and
	 * the commands go on
	 */
	List<Outcome> await() {
		for (int i = 0; i < YIELDS && this.outcomes == null; i++) {
			Thread.yield();
		}
		while (true) {
			List<Outcome> outcomes = this.outcomes;
			if (outcomes != null) {
				return outcomes;
			}
			LockSupport.park(this);
			if (this.outcomes == null && Thread.currentThread().isInterrupted()) {
				throw new ClusterClientException("The thread was interrupted while it waited for " + this.size
						+ " commands; those that were sent may be carried out");
			}
		}
	}

}
