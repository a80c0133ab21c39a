package io.rediscluster.client.internal.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.CrossSlotException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Transaction;
import io.rediscluster.client.event.ClusterListener.CommandOutcome;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.connection.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A transaction: the slot it is bound to, what it watches and what it is going to carry
 * out. For one thread.
 */
final class TransactionExecution implements Transaction {

	private final ClusterExecutor executor;

	private final Function<BoundCommand, Watch> watches;

	private final List<BoundCommand> commands = new ArrayList<>();

	private @Nullable Watch watch;

	private @Nullable ClusterClientException refusal;

	private int slot = Command.NO_SLOT;

	private boolean queueing;

	TransactionExecution(ClusterExecutor executor, Function<BoundCommand, Watch> watches) {
		this.executor = executor;
		this.watches = watches;
	}

	@Override
	public Transaction watch(Object... keys) {
		checkNotQueueing("WATCH");
		BoundCommand command = BoundCommand.of("WATCH", keys);
		int slot = bound(command);
		Watch watch = this.watch;
		if (watch == null) {
			// before a connection is held, so that nobody holds one and waits for another
			this.executor.units().checkPermitted(slot, this.executor.standIn(command).deadline);
			this.watch = this.watches.apply(command);
		}
		else {
			watch.add(command, this.executor.standIn(command));
		}
		this.slot = slot;
		return this;
	}

	/**
	 * Returns the slot of the transaction with this command in it.
	 */
	private int bound(BoundCommand command) {
		int slot = command.slot();
		if (slot == Command.NO_SLOT) {
			return this.slot;
		}
		if (slot < 0 || (this.slot >= 0 && slot != this.slot)) {
			throw new CrossSlotException(
					command.name() + ": a transaction has one slot" + ((this.slot >= 0) ? ", here " + this.slot : "")
							+ "; give its keys a common hash tag, as in {user:1}:cart",
					this.executor.standIn(command).details(false), null);
		}
		return slot;
	}

	private void checkNotQueueing(String what) {
		if (this.queueing) {
			throw new IllegalStateException(what + " after MULTI: its commands are carried out by EXEC only");
		}
	}

	@Override
	public Transaction unwatch() {
		checkNotQueueing("UNWATCH");
		reset();
		return this;
	}

	@Override
	public Reply execute(Command command) {
		checkNotQueueing(command.name());
		Watch watch = this.watch;
		if (watch != null && command.isReadOnly() && command.slot() == this.slot) {
			Reply reply = watch.read(this.executor.progress((BoundCommand) command, ReadFrom.PRIMARY, null));
			if (reply != null) {
				return reply;
			}
		}
		return this.executor.execute(command.readFrom(ReadFrom.PRIMARY), ReadFrom.PRIMARY);
	}

	@Override
	public Transaction multi() {
		this.queueing = true;
		return this;
	}

	@Override
	public Transaction add(Command command) {
		if (!this.queueing) {
			throw new IllegalStateException(command.name() + " before MULTI cannot be part of a transaction");
		}
		try {
			BoundCommand bound = this.executor.prepareQueued((BoundCommand) command);
			this.slot = bound(bound);
			this.commands.add(bound);
			return this;
		}
		catch (ClusterClientException ex) {
			this.refusal = (this.refusal != null) ? this.refusal : ex;
			throw ex;
		}
	}

	@Override
	public int size() {
		return this.commands.size();
	}

	@Override
	public Transaction discard() {
		reset();
		return this;
	}

	@Override
	public Optional<List<Reply>> exec() {
		try {
			ClusterClientException refusal = this.refusal;
			if (refusal != null) {
				throw new CommandRefusedException("A command of the transaction was refused; nothing was sent",
						refusal.details(), refusal);
			}
			if (this.commands.isEmpty() && (!this.queueing || this.watch == null)) {
				return Optional.of(List.of());
			}
			return carryOut(new Unit(this.commands));
		}
		finally {
			reset();
		}
	}

	private Optional<List<Reply>> carryOut(Unit unit) {
		long started = this.executor.telemetry().commandStarted();
		CommandOutcome outcome = CommandOutcome.SUCCESS;
		try {
			BoundCommand whole = BoundCommand.standIn("EXEC", this.slot, unit.isReadOnly());
			Progress progress = this.executor.progress(whole, ReadFrom.PRIMARY, null);
			Watch watch = this.watch;
			if (watch == null) {
				return Optional.of(this.executor.units().execute(unit.commands(), progress.retry, progress.deadline));
			}
			return watch.exec(unit, progress);
		}
		catch (ClusterClientException ex) {
			outcome = ClusterExecutor.outcomeOf(ex);
			throw ex;
		}
		finally {
			this.executor.telemetry().commandEnded("EXEC", outcome, started);
		}
	}

	private void reset() {
		Watch watch = this.watch;
		this.watch = null;
		this.commands.clear();
		this.refusal = null;
		this.slot = Command.NO_SLOT;
		this.queueing = false;
		if (watch != null) {
			watch.close(Deadline.after(this.executor.options().connectTimeout()));
		}
	}

	@Override
	public void close() {
		reset();
	}

}
