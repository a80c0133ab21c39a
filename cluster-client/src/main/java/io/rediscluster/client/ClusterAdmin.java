package io.rediscluster.client;

import java.util.List;

import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.SlotRange;

/**
 * Changes of the cluster that take more than one command. Everything else is a command to
 * a node: {@code client.on(Nodes.withId(id)).execute("CLUSTER FAILOVER")}. Thread safe,
 * but two moves of one slot at a time get in each other's way.
 */
public interface ClusterAdmin {

	/**
	 * Moves slots with their keys to a primary while the cluster serves all of them;
	 * waits until they are there. Clients that follow redirects see no error.
	 * <p>
	 * May fail or be interrupted at any point, also by the end of this process: no key is
	 * lost, and calling again with the same slots goes on where it ended. Slots that are
	 * there already are left alone. A failover of either side is waited for.
	 * <p>
	 * Rests on {@code CLUSTER SETSLOT} and {@code MIGRATE}, with the client's own
	 * credentials; where both nodes have it, on {@code CLUSTER MIGRATESLOTS}, which moves
	 * all slots of one owner at once and waits as long as the server says that it works.
	 * With {@code MIGRATE} a server does nothing else while it sends one large key.
	 * @param target a primary, or a node of the shard whose primary is to have them
	 * @param slots the slots, whoever owns them
	 * @throws IllegalStateException if a slot is already being moved to another shard
	 * @throws ClusterClientException if a node refuses, or cannot be reached for longer
	 * than the timeout of calls (at least 30 seconds); the slot under way stays open
	 */
	void moveSlots(Node target, SlotRange... slots);

	/**
	 * Returns the slots whose move by {@code CLUSTER SETSLOT} has begun and not ended.
	 * Once nobody is at work on them, {@link #moveSlots} to their target ends the move.
	 * @return the open slots in ascending order, as their owners say
	 * @throws ClusterClientException if a primary cannot be asked
	 */
	List<OpenSlot> openSlots();

	/**
	 * Gives slots that no node owns to a primary ({@code CLUSTER ADDSLOTS}).
	 * @param node the primary
	 * @param slots the slots
	 * @throws ServerErrorException if the node knows an owner for one of them; none is
	 * given then
	 */
	void addSlots(Node node, SlotRange... slots);

	/**
	 * Takes slots from whichever nodes own them, so that no node owns them
	 * ({@code CLUSTER DELSLOTS}). Every node is told, the owners first: each has a map of
	 * its own. Keys stay where they are and cannot be reached.
	 * @param slots the slots
	 * @throws ClusterClientException if a node cannot be told
	 */
	void deleteSlots(SlotRange... slots);

	/**
	 * Lets all nodes but one forget that one ({@code CLUSTER FORGET}). It must not own
	 * slots; it is not told, as it would come back by itself unless it is reset or
	 * stopped within a minute.
	 * @param node the node to forget
	 * @throws NodesFailedException if some node could not be told
	 */
	void forget(Node node);

	/**
	 * Makes every node forget the cluster ({@code CLUSTER RESET}): replicas first, which
	 * become primaries and lose their data, then primaries. <b>The cluster is gone
	 * then.</b>
	 * @param hard whether nodes also get new ids and epochs
	 * @throws NodesFailedException if some node could not be told or refused, as
	 * primaries with keys do
	 */
	void resetAllNodes(boolean hard);

	/**
	 * A slot that is being moved.
	 *
	 * @param slot the slot
	 * @param source its owner
	 * @param targetId the id of the node that it goes to
	 */
	record OpenSlot(int slot, Node source, String targetId) {

	}

}
