package io.rediscluster.spring.data;

import java.util.function.Function;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands in the mode that the connection is in: directly, or as part of a pipeline
 * or transaction. Each command is written once; nothing else knows the modes.
 */
interface CommandInvoker {

	/**
	 * Runs a command that has a result.
	 * @param <T> the type of the result
	 * @param command the command
	 * @param converter turns the reply into the result; runs when the reply is there
	 * @return the result; {@code null} while the connection queues, and then the result
	 * is one element of the pipeline's or transaction's results
	 */
	<T> @Nullable T invoke(Command command, Function<Reply, ? extends @Nullable T> converter);

	/**
	 * Runs a command without a result: it is never an element of the results of a
	 * pipeline or transaction, but its failure is reported there.
	 * @param command the command
	 */
	void run(Command command);

	/**
	 * Tells whether commands are carried out at once.
	 * @return {@code false} in a pipeline or transaction
	 */
	boolean isDirect();

}
