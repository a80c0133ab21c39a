package io.rediscluster.test;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Starts servers on free ports, several at once; where another process took a port in
 * between, on another port. Stateless.
 */
final class ServerStart {

	private static final int ATTEMPTS = 5;

	private ServerStart() {
	}

	static EmbeddedNode one(IntFunction<EmbeddedNode> create) {
		return all(List.of(create)).get(0);
	}

	/**
	 * Starts a server for each factory.
	 * @param factories make a node for a port
	 * @return the nodes in the same order, all answering
	 * @throws IllegalStateException if one does not start; none is left running
	 */
	static List<EmbeddedNode> all(List<IntFunction<EmbeddedNode>> factories) {
		List<EmbeddedNode> nodes = new ArrayList<>();
		try {
			for (IntFunction<EmbeddedNode> factory : factories) {
				nodes.add(launch(factory));
			}
			for (int i = 0; i < nodes.size(); i++) {
				nodes.set(i, awaitAnswer(nodes.get(i), factories.get(i)));
			}
			return nodes;
		}
		catch (RuntimeException ex) {
			nodes.forEach(EmbeddedNode::close);
			throw ex;
		}
	}

	private static EmbeddedNode launch(IntFunction<EmbeddedNode> factory) {
		EmbeddedNode node = factory.apply(FreePorts.next());
		node.start();
		return node;
	}

	private static EmbeddedNode awaitAnswer(EmbeddedNode launched, IntFunction<EmbeddedNode> factory) {
		EmbeddedNode node = launched;
		for (int attempt = 1;; attempt++) {
			try {
				node.awaitAnswer();
				return node;
			}
			catch (EmbeddedNode.ServerEndedException ex) {
				node.close();
				if (attempt == ATTEMPTS || !ex.isPortTaken()) {
					throw ex;
				}
				node = launch(factory);
			}
		}
	}

}
