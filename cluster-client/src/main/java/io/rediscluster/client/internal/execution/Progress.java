package io.rediscluster.client.internal.execution;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Retry;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * How far a call has come. Confined to whichever thread drives the call; handing it over
 * happens through the connection's locks.
 */
final class Progress {

	final BoundCommand command;

	/** What is sent: the command itself, or what it stands for. */
	final Request request;

	final ReadFrom readFrom;

	final Retry retry;

	final long started;

	final long deadline;

	/** The node that the caller named, or null if the client chooses. */
	final @Nullable Target fixed;

	/**
	 * Whether redirects are followed and attempts repeated; a pipeline may not want it.
	 */
	boolean repair = true;

	/** The node said that it does not hold the script. */
	boolean missingScript;

	int attempts;

	int redirects;

	/** Where the next attempt goes on account of ASK, or null to choose anew. */
	@Nullable Target redirect;

	@Nullable Target last;

	Set<String> failed = Set.of();

	/** Why the node of the last attempt could not be connected to, or null. */
	@Nullable LinkFailure unreachable;

	Progress(BoundCommand command, ReadFrom readFrom, Retry retry, long started, long deadline,
			@Nullable Target fixed) {
		this(command, command, readFrom, retry, started, deadline, fixed);
	}

	Progress(BoundCommand command, Request request, ReadFrom readFrom, Retry retry, long started, long deadline,
			@Nullable Target fixed) {
		this.command = command;
		this.request = request;
		this.readFrom = command.isForReplicas() ? readFrom : ReadFrom.PRIMARY;
		this.retry = retry;
		this.started = started;
		this.deadline = deadline;
		this.fixed = fixed;
	}

	void attempt(Target target) {
		this.attempts++;
		this.last = target;
	}

	void failedAt(Node node) {
		if (this.failed.isEmpty()) {
			this.failed = new HashSet<>();
		}
		this.failed.add(node.id());
	}

	CallDetails details(boolean sent) {
		Target last = this.last;
		return new CallDetails(this.command.name(), this.command.slot(), (last != null) ? last.node() : null,
				this.attempts, Duration.ofNanos(System.nanoTime() - this.started), sent, this.command.isReadOnly());
	}

}
