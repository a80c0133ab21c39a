package io.rediscluster.client.internal.connection;

import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The client's clock: looks at every watched connection a hundred times a second, ends
 * what is overdue, and runs delayed tasks. One thread. Thread safe; {@link #lock} guards
 * the tasks.
 */
public final class Watchdog implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Watchdog.class);

	/** Timeouts are precise to this; ten times rarer looks while nothing is in flight. */
	private static final long TICK = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long IDLE_TICK = TimeUnit.MILLISECONDS.toNanos(100);

	private final Set<Watched> watched = ConcurrentHashMap.newKeySet();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private final PriorityQueue<Task> tasks = new PriorityQueue<>();

	private final Thread thread;

	private long taskNumber;

	private boolean closed;

	private volatile boolean idle;

	Watchdog(ClientThreads threads) {
		this.thread = threads.create("watchdog", this::run);
	}

	/** Starts the thread. */
	public void start() {
		this.thread.start();
	}

	void watch(Watched watched) {
		this.watched.add(watched);
		wake();
	}

	void forget(Watched watched) {
		this.watched.remove(watched);
	}

	/** Makes an idle watchdog look often again. */
	void wake() {
		if (this.idle) {
			this.lock.lock();
			try {
				this.changed.signal();
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Runs a task later, on the watchdog's thread: it must be short and never block.
	 * @param task the task
	 * @param delay the delay in nanoseconds
	 * @return {@code false} if the client is closed
	 */
	public boolean schedule(Runnable task, long delay) {
		this.lock.lock();
		try {
			if (this.closed) {
				return false;
			}
			this.tasks.add(new Task(System.nanoTime() + delay, this.taskNumber++, task));
			this.changed.signal();
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		while (true) {
			boolean busy = false;
			long now = System.nanoTime();
			for (Watched connection : this.watched) {
				try {
					busy |= connection.check(now);
				}
				catch (RuntimeException | Error ex) {
					logger.error("The watchdog could not check a connection", ex);
				}
			}
			if (!runTasks(busy ? TICK : IDLE_TICK, !busy)) {
				return;
			}
		}
	}

	/**
	 * Runs due tasks until the tick is over.
	 * @return {@code false} if the client is closed
	 */
	private boolean runTasks(long tick, boolean idle) {
		long end = System.nanoTime() + tick;
		while (true) {
			Task due = null;
			this.lock.lock();
			try {
				if (this.closed) {
					return false;
				}
				Task next = this.tasks.peek();
				long now = System.nanoTime();
				if (next != null && next.time - now <= 0) {
					due = this.tasks.poll();
				}
				else {
					long until = (next != null && next.time - end < 0) ? next.time : end;
					if (until - now <= 0) {
						return true;
					}
					this.idle = idle;
					boolean woken = this.changed.awaitNanos(until - now) > 0;
					this.idle = false;
					if (woken && idle) {
						return true;
					}
				}
			}
			catch (InterruptedException ex) {
				// nobody but close() ends this thread
			}
			finally {
				this.lock.unlock();
			}
			run(due);
		}
	}

	private static void run(@Nullable Task due) {
		if (due != null) {
			try {
				due.action.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("A delayed task failed", ex);
			}
		}
	}

	/** Stops the thread; delayed tasks that are not due are run at once. */
	@Override
	public void close() {
		Task[] left;
		this.lock.lock();
		try {
			this.closed = true;
			left = this.tasks.toArray(Task[]::new);
			this.tasks.clear();
			this.changed.signal();
		}
		finally {
			this.lock.unlock();
		}
		for (Task task : left) {
			run(task);
		}
	}

	/**
	 * Something that has deadlines.
	 */
	interface Watched {

		/**
		 * Ends what is overdue. Must be short and never block.
		 * @param now the time
		 * @return whether anything is under way
		 */
		boolean check(long now);

	}

	/**
	 * A delayed task; those of the same time run in the order they were given.
	 */
	private record Task(long time, long number, Runnable action) implements Comparable<Task> {

		@Override
		public int compareTo(Task other) {
			int byTime = Long.signum(this.time - other.time);
			return (byTime != 0) ? byTime : Long.compare(this.number, other.number);
		}

	}

}
