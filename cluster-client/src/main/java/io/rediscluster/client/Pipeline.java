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
	 * Adds a command. Nothing is checked yet: one that is refused fails in its place when
	 * the pipeline is executed.
	 * @param name the command, as in {@link Command#of}
	 * @param arguments byte arrays, strings or numbers
	 * @return this pipeline
	 * @throws IllegalArgumentException as {@link Command#of(String, Object...)}
	 */
	default Pipeline add(String name, Object... arguments) {
		return add(Command.of(name, arguments));
	}

	/**
	 * Adds a command. Nothing is checked yet: one that is refused fails in its place when
	 * the pipeline is executed.
	 * @param command the command
	 * @return this pipeline
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
	 * Sends the commands and waits for all of them. The pipeline is empty afterwards,
	 * whatever happens, and can be used again.
	 * @return one outcome per command, in the order they were added; those that other
	 * pipelines left no room for within the timeout fail with
	 * {@link ClusterUnavailableException}
	 * @throws ClusterClientException if the thread is interrupted; its status is set, and
	 * commands that were sent may be carried out
	 */
	List<Outcome> execute();

	/**
	 * Drops the commands that were added and not executed.
	 */
	void discard();

}
