package io.rediscluster.sample.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * One run: threads that repeat a step for a time, each measuring on its own. An operation
 * that fails counts as an error and never ends the run.
 */
final class LoadRun {

	private static final Log logger = LogFactory.getLog(LoadRun.class);

	private final Step step;

	private final BooleanSupplier stopped;

	private final List<LoadTally> tallies = new CopyOnWriteArrayList<>();

	private final Set<Class<?>> loggedErrors = ConcurrentHashMap.newKeySet();

	/**
	 * Prepares a run.
	 * @param step what to repeat; called from many threads
	 * @param stopped asked before each step whether to end early
	 */
	LoadRun(Step step, BooleanSupplier stopped) {
		this.step = step;
		this.stopped = stopped;
	}

	/**
	 * Runs, and returns when the last operation has ended.
	 * @throws InterruptedException if the thread is interrupted; the threads of the run
	 * are then interrupted too
	 */
	LoadResult run(int seconds, int threads) throws InterruptedException {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			long start = System.nanoTime();
			long end = start + TimeUnit.SECONDS.toNanos(seconds);
			Callable<LoadTally> worker = () -> work(end);
			List<Callable<LoadTally>> workers = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				workers.add(worker);
			}
			LoadTally sum = new LoadTally();
			for (Future<LoadTally> tally : executor.invokeAll(workers)) {
				tally.get().addAllTo(sum);
			}
			return sum.result(System.nanoTime() - start);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("the load ended early", ex.getCause());
		}
		finally {
			executor.shutdownNow();
		}
	}

	private LoadTally work(long end) {
		LoadTally tally = new LoadTally();
		this.tallies.add(tally);
		RandomGenerator random = ThreadLocalRandom.current();
		long now = System.nanoTime();
		while (now - end < 0 && !this.stopped.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
			RuntimeException failure = take(random);
			long after = System.nanoTime();
			if (failure == null) {
				tally.succeeded(after - now);
			}
			else {
				tally.failed(failure);
			}
			now = after;
		}
		return tally;
	}

	private @Nullable RuntimeException take(RandomGenerator random) {
		try {
			this.step.take(random);
			return null;
		}
		catch (RuntimeException ex) {
			logOncePerType(ex);
			return ex;
		}
	}

	/**
	 * Reads what all threads have measured, while they run or afterwards.
	 * @return the figures, the recent ones since the last call
	 */
	LoadReading read() {
		LatencyHistogram recent = new LatencyHistogram();
		LoadTally.Counts counts = new LoadTally.Counts();
		this.tallies.forEach((tally) -> tally.addRecentTo(recent, counts));
		return counts.reading(recent);
	}

	private void logOncePerType(RuntimeException ex) {
		if (this.loggedErrors.add(ex.getClass())) {
			logger.warn("An operation of the load failed; further failures of this type are only counted: " + ex);
			logger.debug("The failure in full", ex);
		}
	}

	/**
	 * One operation.
	 */
	interface Step {

		void take(RandomGenerator random);

	}

}
