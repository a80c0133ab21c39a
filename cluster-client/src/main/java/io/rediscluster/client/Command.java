package io.rediscluster.client;

import java.time.Duration;
import java.util.Collection;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandTable;
import org.jspecify.annotations.Nullable;

/**
 * One Redis command with its arguments: immutable, thread safe and reusable. Its keys,
 * its slot and its flags are known when it is made.
 * <p>
 * Arguments are {@code byte[]} (sent unchanged, and not to be changed by the caller while
 * a call is under way), {@code String} (sent as UTF-8) or numbers (sent as decimal text;
 * infinities as {@code inf} and {@code -inf}).
 *
 * <pre class="code">
 * client.execute(Command.of("SET", "user:1", "Ann", "EX", 60));
 * client.execute(Command.of("INCR", "hits").timeout(Duration.ofMillis(200)).retry(Retry.NEVER));
 * </pre>
 */
public interface Command {

	/** The {@link #slot()} of a command without keys. */
	int NO_SLOT = -1;

	/** The {@link #slot()} of a command whose keys lie in more than one slot. */
	int SEVERAL_SLOTS = -2;

	/**
	 * Makes a command with one argument, as {@link #of(String, Object...)} does.
	 * @param name the command
	 * @param argument a byte array, a string or a number
	 * @return the command
	 * @throws IllegalArgumentException if the argument is {@code null} or of another type
	 */
	static Command of(String name, Object argument) {
		return BoundCommand.of(name, argument);
	}

	/**
	 * Makes a command with two arguments, as {@link #of(String, Object...)} does.
	 * @param name the command
	 * @param first a byte array, a string or a number
	 * @param second a byte array, a string or a number
	 * @return the command
	 * @throws IllegalArgumentException if an argument is {@code null} or of another type
	 */
	static Command of(String name, Object first, Object second) {
		return BoundCommand.of(name, first, second);
	}

	/**
	 * Makes a command.
	 * @param name the command, in any case; a subcommand may be part of the name
	 * ({@code "CONFIG GET"}) or the first argument
	 * @param arguments byte arrays, strings or numbers, none {@code null}
	 * @return the command
	 * @throws IllegalArgumentException if an argument is {@code null} or of another type,
	 * or if the keys cannot be found because the arguments are malformed
	 */
	static Command of(String name, Object... arguments) {
		return BoundCommand.of(name, arguments);
	}

	/**
	 * Starts a command whose arguments are added one after another.
	 * @param name the command, as in {@link #of}
	 * @return a new builder, for one thread
	 */
	static Builder named(String name) {
		return new CommandBuilder(name);
	}

	/**
	 * Tells whether the client describes a command by itself, without asking a server.
	 * There are a few hundred such names, which makes them a bounded label for meters.
	 * @param name a name as {@link #name()} returns it
	 * @return whether it is in the client's own table
	 */
	static boolean isKnown(String name) {
		return CommandTable.builtIn().find(name) != null;
	}

	/**
	 * Returns the name in upper case, with the subcommand where there is one.
	 * @return for example {@code GET} or {@code CONFIG GET}
	 */
	String name();

	/**
	 * Returns the number of arguments after the name as first word.
	 * @return 0 or more; for {@code CONFIG GET x} it is 2
	 */
	int argumentCount();

	/**
	 * Returns an argument as it is sent.
	 * @param index 0 to {@link #argumentCount()} - 1
	 * @return the bytes; for a {@code byte[]} argument the array itself
	 */
	byte[] argument(int index);

	/**
	 * Returns the slot of the keys.
	 * @return 0 to 16383, {@link #NO_SLOT} or {@link #SEVERAL_SLOTS}
	 */
	int slot();

	/**
	 * Tells whether the command is known to change nothing on the server.
	 * @return {@code false} for writes and for unknown commands
	 */
	boolean isReadOnly();

	/**
	 * Returns the command with a time limit of its own for the whole call: queueing,
	 * redirects and retries.
	 * @param timeout a positive duration
	 * @return a copy
	 */
	Command timeout(Duration timeout);

	/**
	 * Returns the command with a retry rule of its own.
	 * @param retry the rule
	 * @return a copy
	 */
	Command retry(Retry retry);

	/**
	 * Returns the command with a place to read from of its own; ignored by writes.
	 * @param readFrom where to read
	 * @return a copy
	 */
	Command readFrom(ReadFrom readFrom);

	/**
	 * Returns the write with the wish that replicas have it before the call returns
	 * ({@code WAIT}, on the connection that wrote). The call throws
	 * {@link NotReplicatedException} if fewer have acknowledged it in time; it is applied
	 * then all the same. Lowers the risk that a failover loses the write, and does not
	 * exclude it. A part of a pipeline that is carried out alone; no part of a
	 * transaction; not asynchronous.
	 * @param replicas how many replicas, 1 or more
	 * @param timeout how long the server waits for them, at least a millisecond; it comes
	 * on top of the call's own timeout
	 * @return a copy
	 * @throws IllegalArgumentException if a value is out of range, or if the command only
	 * reads
	 */
	Command replicated(int replicas, Duration timeout);

	/**
	 * Returns the command with its keys named, for commands that neither the client nor
	 * the server can tell the keys of.
	 * @param positions the positions of the keys among the arguments, from 0
	 * @return a copy
	 * @throws IllegalArgumentException if a position is out of range
	 */
	Command keys(int... positions);

	/**
	 * Collects the arguments of a command. Not thread safe.
	 */
	interface Builder {

		/**
		 * Adds one argument.
		 * @param argument a byte array, a string or a number
		 * @return this builder
		 * @throws IllegalArgumentException if it is {@code null} or of another type
		 */
		Builder arg(@Nullable Object argument);

		/**
		 * Adds arguments in order.
		 * @param arguments byte arrays, strings or numbers
		 * @return this builder
		 * @throws IllegalArgumentException if one is {@code null} or of another type
		 */
		Builder args(@Nullable Object... arguments);

		/**
		 * Adds arguments in iteration order.
		 * @param arguments byte arrays, strings or numbers
		 * @return this builder
		 * @throws IllegalArgumentException if one is {@code null} or of another type
		 */
		Builder args(Collection<?> arguments);

		/**
		 * Makes the command.
		 * @return a new command
		 * @throws IllegalArgumentException if the keys cannot be found because the
		 * arguments are malformed
		 */
		Command build();

	}

}
