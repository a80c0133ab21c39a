package io.rediscluster.client.internal.execution;

import java.util.concurrent.locks.LockSupport;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.NotReplicatedException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.BoundCommand.Replication;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.connection.Link;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.connection.Mode;
import io.rediscluster.client.internal.execution.ReplicatedRequest.Replicated;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one command for a caller that waits, on the caller's thread. Thread safe.
 */
final class BlockingExecutor {

	private final Links links;

	private final Navigator navigator;

	private final CallRules rules;

	BlockingExecutor(Links links, Navigator navigator, CallRules rules) {
		this.links = links;
		this.navigator = navigator;
		this.rules = rules;
	}

	/**
	 * Carries out a command.
	 * @param readFrom the place of the client or its view
	 * @return the value, never an error
	 * @throws ClusterClientException if it could not be carried out
	 */
	@Nullable Object execute(BoundCommand command, ReadFrom readFrom) {
		Node primary = this.navigator.obviousTarget(command, this.rules.readFrom(command, readFrom));
		if (primary == null) {
			return execute(this.rules.begin(command, readFrom, null), 0);
		}
		// nearly every call ends well at its first attempt, and needs no record of it
		long started = System.nanoTime();
		Progress progress;
		long wait;
		try {
			Object value = this.links.of(primary, Mode.PRIMARY).call(command, started + this.rules.limit(command));
			if (!(value instanceof ErrorValue error)) {
				return value;
			}
			progress = this.rules.begin(command, readFrom, null, started);
			progress.attempt(new Target(primary, Mode.PRIMARY));
			wait = this.navigator.onError(progress, error);
		}
		catch (LinkFailure ex) {
			progress = this.rules.begin(command, readFrom, null, started);
			progress.attempt(new Target(primary, Mode.PRIMARY));
			wait = this.navigator.onFailure(progress, ex);
		}
		return execute(progress, wait);
	}

	/**
	 * Carries out a call from its beginning.
	 * @return the value, never an error
	 * @throws ClusterClientException if it could not be carried out
	 */
	@Nullable Object execute(Progress progress) {
		return execute(progress, 0);
	}

	private @Nullable Object execute(Progress progress, long wait) {
		while (true) {
			if (wait > 0) {
				pause(progress, wait);
			}
			Target target = this.navigator.target(progress);
			if (target == null) {
				wait = this.navigator.onUncovered(progress);
				continue;
			}
			progress.attempt(target);
			try {
				long began = System.nanoTime();
				Object value = attempt(progress, target);
				if (value instanceof Replicated replicated) {
					return checked(progress, replicated);
				}
				if (!(value instanceof ErrorValue error)) {
					if (progress.readFrom == ReadFrom.NEAREST) {
						this.navigator.selector().answered(target.node(), System.nanoTime() - began);
					}
					return value;
				}
				wait = this.navigator.onError(progress, error);
			}
			catch (LinkFailure ex) {
				wait = this.navigator.onFailure(progress, ex);
			}
		}
	}

	private static @Nullable Object checked(Progress progress, Replicated replicated) {
		Replication wanted = progress.command.replication();
		if (wanted != null && replicated.count() < wanted.replicas()) {
			throw new NotReplicatedException(
					"The write was applied; " + replicated.count() + " of " + wanted.replicas()
							+ " replicas acknowledged it within " + wanted.timeout().toMillis() + " ms",
					progress.details(true), Reply.of(replicated.value()), replicated.count());
		}
		return replicated.value();
	}

	private @Nullable Object attempt(Progress progress, Target target) throws LinkFailure {
		Link link = this.links.of(target.node(), target.mode());
		Object value = (progress.command.connection() == Connection.EXCLUSIVE)
				? link.callExclusive(asking(progress, exclusive(progress, link)), progress.deadline)
				: link.call(asking(progress, this.navigator.scripts().request(progress, link)), progress.deadline);
		if (!(value instanceof ErrorValue)) {
			Scripts.held(progress, link);
		}
		return value;
	}

	private static Request asking(Progress progress, Request request) {
		return (progress.redirect != null) ? new AskingRequest(request) : request;
	}

	/**
	 * Returns what waits at the server: only for what is left of its time if it has
	 * waited at another node.
	 */
	private Request exclusive(Progress progress, Link link) {
		BoundCommand command = this.navigator.scripts().command(progress, link);
		if (progress.attempts > 1) {
			long waited = System.nanoTime() - progress.started;
			command = ServerTimeout.shortened(command, ServerTimeout.nanos(command) - waited);
		}
		Replication replication = command.replication();
		return (replication != null) ? new ReplicatedRequest(command, replication) : command;
	}

	void pause(Progress progress, long nanos) {
		long end = System.nanoTime() + nanos;
		while (true) {
			long remaining = end - System.nanoTime();
			if (remaining <= 0) {
				return;
			}
			LockSupport.parkNanos(progress, remaining);
			if (Thread.currentThread().isInterrupted()) {
				throw new ClusterClientException("The thread was interrupted while it waited to try again",
						progress.details(false), null);
			}
		}
	}

}
