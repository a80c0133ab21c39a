package io.rediscluster.sample.load;

/**
 * A load under way or ended: stops it, and reads what it measures. Thread safe; readings
 * are meant for one reader, since each begins where the last one ended.
 */
public final class LoadSession {

	private final LoadPlan plan;

	private final LoadRun run;

	private final long startedMillis = System.currentTimeMillis();

	private volatile boolean stopped;

	private volatile boolean ended;

	LoadSession(LoadPlan plan, LoadRun.Step step) {
		this.plan = plan;
		this.run = new LoadRun(step, () -> this.stopped);
	}

	/** Runs to the end. */
	LoadResult run() throws InterruptedException {
		try {
			return this.run.run(this.plan.seconds(), this.plan.threads());
		}
		finally {
			this.ended = true;
		}
	}

	/**
	 * Returns what the load does.
	 * @return the plan
	 */
	public LoadPlan plan() {
		return this.plan;
	}

	/**
	 * Returns when it began.
	 * @return milliseconds since 1970
	 */
	public long startedMillis() {
		return this.startedMillis;
	}

	/**
	 * Tells whether it still has operations under way.
	 * @return whether it has
	 */
	public boolean isRunning() {
		return !this.ended;
	}

	/** Lets it end after the operations under way; does not wait. */
	public void stop() {
		this.stopped = true;
	}

	/**
	 * Reads what was measured.
	 * @return the figures, the recent ones since the last call
	 */
	public LoadReading read() {
		return this.run.read();
	}

}
