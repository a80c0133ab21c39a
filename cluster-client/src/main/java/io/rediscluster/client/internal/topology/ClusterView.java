package io.rediscluster.client.internal.topology;

import java.util.Map;

import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as one node sees it.
 *
 * @param nodes the nodes by id
 * @param owners the id of the owner of each slot, {@code null} where there is none
 * @param hasEpochs whether the configuration epochs are known; without them the view
 * cannot be weighed against others
 */
record ClusterView(Map<String, Node> nodes, @Nullable String[] owners, boolean hasEpochs) {

	/**
	 * Returns the epoch of a node.
	 * @return its configuration epoch, or -1 if the view does not know the node
	 */
	long epochOf(@Nullable String nodeId) {
		Node node = (nodeId != null) ? this.nodes.get(nodeId) : null;
		return (node != null) ? node.configEpoch() : -1;
	}

	/**
	 * Tells whether any slot has an owner.
	 */
	boolean coversAnything() {
		for (String owner : this.owners) {
			if (owner != null) {
				return true;
			}
		}
		return false;
	}

}
