package io.rediscluster.client.internal.connection;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of one client: daemons with telling names. Short work runs on a few pooled
 * ones that end when they are idle. Thread safe.
 */
public final class ClientThreads implements AutoCloseable {

	private static final AtomicInteger CLIENTS = new AtomicInteger();

	/** Probes, refreshes and exclusive calls of virtual threads; more are turned away. */
	private static final int MAX_WORKERS = 256;

	private final String prefix = "rediscluster-" + CLIENTS.incrementAndGet() + "-";

	private final AtomicInteger workerNumbers = new AtomicInteger();

	private final ExecutorService workers = new ThreadPoolExecutor(0, MAX_WORKERS, 5, TimeUnit.SECONDS,
			new SynchronousQueue<>(), (task) -> create("worker-" + this.workerNumbers.incrementAndGet(), task));

	/**
	 * Makes a daemon thread.
	 * @param name what it does
	 * @param task its work
	 * @return the thread, not started
	 */
	public Thread create(String name, Runnable task) {
		Thread thread = new Thread(null, task, this.prefix + name, 0, false);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Runs short work on a pooled thread.
	 * @param task the work
	 * @return {@code false} if all are busy, the machine gives no thread, or the client
	 * is closed
	 */
	public boolean run(Runnable task) {
		try {
			this.workers.execute(task);
			return true;
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// the error says "unable to create native thread"
			return false;
		}
	}

	/** Interrupts the pooled threads and takes no more work. */
	@Override
	public void close() {
		this.workers.shutdownNow();
	}

	/**
	 * Tells whether the current thread is a platform thread.
	 * @return {@code false} on a virtual thread
	 */
	public static boolean onPlatformThread() {
		return !VirtualThreads.isVirtual(Thread.currentThread());
	}

}
