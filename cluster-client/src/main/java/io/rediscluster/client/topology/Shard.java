package io.rediscluster.client.topology;

import java.util.List;

/**
 * A primary with its replicas and its slots.
 *
 * @param ordinal the position of the shard in the topology, from 0, by its lowest slot; a
 * bounded label for meters
 * @param primary the node that owns the slots
 * @param replicas its replicas, possibly none
 * @param slots the slots in ascending order, possibly none
 */
public record Shard(int ordinal, Node primary, List<Node> replicas, List<SlotRange> slots) {

	/**
	 * Copies the lists.
	 */
	public Shard {
		replicas = List.copyOf(replicas);
		slots = List.copyOf(slots);
	}

	/**
	 * Returns how many slots the shard owns.
	 * @return 0 to 16384
	 */
	public int slotCount() {
		return this.slots.stream().mapToInt(SlotRange::size).sum();
	}

}
