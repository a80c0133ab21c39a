package io.rediscluster.sample.load;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Runs the workload, one run at a time, and cleans up behind it. A run ends early when
 * the application closes. Thread safe.
 */
@Component
class LoadGenerator {

	private static final Log logger = LogFactory.getLog(LoadGenerator.class);

	private final Workload workload;

	private final AtomicBoolean running = new AtomicBoolean();

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
		if (!this.running.compareAndSet(false, true)) {
			return Optional.empty();
		}
		try {
			return Optional.of(new LoadRun(this.workload::step, () -> this.closed).run(seconds, threads));
		}
		finally {
			clear();
			this.running.set(false);
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
	void onClosed(ContextClosedEvent event) {
		this.closed = true;
	}

}
