package io.rediscluster.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sixteen threads that write through a client until they are stopped. A thread that ends
 * before is a defect of the client. For one thread.
 */
final class Load implements AutoCloseable {

	private static final int THREADS = 16;

	/** A worker ends with its last call, and a call ends within its timeout. */
	private static final long STOP_MILLIS = TimeUnit.SECONDS.toMillis(30);

	private final LongAdder successes = new LongAdder();

	private final List<Worker> workers = new ArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	Load(Target target, boolean replicated, long seed, String round) {
		for (int number = 0; number < THREADS; number++) {
			Mode mode = mode(number, replicated, target);
			Worker worker = new Worker(number, target, mode, seed, round, this.successes);
			this.workers.add(worker);
			Thread thread = new Thread(worker, "load-" + number);
			thread.setDaemon(true);
			this.threads.add(thread);
		}
		this.threads.forEach(Thread::start);
	}

	private static Mode mode(int number, boolean replicated, Target target) {
		Mode mode = switch (number) {
			case 0, 1, 2, 3 -> Mode.DIRECT;
			case 4, 5, 6, 7 -> replicated ? Mode.REPLICATED : Mode.DIRECT;
			case 8, 9, 10 -> Mode.PIPELINED;
			case 11, 12, 13 -> Mode.TRANSACTIONAL;
			default -> Mode.ASYNCHRONOUS;
		};
		return target.modes().contains(mode) ? mode : Mode.DIRECT;
	}

	/** Returns how many writes and reads succeed in a second, watching that long. */
	double throughput(long millis) throws InterruptedException {
		long before = this.successes.sum();
		long began = System.nanoTime();
		Thread.sleep(millis);
		return (this.successes.sum() - before) * 1e9 / (System.nanoTime() - began);
	}

	/**
	 * Stops all threads and waits for their end.
	 * @return what they noted
	 * @throws IllegalStateException if one of them hangs, or has ended by itself
	 */
	List<Worker> stop() throws InterruptedException {
		close();
		for (Worker worker : this.workers) {
			if (worker.crash() != null) {
				throw new IllegalStateException("a thread of the load has ended by itself", worker.crash());
			}
		}
		return this.workers;
	}

	/** Stops all threads and waits for their end, whatever they met. */
	@Override
	public void close() throws InterruptedException {
		this.workers.forEach(Worker::stop);
		for (Thread thread : this.threads) {
			thread.join(STOP_MILLIS);
			if (thread.isAlive()) {
				Throwable where = new Throwable("where it hangs");
				where.setStackTrace(thread.getStackTrace());
				throw new IllegalStateException(thread.getName() + " does not end", where);
			}
		}
	}

	/** Returns how many commands are under way at most. */
	long inFlight() {
		return this.workers.stream().mapToLong(Worker::inFlight).sum();
	}

}
