package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.NodesFailedException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the replies of several nodes where Spring wants more than the client's
 * own merging gives.
 */
final class NodeResults {

	private NodeResults() {
	}

	/**
	 * Converts the reply of the one node that was asked.
	 */
	static <T> Function<NodeReplies, @Nullable T> single(Function<Reply, ? extends @Nullable T> converter) {
		return (replies) -> converter.apply(replies.outcomes().values().iterator().next().reply());
	}

	/**
	 * Returns the replies by node, or throws if a node failed: its failure if it was the
	 * only one asked.
	 */
	static Map<Node, Reply> all(Command command, NodeReplies replies) {
		Map<Node, ClusterClientException> failures = replies.failures();
		if (!failures.isEmpty()) {
			throw (replies.outcomes().size() == 1) ? failures.values().iterator().next()
					: failure(command, replies, failures);
		}
		return replies.successes();
	}

	/**
	 * Accepts the replies if no node failed.
	 */
	static Consumer<NodeReplies> requireAll(Command command) {
		return (replies) -> all(command, replies);
	}

	private static NodesFailedException failure(Command command, NodeReplies replies,
			Map<Node, ClusterClientException> failures) {
		boolean sent = failures.values().stream().anyMatch(ClusterClientException::wasSent)
				|| failures.size() < replies.outcomes().size();
		CallDetails details = new CallDetails(command.name(), command.slot(), null, replies.outcomes().size(),
				Duration.ZERO, sent, command.isReadOnly());
		return new NodesFailedException(failures.size() + " of " + replies.outcomes().size() + " nodes failed", details,
				failures);
	}

}
