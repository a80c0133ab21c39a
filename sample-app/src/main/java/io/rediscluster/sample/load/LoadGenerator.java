package io.rediscluster.sample.load;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * Runs loads, one at a time, and cleans up behind each. A load ends early when the
 * application closes, which waits for the cleaning. Thread safe.
 */
@Component
public class LoadGenerator {

	private static final Log logger = LogFactory.getLog(LoadGenerator.class);

	/** Longer than a run takes to notice, shorter than people wait. */
	private static final long MAX_SECONDS_TO_END = 5;

	private final Workload workload;

	/** Held by the run under way, and for good once the application closes. */
	private final Semaphore turn = new Semaphore(1);

	private volatile boolean closed;

	private volatile @Nullable LoadSession session;

	LoadGenerator(Workload workload) {
		this.workload = workload;
	}

	/**
	 * Runs the traffic of a shop to its end.
	 * @return what was measured, or empty at once if a load is under way
	 * @throws InterruptedException if the thread is interrupted
	 */
	Optional<LoadResult> run(int seconds, int threads) throws InterruptedException {
		if (!this.turn.tryAcquire()) {
			return Optional.empty();
		}
		return Optional.of(runInTurn(begin(LoadPlan.shop(threads, seconds), this.workload::step)));
	}

	/**
	 * Starts a load, which goes on until it is stopped or its time is over.
	 * @param plan what to do
	 * @return the load, or empty if one is under way
	 */
	public Optional<LoadSession> start(LoadPlan plan) {
		if (!this.turn.tryAcquire()) {
			return Optional.empty();
		}
		ValueTraffic traffic = new ValueTraffic(this.workload, plan);
		LoadSession session = begin(plan, traffic::step);
		Thread thread = new Thread(() -> {
			try {
				traffic.fill(session::isStopped);
			}
			catch (RuntimeException ex) {
				// the load writes them as it goes
				logger.warn("Not every key of the load has a value at its start: " + ex);
			}
			try {
				runInTurn(session);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}, "load");
		thread.setDaemon(true);
		thread.start();
		return Optional.of(session);
	}

	private LoadSession begin(LoadPlan plan, LoadRun.Step step) {
		LoadSession session = new LoadSession(plan, step);
		this.session = session;
		if (this.closed) {
			session.stop();
		}
		return session;
	}

	private LoadResult runInTurn(LoadSession session) throws InterruptedException {
		try {
			return session.run();
		}
		finally {
			clear();
			this.turn.release();
			// last: who sees the end may start another
			session.end();
		}
	}

	/**
	 * Returns the last load.
	 * @return a load under way or ended; {@code null} if there was none
	 */
	public @Nullable LoadSession session() {
		return this.session;
	}

	private void clear() {
		try {
			this.workload.clear();
		}
		catch (DataAccessException ex) {
			logger.warn("The keys of the load could not be deleted; the next run does it: " + ex);
		}
	}

	@EventListener
	void onClosed(ContextClosedEvent event) throws InterruptedException {
		this.closed = true;
		LoadSession session = this.session;
		if (session != null) {
			session.stop();
		}
		if (!this.turn.tryAcquire(MAX_SECONDS_TO_END, TimeUnit.SECONDS)) {
			logger.warn("The load does not end; keys that begin with 'shop:load:' may stay in the cluster");
		}
	}

}
