package io.rediscluster.client.internal.execution;

import java.nio.charset.StandardCharsets;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.BoundCommand.Replication;
import io.rediscluster.client.internal.command.CommandSpec;
import io.rediscluster.client.internal.connection.Deadline;

/**
 * Finds how long a blocking command waits at the server, by its arguments.
 */
final class ServerTimeout {

	/** Longer than any process lives, and still safe to add to the clock. */
	static final long FOREVER = Long.MAX_VALUE / 4;

	private ServerTimeout() {
	}

	/**
	 * Returns the server's own time limit.
	 * @param command a command that needs a connection of its own
	 * @return nanoseconds; {@link #FOREVER} for a limit of 0, which means none
	 * @throws IllegalArgumentException if the argument is no number
	 */
	static long nanos(BoundCommand command) {
		Replication replication = command.replication();
		long extra = (replication != null) ? Deadline.nanos(replication.timeout()) : 0;
		return Math.min(FOREVER, own(command, (replication != null) ? 0 : FOREVER) + extra);
	}

	/**
	 * Returns the limit among a command's arguments.
	 * @param otherwise what it is if there is none
	 */
	private static long own(BoundCommand command, long otherwise) {
		int index = index(command);
		if (index < 0) {
			return otherwise;
		}
		double limit = number(command, command.arguments()[index]) * (isInMillis(command) ? 1e6 : 1e9);
		return (limit <= 0) ? FOREVER : (long) Math.min(FOREVER, limit);
	}

	private static boolean isInMillis(BoundCommand command) {
		return command.name().startsWith("XREAD");
	}

	/**
	 * Returns a command with a shorter time limit, for going on at another node.
	 * @param command a command that waits at the server
	 * @param remaining what is left of its own limit, in nanoseconds
	 * @return the command itself if it has no limit
	 */
	static BoundCommand shortened(BoundCommand command, long remaining) {
		int index = index(command);
		if (index < 0 || own(command, FOREVER) >= FOREVER) {
			return command;
		}
		// 0 would mean forever
		long millis = Math.max(1, remaining / 1_000_000);
		Object[] arguments = command.arguments().clone();
		arguments[index] = isInMillis(command) ? (Object) millis : String.valueOf(millis / 1000.0);
		return command.part(arguments, command.slot());
	}

	/**
	 * Finds the limit.
	 * @return its index among the arguments, or -1
	 */
	private static int index(BoundCommand command) {
		Object[] arguments = command.arguments();
		return switch (command.name()) {
			case "BLPOP", "BRPOP", "BZPOPMIN", "BZPOPMAX", "BRPOPLPUSH", "BLMOVE" -> arguments.length - 1;
			case "BLMPOP", "BZMPOP" -> 0;
			case "XREAD", "XREADGROUP" -> {
				int block = CommandSpec.blockOption(arguments);
				yield (block < 0 || block + 1 == arguments.length) ? -1 : block + 1;
			}
			default -> -1;
		};
	}

	private static double number(BoundCommand command, Object argument) {
		try {
			return Double.parseDouble(text(argument));
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(command.name() + ": the timeout is not a number", ex);
		}
	}

	private static String text(Object argument) {
		return (argument instanceof byte[] bytes) ? new String(bytes, StandardCharsets.ISO_8859_1)
				: argument.toString();
	}

}
