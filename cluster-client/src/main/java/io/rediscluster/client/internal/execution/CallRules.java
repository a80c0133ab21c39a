package io.rediscluster.client.internal.execution;

import java.time.Duration;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterClientOptions.CommandOptions;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Retry;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.connection.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The rules that hold for a call: what the call itself says, else what is configured for
 * its command, else what is configured for all. Immutable and thread safe.
 */
final class CallRules {

	private final ClusterClientOptions options;

	CallRules(ClusterClientOptions options) {
		this.options = options;
	}

	/**
	 * Returns how long a call may take, in nanoseconds.
	 */
	long limit(BoundCommand command) {
		long limit = limitWithoutWait(command);
		if (command.connection() == Connection.EXCLUSIVE) {
			// the server's own wait, and the timeout as the margin for everything else
			limit = Math.min(ServerTimeout.FOREVER, ServerTimeout.nanos(command) + limit);
		}
		return limit;
	}

	/**
	 * Returns how long a call may take beside the time for which it waits at the server,
	 * in nanoseconds.
	 */
	long limitWithoutWait(BoundCommand command) {
		Duration timeout = command.timeout();
		if (timeout == null) {
			CommandOptions own = own(command);
			timeout = (own != null && own.timeout() != null) ? own.timeout() : this.options.timeout();
		}
		return Deadline.nanos(timeout);
	}

	/**
	 * Tells whether a rule holds for this call or its command alone.
	 */
	boolean hasOwn(BoundCommand command) {
		return command.hasOwnRules() || own(command) != null;
	}

	/**
	 * Returns where a call reads.
	 * @param readFrom the place of the client or its view
	 */
	ReadFrom readFrom(BoundCommand command, ReadFrom readFrom) {
		ReadFrom place = command.readFrom();
		return (place != null) ? place : readFrom;
	}

	/**
	 * Begins the record of how far a call has come.
	 * @param readFrom the place of the client or its view
	 * @param fixed the node that the caller named, or {@code null}
	 */
	Progress begin(BoundCommand command, ReadFrom readFrom, @Nullable Target fixed) {
		return begin(command, readFrom, fixed, System.nanoTime());
	}

	Progress begin(BoundCommand command, ReadFrom readFrom, @Nullable Target fixed, long started) {
		Retry retry = command.retry();
		if (retry == null) {
			CommandOptions own = own(command);
			retry = (own != null && own.retry() != null) ? own.retry() : this.options.retry();
		}
		return new Progress(command, readFrom(command, readFrom), retry, started, started + limit(command), fixed);
	}

	private @Nullable CommandOptions own(BoundCommand command) {
		return this.options.commands().isEmpty() ? null : this.options.commands().get(command.name());
	}

}
