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

	/** Runs to the last operation. */
	LoadResult run() throws InterruptedException {
		return this.run.run(this.plan.seconds(), this.plan.threads());
	}

	/** Notes that another load may begin. */
	void end() {
		this.ended = true;
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
	 * Tells whether it has operations under way or is being cleaned up behind.
	 * @return whether no other load can begin
	 */
	public boolean isRunning() {
		return !this.ended;
	}

	/** Lets it end after the operations under way; does not wait. */
	public void stop() {
		this.stopped = true;
	}

	/**
	 * Tells whether it was told to stop.
	 * @return whether it was
	 */
	public boolean isStopped() {
		return this.stopped;
	}

	/**
	 * Reads what was measured.
	 * @return the figures, the recent ones since the last call
	 */
	public LoadReading read() {
		return this.run.read();
	}

}
