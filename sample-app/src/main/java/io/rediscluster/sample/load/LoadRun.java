package io.rediscluster.sample.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
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

/**
 * One run: threads that repeat a step for a time, each measuring on its own. An operation
 * that fails counts as an error and never ends the run.
 */
final class LoadRun {

	private static final Log logger = LogFactory.getLog(LoadRun.class);

	private final Step step;

	private final BooleanSupplier stopped;

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
			Callable<Tally> worker = () -> work(end);
			List<Callable<Tally>> workers = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				workers.add(worker);
			}
			Tally sum = new Tally();
			for (Future<Tally> tally : executor.invokeAll(workers)) {
				sum.add(tally.get());
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

	private Tally work(long end) {
		Tally tally = new Tally();
		RandomGenerator random = ThreadLocalRandom.current();
		long now = System.nanoTime();
		while (now - end < 0 && !this.stopped.getAsBoolean() && !Thread.currentThread().isInterrupted()) {
			try {
				this.step.take(random);
			}
			catch (RuntimeException ex) {
				tally.errors++;
				logOncePerType(ex);
			}
			long after = System.nanoTime();
			tally.latencies.record(after - now);
			now = after;
		}
		return tally;
	}

	private void logOncePerType(RuntimeException ex) {
		if (this.loggedErrors.add(ex.getClass())) {
			logger.warn("An operation of the load failed; further failures of this type are only counted", ex);
		}
	}

	/**
	 * One operation.
	 */
	interface Step {

		void take(RandomGenerator random);

	}

	/**
	 * What one thread saw.
	 */
	private static final class Tally {

		private final LatencyHistogram latencies = new LatencyHistogram();

		private long errors;

		void add(Tally other) {
			this.latencies.add(other.latencies);
			this.errors += other.errors;
		}

		LoadResult result(long nanos) {
			long operations = this.latencies.total();
			long perSecond = Math.round(operations * 1e9 / Math.max(1, nanos));
			return new LoadResult(operations, perSecond, this.latencies.percentileMicros(50),
					this.latencies.percentileMicros(99), this.errors);
		}

	}

}
