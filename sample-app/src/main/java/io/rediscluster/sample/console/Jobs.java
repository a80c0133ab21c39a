package io.rediscluster.sample.console;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import io.rediscluster.sample.console.FeedEntry.Kind;
import io.rediscluster.sample.console.FeedEntry.Level;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * Carries out changes of the topology, one at a time, and knows how far the last one has
 * come. Thread safe.
 */
@Component
class Jobs {

	private static final Log logger = LogFactory.getLog(Jobs.class);

	private final ExecutorService executor;

	private final AtomicReference<@Nullable JobView> last = new AtomicReference<>();

	private final Feed feed;

	Jobs(Feed feed) {
		this.feed = feed;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("console-job-");
		threads.setDaemon(true);
		this.executor = Executors.newSingleThreadExecutor(threads);
	}

	/**
	 * Begins a job.
	 * @param title what it does, as a beginning of a sentence
	 * @param total how much there is to do, 0 if that is not known
	 * @throws ActionRefusedException if another one is under way
	 */
	void begin(String title, int total, Work work) {
		JobView mine = new JobView(title, 0, total, true, null);
		JobView before = this.last.get();
		if ((before != null && before.running()) || !this.last.compareAndSet(before, mine)) {
			throw new ActionRefusedException("Another change is under way; wait for its end.");
		}
		this.feed.add(Kind.ACTION, Level.INFO, title + ": begun");
		this.executor.execute(() -> run(mine, work));
	}

	private void run(JobView job, Work work) {
		long began = System.nanoTime();
		try {
			work.run((done) -> this.last.set(new JobView(job.title(), done, job.total(), true, null)));
			double seconds = (System.nanoTime() - began) / 1e9;
			this.feed.add(Kind.ACTION, Level.GOOD, "%s: done after %.1f s".formatted(job.title(), seconds));
			// last: who sees the end finds its line
			this.last.set(new JobView(job.title(), job.total(), job.total(), false, null));
		}
		catch (RuntimeException ex) {
			logger.warn(job.title() + " failed: " + ex.getMessage());
			logger.debug("The failure in full", ex);
			JobView now = this.last.get();
			int done = (now != null) ? now.done() : 0;
			String reason = String.valueOf(ex.getMessage());
			this.feed.add(Kind.ACTION, Level.BAD, job.title() + " ended early: " + reason);
			this.last.set(new JobView(job.title(), done, job.total(), false, reason));
		}
	}

	/** Returns the job under way or the last one, {@code null} if there was none. */
	@Nullable JobView last() {
		return this.last.get();
	}

	@EventListener
	void onClosed(ContextClosedEvent event) {
		this.executor.shutdownNow();
	}

	/**
	 * What a job does.
	 */
	interface Work {

		void run(Progress progress);

	}

	/**
	 * Where a job tells how far it has come.
	 */
	interface Progress {

		void done(int count);

	}

}
