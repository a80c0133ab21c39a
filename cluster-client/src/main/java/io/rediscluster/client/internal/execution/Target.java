package io.rediscluster.client.internal.execution;

import io.rediscluster.client.internal.connection.Mode;
import io.rediscluster.client.topology.Node;

/**
 * Where an attempt goes.
 *
 * @param node the node
 * @param mode the mode of the connection
 */
record Target(Node node, Mode mode) {

	/**
	 * Returns a node as it is spoken to for its own sake: a replica answers reads of keys
	 * then, and redirects nobody.
	 */
	static Target of(Node node) {
		return new Target(node, node.isPrimary() ? Mode.PRIMARY : Mode.REPLICA);
	}
}
