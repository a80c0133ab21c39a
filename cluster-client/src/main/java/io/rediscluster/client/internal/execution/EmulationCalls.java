package io.rediscluster.client.internal.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.rediscluster.client.Outcome;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Retry;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.connection.ClientThreads;
import io.rediscluster.client.internal.connection.Deadline;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.emulation.SlotCalls;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one emulated call: each has the retry rules of its own kind and the time
 * that the call has left, without that for which it waits at its server. For one thread.
 */
final class EmulationCalls implements SlotCalls {

	private final Links links;

	private final Navigator navigator;

	private final BlockingExecutor blocking;

	private final AsyncExecutor async;

	private final Units units;

	private final Duration grace;

	/**
	 * When the steps must have ended; the time for which one waits at its server counts
	 * extra.
	 */
	private long deadline;

	EmulationCalls(Links links, Navigator navigator, BlockingExecutor blocking, AsyncExecutor async, Units units,
			long deadline, Duration grace) {
		this.links = links;
		this.navigator = navigator;
		this.blocking = blocking;
		this.async = async;
		this.units = units;
		this.deadline = deadline;
		this.grace = grace;
	}

	@Override
	public Reply call(BoundCommand command) {
		if (command.connection() != Connection.EXCLUSIVE) {
			return Reply.of(this.blocking.execute(progress(command, Retry.UNSENT)));
		}
		long wait = ServerTimeout.nanos(command);
		long started = System.nanoTime();
		try {
			return Reply.of(this.blocking
				.execute(new Progress(command, ReadFrom.PRIMARY, Retry.UNSENT, started, this.deadline + wait, null)));
		}
		finally {
			this.deadline += Math.min(wait, System.nanoTime() - started);
		}
	}

	@Override
	public Reply repeat(BoundCommand command) {
		return Reply.of(this.blocking.execute(progress(command, Retry.ALWAYS)));
	}

	@Override
	public List<Reply> unit(List<BoundCommand> commands, boolean repeatable) {
		return this.units.execute(commands, repeatable ? Retry.ALWAYS : Retry.UNSENT, this.deadline);
	}

	@Override
	public List<Outcome> together(List<BoundCommand> commands) {
		Gathering gathering = new Gathering(commands.size());
		List<AsyncExecution> executions = new ArrayList<>(commands.size());
		for (int i = 0; i < commands.size(); i++) {
			executions.add(gathering.execution(i, progress(commands.get(i), Retry.UNSENT)));
		}
		this.async.start(executions, ClientThreads.onPlatformThread());
		return gathering.await();
	}

	@Override
	public WatchedKeys watch(BoundCommand watch) {
		// before a connection is held, so that nobody holds one and waits for another
		this.units.checkPermitted(watch.slot(), this.deadline);
		BoundCommand standIn = BoundCommand.standIn(watch.name(), watch.slot(), true);
		return new Watched(
				Watch.open(watch, progress(standIn, Retry.UNSENT), this.links, this.navigator, this.blocking),
				watch.slot());
	}

	@Override
	public void allowCleanUp() {
		long least = Deadline.after(this.grace);
		if (least - this.deadline > 0) {
			this.deadline = least;
		}
	}

	@Override
	public long remaining() {
		return Deadline.remaining(this.deadline);
	}

	private Progress progress(BoundCommand command, Retry retry) {
		return new Progress(command, ReadFrom.PRIMARY, retry, System.nanoTime(), this.deadline, null);
	}

	/**
	 * A watch that is closed once.
	 */
	private final class Watched implements WatchedKeys {

		private final Watch watch;

		private final int slot;

		Watched(Watch watch, int slot) {
			this.watch = watch;
			this.slot = slot;
		}

		@Override
		public @Nullable Reply read(BoundCommand command) {
			return this.watch.read(progress(command, Retry.UNSENT));
		}

		@Override
		public Optional<List<Reply>> exec(List<BoundCommand> commands) {
			BoundCommand standIn = BoundCommand.standIn("EXEC", this.slot, false);
			return this.watch.exec(new Unit(commands), progress(standIn, Retry.UNSENT));
		}

		@Override
		public void close() {
			this.watch.close(EmulationCalls.this.deadline);
		}

	}

}
