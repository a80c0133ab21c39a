package io.rediscluster.client.internal.keyspace;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * Which slots a node owned, and gave to nobody, at the moment it was asked. Immutable.
 */
public final class HeldSlots {

	private static final Command NODES = Command.of("CLUSTER NODES");

	/** What the node said, or {@code null} if the user may not ask. */
	private final @Nullable NodeState state;

	private HeldSlots(@Nullable NodeState state) {
		this.state = state;
	}

	/**
	 * Asks a node.
	 * @param calls reaches it
	 * @param node the node
	 * @return its slots; all of them if the user may not ask
	 * @throws ClusterClientException if it does not answer
	 */
	public static HeldSlots of(NodeCalls calls, Node node) {
		try {
			return new HeldSlots(NodeState.parse(null, String.valueOf(calls.at(node, NODES).asString())));
		}
		catch (ServerErrorException ex) {
			if (!NodeStates.isMissing(ex)) {
				throw ex;
			}
			return new HeldSlots(null);
		}
		catch (IllegalArgumentException ex) {
			throw new ClusterClientException("The node gave no usable answer to CLUSTER NODES", ex);
		}
	}

	/**
	 * Tells whether the node owned a slot and nobody moved its keys.
	 * @param slot the slot
	 * @return whether it did
	 */
	public boolean contains(int slot) {
		NodeState state = this.state;
		return state == null || (state.primary() && state.holds(slot));
	}

}
