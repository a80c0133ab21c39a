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
}
