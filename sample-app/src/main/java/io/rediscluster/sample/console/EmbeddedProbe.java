package io.rediscluster.sample.console;

import java.time.Duration;

import io.rediscluster.client.topology.Node;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerConnection;

/**
 * Asks a node of the embedded cluster over a connection of its own, so that the client
 * under observation carries the traffic of its callers and nothing else.
 */
final class EmbeddedProbe implements NodeProbe {

	private static final Duration LIMIT = Duration.ofMillis(600);

	private final EmbeddedNodes nodes;

	EmbeddedProbe(EmbeddedNodes nodes) {
		this.nodes = nodes;
	}

	@Override
	public NodeAnswer ask(Node node) {
		EmbeddedNode process = this.nodes.at(node.address().toString());
		if (process == null || !process.isRunning() || process.isPaused()) {
			throw new IllegalStateException("does not run");
		}
		try (ServerConnection connection = process.connect(LIMIT)) {
			return NodeAnswer.parse(String.valueOf(connection.command("INFO")),
					String.valueOf(connection.command("CLUSTER", "NODES")));
		}
	}

}
