package io.rediscluster.client.internal.execution;

import java.util.List;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Commands in one write that change the state of a connection and no data: WATCH,
 * UNWATCH, DISCARD, and the part of a transaction before EXEC. The result is the first
 * error, or the last reply.
 *
 * @param commands the commands in order, at least one
 */
record Control(List<BoundCommand> commands) implements Request {

	static Control of(BoundCommand command) {
		return new Control(List.of(command));
	}

	@Override
	public void encode(RequestBuffer buffer) {
		this.commands.forEach((command) -> command.encode(buffer));
	}

	@Override
	public int replies() {
		return this.commands.size();
	}

	@Override
	public @Nullable Object result(@Nullable Object[] replies) {
		for (Object reply : replies) {
			if (reply instanceof ErrorValue) {
				return reply;
			}
		}
		return replies[replies.length - 1];
	}

	@Override
	public boolean isWrite() {
		return false;
	}

}
