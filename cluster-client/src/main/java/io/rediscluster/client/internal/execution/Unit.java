package io.rediscluster.client.internal.execution;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Commands of one slot as {@code MULTI … EXEC} in one write, so that nothing of another
 * caller can come between. Its result is what EXEC gave: an array with one element per
 * command, where an error stays in its place; null if a watched key changed; or an error
 * if nothing was carried out.
 *
 * @param commands the commands in order
 */
record Unit(List<BoundCommand> commands) implements Request {

	private static final byte[] MULTI = "*1\r\n$5\r\nMULTI\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] EXEC = "*1\r\n$4\r\nEXEC\r\n".getBytes(StandardCharsets.US_ASCII);

	private static final String DISCARDED = "EXECABORT Transaction discarded because of: ";

	Unit {
		commands = List.copyOf(commands);
	}

	@Override
	public void encode(RequestBuffer buffer) {
		buffer.raw(MULTI);
		this.commands.forEach((command) -> command.encode(buffer));
		buffer.raw(EXEC);
	}

	@Override
	public int replies() {
		return this.commands.size() + 2;
	}

	@Override
	public @Nullable Object result(@Nullable Object[] replies) {
		Object last = replies[replies.length - 1];
		if (!(last instanceof ErrorValue refusal)) {
			return last;
		}
		for (Object reply : replies) {
			if (reply instanceof ErrorValue error && error != refusal) {
				// why EXEC was refused: the first command that the server did not queue
				return error;
			}
		}
		return refusal.message().startsWith(DISCARDED) ? new ErrorValue(refusal.message().substring(DISCARDED.length()))
				: refusal;
	}

	@Override
	public boolean isWrite() {
		return !isReadOnly();
	}

	boolean isReadOnly() {
		return this.commands.stream().allMatch(BoundCommand::isReadOnly);
	}

	@Override
	public @Nullable Object normalise(@Nullable Object value) {
		if (!(value instanceof Object[] elements) || elements.length != this.commands.size()) {
			return value;
		}
		@Nullable Object[] normalised = new Object[elements.length];
		for (int i = 0; i < elements.length; i++) {
			normalised[i] = this.commands.get(i).normalise(elements[i]);
		}
		return normalised;
	}

}
