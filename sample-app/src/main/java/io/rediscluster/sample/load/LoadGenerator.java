package io.rediscluster.sample.load;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Runs the workload, one run at a time, and cleans up behind it. A run ends early when
 * the application closes, which waits for the cleaning. Thread safe.
 */
@Component
class LoadGenerator {

	private static final Log logger = LogFactory.getLog(LoadGenerator.class);

	/** Longer than a run takes to notice, shorter than people wait. */
	private static final long MAX_SECONDS_TO_END = 5;

	private final Workload workload;

	/** Held by the run under way, and for good once the application closes. */
	private final Semaphore turn = new Semaphore(1);

	private volatile boolean closed;

	LoadGenerator(Workload workload) {
		this.workload = workload;
	}

	/**
	 * Runs the workload.
	 * @return what was measured, or empty at once if a run is under way
	 * @throws InterruptedException if the thread is interrupted
	 */
	Optional<LoadResult> run(int seconds, int threads) throws InterruptedException {
		if (!this.turn.tryAcquire()) {
			return Optional.empty();
		}
		try {
			return Optional.of(new LoadRun(this.workload::step, () -> this.closed).run(seconds, threads));
		}
		finally {
			clear();
			this.turn.release();
		}
	}

	private void clear() {
		try {
			this.workload.clear();
		}
		catch (DataAccessException ex) {
			logger.warn("The keys of the load could not be deleted; the next run does it", ex);
		}
	}

	@EventListener
	void onClosed(ContextClosedEvent event) throws InterruptedException {
		this.closed = true;
		if (!this.turn.tryAcquire(MAX_SECONDS_TO_END, TimeUnit.SECONDS)) {
			logger.warn("The load does not end; keys that begin with 'shop:load:' may stay in the cluster");
		}
	}

}
