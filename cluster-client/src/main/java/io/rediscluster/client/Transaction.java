package io.rediscluster.client;

import java.util.List;
import java.util.Optional;

/**
 * Commands of one slot that are carried out all at once or not at all, if wanted only if
 * nobody changed what was read before. The first key binds it to its slot; a key of
 * another slot is refused before anything is sent. Commands are kept here until
 * {@link #exec()}.
 * <p>
 * {@link #watch} takes a connection of its own from the pool, which {@link #close()}
 * always gives back. For one thread.
 *
 * <pre class="code">
 * boolean done = client.transaction((tx) -&gt; {
 *     tx.watch("stock:{7}");
 *     long stock = tx.execute("GET", "stock:{7}").asLong();
 *     tx.multi().add("SET", "stock:{7}", stock - 1).add("RPUSH", "orders:{7}", "one");
 * }).isPresent();
 * </pre>
 */
public interface Transaction extends AutoCloseable {

	/**
	 * Watches keys ({@code WATCH}): if one changes before {@link #exec()}, nothing is
	 * carried out. Whatever makes the watch uncertain (the slot moves, the connection or
	 * the primary is lost) counts as a change.
	 * @param keys byte arrays or strings, at least one, of the slot of the transaction
	 * @return this transaction
	 * @throws CrossSlotException if a key has another slot; nothing was sent
	 * @throws IllegalStateException after {@link #multi()}
	 * @throws ClusterClientException if no connection could watch the keys
	 */
	Transaction watch(Object... keys);

	/**
	 * Forgets what is watched and gives the connection back.
	 * @return this transaction, to begin anew
	 * @throws IllegalStateException after {@link #multi()}
	 */
	Transaction unwatch();

	/**
	 * Carries out a command at once, as before {@link #multi()}. Reads go to the primary;
	 * those of a watched slot over the connection that watches.
	 * @param name the command
	 * @param arguments byte arrays, strings or numbers
	 * @return the reply
	 * @throws IllegalStateException after {@link #multi()}
	 * @throws ClusterClientException as {@link ClusterClient#execute(Command)}
	 */
	default Reply execute(String name, Object... arguments) {
		return execute(Command.of(name, arguments));
	}

	/**
	 * Carries out a command at once.
	 * @param command the command
	 * @return the reply
	 * @throws IllegalStateException after {@link #multi()}
	 * @throws ClusterClientException as {@link ClusterClient#execute(Command)}
	 */
	Reply execute(Command command);

	/**
	 * Begins to collect commands. Sends nothing; called twice it changes nothing.
	 * @return this transaction
	 */
	Transaction multi();

	/**
	 * Adds a command.
	 * @param name the command
	 * @param arguments byte arrays, strings or numbers
	 * @return this transaction
	 * @throws CrossSlotException if its keys have another slot
	 * @throws CommandRefusedException if it can be no part of a transaction
	 * @throws IllegalStateException before {@link #multi()}
	 */
	default Transaction add(String name, Object... arguments) {
		return add(Command.of(name, arguments));
	}

	/**
	 * Adds a command. One that is refused spoils the transaction, as at a server:
	 * {@link #exec()} then carries out nothing.
	 * @param command the command
	 * @return this transaction
	 * @throws CrossSlotException if its keys have another slot
	 * @throws CommandRefusedException if it can be no part of a transaction
	 * @throws IllegalStateException before {@link #multi()}
	 */
	Transaction add(Command command);

	/**
	 * Returns how many commands were added.
	 * @return 0 or more
	 */
	int size();

	/**
	 * Drops the commands that were added and forgets what is watched ({@code DISCARD}).
	 * @return this transaction, to begin anew
	 */
	Transaction discard();

	/**
	 * Carries out the commands ({@code MULTI}, the commands, {@code EXEC}). The
	 * transaction is new afterwards, whatever happens: not bound, watching nothing.
	 * @return one reply per command, in order; the error of a command that failed stands
	 * in its place ({@link Reply#isError()}) and does not undo the others. Empty if
	 * nothing was carried out because a watched key changed
	 * @throws ServerErrorException if the server refused the whole; nothing was applied
	 * @throws CommandRefusedException if a command had been refused; nothing was sent
	 * @throws CommandOutcomeUnknownException if {@code EXEC} was written and its reply
	 * lost
	 * @throws ClusterClientException in all other cases
	 */
	Optional<List<Reply>> exec();

	/**
	 * Drops what was not carried out and gives the connection back. Idempotent.
	 */
	@Override
	void close();

}
