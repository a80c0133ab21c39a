package io.rediscluster.client.internal.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.connection.Deadline;
import io.rediscluster.client.internal.connection.Lease;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.connection.Mode;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that watches keys of one slot, from the first WATCH to the end. Anything
 * that makes the watch uncertain before EXEC is written counts as a change of a watched
 * key, so that optimistic loops run again. For one thread.
 */
final class Watch {

	private static final BoundCommand MULTI = BoundCommand.of("MULTI");

	private final Navigator navigator;

	private final Lease lease;

	private final Target target;

	/** The slot is being imported by the node: each request needs ASKING. */
	private final boolean asking;

	/** Nothing is certain any more: EXEC must not be sent. */
	private boolean lost;

	/** EXEC has been answered: nothing is watched at the server. */
	private boolean clean;

	/** The server may be between MULTI and EXEC. */
	private boolean queueing;

	private Watch(Navigator navigator, Lease lease, Target target, boolean asking) {
		this.navigator = navigator;
		this.lease = lease;
		this.target = target;
		this.asking = asking;
	}

	/**
	 * Watches keys where their slot is now, redirects followed.
	 * @param watch the command WATCH
	 * @param progress of the call
	 * @throws ClusterClientException if no connection could watch the keys
	 */
	static Watch open(BoundCommand watch, Progress progress, Links links, Navigator navigator,
			BlockingExecutor blocking) {
		while (true) {
			Target target = navigator.target(progress);
			long wait;
			if (target == null) {
				wait = navigator.onUncovered(progress);
			}
			else {
				progress.attempt(target);
				try {
					Lease lease = links.of(target.node(), Mode.PRIMARY).lease(progress.deadline);
					Watch opened = new Watch(navigator, lease, target, progress.redirect != null);
					ErrorValue error = opened.begin(watch, progress.deadline);
					if (error == null) {
						return opened;
					}
					wait = navigator.onError(progress, error);
				}
				catch (LinkFailure ex) {
					wait = navigator.onFailure(progress, ex);
				}
			}
			blocking.pause(progress, wait);
		}
	}

	private @Nullable ErrorValue begin(BoundCommand watch, long deadline) throws LinkFailure {
		boolean watching = false;
		try {
			Object value = send(Control.of(watch), deadline);
			watching = !(value instanceof ErrorValue);
			return (value instanceof ErrorValue error) ? error : null;
		}
		finally {
			if (!watching) {
				this.lease.close(true);
			}
		}
	}

	private @Nullable Object send(Request request, long deadline) throws LinkFailure {
		return this.lease.call(this.asking ? new AskingRequest(request) : request, deadline);
	}

	/**
	 * Watches more keys of the slot.
	 */
	void add(BoundCommand watch, Progress progress) {
		if (!isCertain()) {
			return;
		}
		progress.attempt(this.target);
		try {
			if (send(Control.of(watch), progress.deadline) instanceof ErrorValue error) {
				lose(progress, error);
			}
		}
		catch (LinkFailure ex) {
			lose(progress, ex);
		}
	}

	/**
	 * Reads over this connection.
	 * @return the reply, or {@code null} if it has to be read elsewhere
	 */
	@Nullable Reply read(Progress progress) {
		if (!isCertain() || progress.command.connection() != Connection.SHARED) {
			return null;
		}
		progress.attempt(this.target);
		try {
			Object value = send(progress.request, progress.deadline);
			if (!(value instanceof ErrorValue error)) {
				return Reply.of(value);
			}
			lose(progress, error);
		}
		catch (LinkFailure ex) {
			lose(progress, ex);
		}
		return null;
	}

	/**
	 * Carries out commands if nothing watched has changed. MULTI and the commands are
	 * written first and EXEC once they are queued: so a connection that was lost in the
	 * meantime is a change and not an unknown outcome.
	 * @return the replies, or empty
	 */
	Optional<List<Reply>> exec(Unit unit, Progress progress) {
		if (!isCertain()) {
			return Optional.empty();
		}
		progress.attempt(this.target);
		List<BoundCommand> queued = new ArrayList<>();
		queued.add(MULTI);
		queued.addAll(unit.commands());
		this.queueing = true;
		try {
			if (send(new Control(queued), progress.deadline) instanceof ErrorValue error) {
				lose(progress, error);
				return Optional.empty();
			}
		}
		catch (LinkFailure ex) {
			lose(progress, ex);
			return Optional.empty();
		}
		if (!isCertain()) {
			return Optional.empty();
		}
		try {
			Object value = unit.result(new @Nullable Object[] { this.lease.call(new Exec(unit), progress.deadline) });
			this.clean = true;
			if (value instanceof ErrorValue error) {
				lose(progress, error);
				return Optional.empty();
			}
			return (value != null) ? Optional.of(Units.replies(value)) : Optional.empty();
		}
		catch (LinkFailure ex) {
			throw this.navigator.exception(progress, ex);
		}
	}

	private boolean isCertain() {
		return !this.lost && this.lease.isCurrent();
	}

	/**
	 * Takes note of an error reply: one that says that the slot or the node is not what
	 * it was loses the watch, any other is the caller's.
	 */
	private void lose(Progress progress, ErrorValue error) {
		Action action = OutcomePolicy.onError(error, progress.command, false);
		if (action.kind() == Action.Kind.FAIL) {
			throw new ServerErrorException(error.message(), progress.details(true));
		}
		this.lost = true;
		try {
			this.navigator.onError(progress, error);
		}
		catch (ClusterClientException ex) {
			// the topology has been told; going on is the next transaction's business
		}
	}

	private void lose(Progress progress, LinkFailure failure) {
		this.lost = true;
		if (failure.kind() == Kind.INTERRUPTED || failure.kind() == Kind.TIMEOUT) {
			throw this.navigator.exception(progress, failure);
		}
	}

	/**
	 * Gives the connection back, watching nothing.
	 * @param deadline until when the server must have answered; a connection that does
	 * not is closed
	 */
	void close(long deadline) {
		boolean clean = this.clean;
		try {
			if (!clean && this.lease.isCurrent() && !Deadline.hasPassed(deadline)) {
				// DISCARD forgets the watched keys too
				BoundCommand end = BoundCommand.of(this.queueing ? "DISCARD" : "UNWATCH");
				clean = !(this.lease.call(Control.of(end), deadline) instanceof ErrorValue);
			}
		}
		catch (LinkFailure ex) {
			clean = false;
		}
		finally {
			this.lease.close(clean);
		}
	}

	/**
	 * EXEC behind commands that the server has queued.
	 *
	 * @param unit the commands
	 */
	private record Exec(Unit unit) implements Request {

		private static final BoundCommand EXEC = BoundCommand.of("EXEC");

		@Override
		public void encode(RequestBuffer buffer) {
			EXEC.encode(buffer);
		}

		@Override
		public int replies() {
			return 1;
		}

		@Override
		public boolean isWrite() {
			return this.unit.isWrite();
		}

		@Override
		public @Nullable Object normalise(@Nullable Object value) {
			return this.unit.normalise(value);
		}

	}

}
