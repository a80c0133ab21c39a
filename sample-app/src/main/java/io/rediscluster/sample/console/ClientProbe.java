package io.rediscluster.sample.console;

import java.util.List;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.Node;

/**
 * Asks a node of the user's own cluster through the client, which has the credentials.
 * How others see the node the client's topology says.
 */
final class ClientProbe implements NodeProbe {

	private final ClusterClient client;

	ClientProbe(ClusterClient client) {
		this.client = client;
	}

	@Override
	public NodeAnswer ask(Node node) {
		NodeReplies replies = this.client.on((topology) -> List.of(node)).execute("INFO");
		// a node that refuses to tell of itself has answered
		if (replies.failures().values().stream().anyMatch(ServerErrorException.class::isInstance)) {
			return NodeAnswer.parse("", "");
		}
		return replies.successes()
			.values()
			.stream()
			.map((reply) -> NodeAnswer.parse(String.valueOf(reply.asString()), ""))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("no answer"));
	}

}
