package io.rediscluster.client.internal.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.event.ClusterListener.CommandOutcome;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.connection.ClientThreads;
import io.rediscluster.client.internal.telemetry.Telemetry;
import org.jspecify.annotations.Nullable;

/**
 * One run of a pipeline. Commands go out in windows: what one window holds is on its way
 * to every node before its first reply is awaited, and no more than a window is in
 * flight, so that memory and the nodes' queues stay bounded. Confined to one thread.
 */
final class PipelineExecution {

	private final ClusterExecutor executor;

	private final BatchExecutor batches;

	private final AsyncExecutor async;

	private final PipelineWindows windows;

	private final boolean repair;

	PipelineExecution(ClusterExecutor executor, BatchExecutor batches, AsyncExecutor async, PipelineWindows windows,
			boolean repair) {
		this.executor = executor;
		this.batches = batches;
		this.async = async;
		this.windows = windows;
		this.repair = repair;
	}

	/**
	 * Carries out the commands. With a write among them reads go to primaries too, so
	 * that the order per slot holds.
	 */
	List<Outcome> execute(List<Command> commands, ReadFrom readFrom) {
		boolean writes = commands.stream().anyMatch((command) -> !command.isReadOnly());
		ReadFrom place = writes ? ReadFrom.PRIMARY : readFrom;
		@Nullable Outcome[] outcomes = new Outcome[commands.size()];
		int from = 0;
		while (from < outcomes.length) {
			if (goesAlone(commands.get(from))) {
				outcomes[from] = alone(commands.get(from), place);
				from++;
			}
			else {
				from = window(commands, place, writes, from, outcomes);
			}
		}
		this.executor.telemetry().pipelineEnded(outcomes.length);
		return Arrays.asList(outcomes);
	}

	/**
	 * A command that waits at the server has a connection of its own, and one that is
	 * emulated goes step by step: what was added before it has ended, and what was added
	 * after it waits, so that the order holds.
	 */
	private boolean goesAlone(Command command) {
		BoundCommand bound = (BoundCommand) command;
		return bound.connection() == Connection.EXCLUSIVE || this.executor.emulates(bound);
	}

	private Outcome alone(Command command, ReadFrom readFrom) {
		try {
			return Outcome.success(this.executor.execute(command, readFrom));
		}
		catch (ClusterClientException ex) {
			return Outcome.failure(ex);
		}
		catch (IllegalArgumentException ex) {
			return refused(command, ex);
		}
	}

	/**
	 * Returns the outcome of a command whose arguments turn out to be malformed: it costs
	 * the others nothing.
	 */
	private static Outcome refused(Command command, IllegalArgumentException why) {
		return Outcome.failure(new CommandRefusedException(String.valueOf(why.getMessage()),
				Admission.details((BoundCommand) command), why));
	}

	private int window(List<Command> commands, ReadFrom readFrom, boolean writes, int from,
			@Nullable Outcome[] outcomes) {
		int room = Math.min(this.windows.commands(), commands.size() - from);
		try {
			this.windows.enter(room);
		}
		catch (ClusterUnavailableException ex) {
			// what was carried out keeps its outcomes
			Arrays.fill(outcomes, from, outcomes.length, Outcome.failure(ex));
			return outcomes.length;
		}
		try {
			return window(commands, readFrom, writes, from, from + room, outcomes);
		}
		finally {
			this.windows.leave(room);
		}
	}

	private int window(List<Command> commands, ReadFrom readFrom, boolean writes, int from, int limit,
			@Nullable Outcome[] outcomes) {
		List<BoundCommand> window = new ArrayList<>(limit - from);
		WindowOrder order = new WindowOrder();
		boolean plain = this.repair;
		long started = System.nanoTime();
		long bytes = 0;
		int calls = 0;
		for (int i = from; i < limit && calls < limit - from && bytes < this.windows.bytes(); i++) {
			BoundCommand command = (BoundCommand) commands.get(i);
			if (goesAlone(command) || !order.admits(command)) {
				break;
			}
			plain &= this.batches.takes(command);
			bytes += size(command);
			// at most one call for each key
			calls += (command.slot() == Command.SEVERAL_SLOTS) ? command.keyPositions().length : 1;
			window.add(command);
		}
		if (plain) {
			Outcome[] results = this.batches.execute(window, readFrom);
			System.arraycopy(results, 0, outcomes, from, results.length);
		}
		else {
			mixed(window, readFrom, writes, from, outcomes);
		}
		int to = from + window.size();
		tell(commands, from, to, outcomes, System.nanoTime() - started);
		return to;
	}

	/**
	 * Carries out a window in which some command becomes several, or has rules of its
	 * own.
	 */
	private void mixed(List<BoundCommand> window, ReadFrom readFrom, boolean writes, int from,
			@Nullable Outcome[] outcomes) {
		List<@Nullable Pieces> parts = new ArrayList<>(window.size());
		int calls = 0;
		for (int i = 0; i < window.size(); i++) {
			BoundCommand command = window.get(i);
			Pieces part = null;
			try {
				part = this.executor.prepare(writes ? command.readFrom(ReadFrom.PRIMARY) : command, readFrom);
				calls += part.calls().size();
			}
			catch (ClusterClientException ex) {
				outcomes[from + i] = Outcome.failure(ex);
			}
			catch (IllegalArgumentException ex) {
				outcomes[from + i] = refused(command, ex);
			}
			parts.add(part);
		}
		Gathering gathering = new Gathering(calls);
		List<AsyncExecution> executions = new ArrayList<>(calls);
		for (Pieces part : parts) {
			if (part != null) {
				for (Progress progress : part.calls()) {
					progress.repair = this.repair;
					executions.add(gathering.execution(executions.size(), progress));
				}
			}
		}
		if (calls > 0) {
			this.async.start(executions, ClientThreads.onPlatformThread());
			join(parts, gathering.await(), from, outcomes);
		}
	}

	private static void join(List<@Nullable Pieces> parts, List<Outcome> results, int from,
			@Nullable Outcome[] outcomes) {
		int next = 0;
		for (int i = 0; i < parts.size(); i++) {
			Pieces part = parts.get(i);
			if (part == null) {
				continue;
			}
			int end = next + part.calls().size();
			outcomes[from + i] = joined(part, results.subList(next, end));
			next = end;
		}
	}

	private static Outcome joined(Pieces part, List<Outcome> results) {
		try {
			return Outcome.success(part.join().apply(results));
		}
		catch (ClusterClientException ex) {
			return Outcome.failure(ex);
		}
	}

	private void tell(List<Command> commands, int from, int to, @Nullable Outcome[] outcomes, long nanos) {
		Telemetry telemetry = this.executor.telemetry();
		for (int i = from; i < to; i++) {
			Outcome outcome = outcomes[i];
			ClusterClientException failure = (outcome != null) ? outcome.failure() : null;
			if (failure != null || telemetry.wantsCommands()) {
				telemetry.commandTook(commands.get(i).name(),
						(failure != null) ? ClusterExecutor.outcomeOf(failure) : CommandOutcome.SUCCESS, nanos);
			}
		}
		telemetry.commandsEnded(to - from);
	}

	private static long size(BoundCommand command) {
		long size = 16;
		for (Object argument : command.arguments()) {
			size += 16 + ((argument instanceof byte[] bytes) ? bytes.length : argument.toString().length());
		}
		return size;
	}

}
