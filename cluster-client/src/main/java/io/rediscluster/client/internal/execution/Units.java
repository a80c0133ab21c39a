package io.rediscluster.client.internal.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CrossSlotException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Retry;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.connection.Lease;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.connection.Mode;
import io.rediscluster.client.internal.resp.ErrorValue;
import org.jspecify.annotations.Nullable;

/**
 * Carries out {@link Unit units}: commands of one slot, all at once or not at all. One
 * that a node refused as a whole goes again, redirected or after a wait, as a single
 * command would. Thread safe.
 */
final class Units {

	private final Links links;

	private final Navigator navigator;

	private final BlockingExecutor blocking;

	/** Whether a server has let this client use MULTI and EXEC. */
	private volatile boolean permitted;

	Units(Links links, Navigator navigator, BlockingExecutor blocking) {
		this.links = links;
		this.navigator = navigator;
		this.blocking = blocking;
	}

	/**
	 * Carries out commands as one.
	 * @param commands the commands in order; their keys have one slot
	 * @param retry what may be repeated after a lost reply
	 * @param deadline the limit
	 * @return one reply per command, where an error stays in its place
	 * @throws CrossSlotException if the keys have several slots; nothing was sent
	 * @throws ServerErrorException if the server refused the whole; nothing was applied
	 * @throws CommandOutcomeUnknownException if the reply to writes was lost
	 * @throws ClusterClientException in all other cases
	 */
	List<Reply> execute(List<BoundCommand> commands, Retry retry, long deadline) {
		Unit unit = new Unit(commands);
		BoundCommand whole = BoundCommand.standIn("EXEC", slot(commands), unit.isReadOnly());
		long started = System.nanoTime();
		checkPermitted(whole.slot(), deadline);
		Object value = this.blocking
			.execute(new Progress(whole, unit, ReadFrom.PRIMARY, retry, started, deadline, null));
		return replies(value);
	}

	/**
	 * Makes the replies of what EXEC gave.
	 */
	static List<Reply> replies(@Nullable Object value) {
		if (!(value instanceof Object[] elements)) {
			throw new IllegalStateException("EXEC did not give an array");
		}
		List<Reply> replies = new ArrayList<>(elements.length);
		for (Object element : elements) {
			replies.add(Reply.of(element));
		}
		return replies;
	}

	private static int slot(List<BoundCommand> commands) {
		int[] slots = commands.stream().mapToInt(Command::slot).filter((slot) -> slot != Command.NO_SLOT).toArray();
		if (slots.length == 0) {
			return Command.NO_SLOT;
		}
		if (slots[0] < 0 || Arrays.stream(slots).anyMatch((slot) -> slot != slots[0])) {
			throw new CrossSlotException(
					"A transaction has keys in several slots; give them a common hash tag, as in {user:1}:cart",
					new Progress(commands.get(0), ReadFrom.PRIMARY, Retry.NEVER, System.nanoTime(), 0, null)
						.details(false),
					null);
		}
		return slots[0];
	}

	/**
	 * Makes sure once that the user may call MULTI and EXEC. Without the right the
	 * commands between them would be carried out one by one, or leave a shared connection
	 * in a transaction: so it is tried on a connection of its own first.
	 */
	void checkPermitted(int slot, long deadline) {
		if (this.permitted) {
			return;
		}
		// nothing is lost with the reply to an empty unit: it may be repeated
		Progress progress = new Progress(BoundCommand.standIn("EXEC", slot, true), ReadFrom.PRIMARY, Retry.UNSENT,
				System.nanoTime(), deadline, null);
		while (!this.permitted) {
			Target target = this.navigator.target(progress);
			long wait;
			if (target == null) {
				wait = this.navigator.onUncovered(progress);
			}
			else {
				progress.attempt(target);
				wait = tryEmpty(progress, target);
			}
			this.blocking.pause(progress, wait);
		}
	}

	private long tryEmpty(Progress progress, Target target) {
		try {
			Lease lease = this.links.of(target.node(), Mode.PRIMARY).lease(progress.deadline);
			boolean clean = false;
			try {
				Object value = lease.call(new Unit(List.of()), progress.deadline);
				if (value instanceof ErrorValue error) {
					return this.navigator.onError(progress, error);
				}
				clean = true;
				this.permitted = true;
				return 0;
			}
			finally {
				lease.close(clean);
			}
		}
		catch (LinkFailure ex) {
			return this.navigator.onFailure(progress, ex);
		}
	}

}
