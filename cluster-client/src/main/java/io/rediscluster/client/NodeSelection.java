package io.rediscluster.client;

/**
 * Sends commands to chosen nodes, to all at the same time. Thread safe.
 */
public interface NodeSelection {

	/**
	 * Sends a command to each chosen node and waits for all answers.
	 * @param name the command, as in {@link Command#of}
	 * @param arguments byte arrays, strings or numbers
	 * @return what each node answered
	 * @throws CommandRefusedException if the command may not be sent to single nodes
	 * @throws ClusterUnavailableException if the choice is empty
	 */
	default NodeReplies execute(String name, Object... arguments) {
		return execute(Command.of(name, arguments));
	}

	/**
	 * Sends a command to each chosen node and waits for all answers.
	 * @param command the command
	 * @return what each node answered
	 * @throws CommandRefusedException if the command may not be sent to single nodes
	 * @throws ClusterUnavailableException if the choice is empty
	 */
	NodeReplies execute(Command command);

}
