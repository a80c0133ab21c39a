package io.rediscluster.client;

import java.util.List;

/**
 * Collects commands and sends them together: grouped per node, every node written before
 * the first reply is awaited, over the connections that the client has anyway. Commands
 * of one slot are executed in the order they were added; a failing command never costs
 * the others' results. Not thread safe; any number of pipelines may run at once.
 */
public interface Pipeline {

	/**
	 * Adds a command.
	 * @param name the command, as in {@link Command#of}
	 * @param arguments byte arrays, strings or numbers
	 * @return this pipeline
	 * @throws CommandRefusedException if the command can never be part of a pipeline
	 */
	default Pipeline add(String name, Object... arguments) {
		return add(Command.of(name, arguments));
	}

	/**
	 * Adds a command.
	 * @param command the command
	 * @return this pipeline
	 * @throws CommandRefusedException if the command can never be part of a pipeline
	 */
	Pipeline add(Command command);

	/**
	 * Sets whether this pipeline follows redirects and repeats what was not carried out.
	 * Default: what {@link ClusterClientOptions#pipelineRepair()} says. Without it a
	 * command that a node refuses (MOVED, ASK, TRYAGAIN and others) ends with that error,
	 * as the node sent it, and one whose connection is lost is not sent again.
	 * @param repair whether it does
	 * @return this pipeline
	 */
	Pipeline repair(boolean repair);

	/**
	 * Returns how many commands wait to be executed.
	 * @return 0 or more
	 */
	int size();

	/**
	 * Sends the commands and waits for all of them. The pipeline is empty afterwards and
	 * can be used again.
	 * @return one outcome per command, in the order they were added
	 */
	List<Outcome> execute();

	/**
	 * Drops the commands that were added and not executed.
	 */
	void discard();

}
