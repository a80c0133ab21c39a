package io.rediscluster.spring.data;

import java.util.function.Consumer;
import java.util.function.Function;

import io.rediscluster.client.Command;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessApiUsageException;

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
	 * Runs a command that has a result and may wait at the server for it. In a pipeline
	 * it is one element in call order: what was added before is carried out before it, so
	 * that it can be what the command waits for, and the call waits.
	 * @param <T> the type of the result
	 * @param command the command
	 * @param converter turns the reply into the result
	 * @return the result; {@code null} while the connection queues
	 */
	<T> @Nullable T invokeBlocking(Command command, Function<Reply, ? extends @Nullable T> converter);

	/**
	 * Runs a command that has a result on chosen nodes, for results that the replies of
	 * single nodes must be told apart in. In a pipeline it is one element in call order:
	 * what was added before is carried out before it, what is added later after it.
	 * @param <T> the type of the result
	 * @param nodes the nodes
	 * @param command the command
	 * @param converter turns the replies, of which some may be failures, into the result
	 * @return the result; {@code null} while the connection queues
	 */
	<T> @Nullable T invokeOn(Nodes nodes, Command command, Function<NodeReplies, ? extends @Nullable T> converter);

	/**
	 * Runs a command without a result on chosen nodes.
	 * @param nodes the nodes
	 * @param command the command
	 * @param check looks at the replies, of which some may be failures, and throws if the
	 * command counts as failed
	 */
	void runOn(Nodes nodes, Command command, Consumer<NodeReplies> check);

	/**
	 * Tells whether commands are carried out at once.
	 * @return {@code false} in a pipeline or transaction
	 */
	boolean isDirect();

	/**
	 * Refuses what needs its answer at once while commands are queued.
	 * @param name the command that does
	 * @throws InvalidDataAccessApiUsageException in a pipeline or transaction
	 */
	default void requireDirect(String name) {
		if (!isDirect()) {
			throw new InvalidDataAccessApiUsageException(name + " is not possible in a pipeline or transaction");
		}
	}

}
