package io.rediscluster.client.topology;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An immutable snapshot of the cluster: which shard owns each slot, and all nodes.
 * Looking up a slot costs two array reads and allocates nothing. Thread safe.
 */
public final class Topology {

	private static final Topology EMPTY = new Topology(0, List.of());

	private final long version;

	private final List<Shard> shards;

	private final @Nullable Shard[] owners;

	private final Map<String, Node> nodesById;

	private final Map<HostAndPort, Node> nodesByAnnounced;

	private final int coveredSlots;

	/**
	 * Makes a snapshot.
	 * @param version a number that grows with every change
	 * @param shards the shards; where two claim a slot the later one wins
	 */
	public Topology(long version, List<Shard> shards) {
		this.version = version;
		this.shards = List.copyOf(shards);
		this.owners = new Shard[HashSlot.COUNT];
		this.nodesById = new LinkedHashMap<>();
		this.nodesByAnnounced = new HashMap<>();
		int covered = 0;
		for (Shard shard : this.shards) {
			add(shard.primary());
			shard.replicas().forEach(this::add);
			for (SlotRange range : shard.slots()) {
				for (int slot = range.first(); slot <= range.last(); slot++) {
					covered += (this.owners[slot] == null) ? 1 : 0;
					this.owners[slot] = shard;
				}
			}
		}
		this.coveredSlots = covered;
	}

	private void add(Node node) {
		this.nodesById.put(node.id(), node);
		this.nodesByAnnounced.put(node.announced(), node);
	}

	/**
	 * Returns the topology before anything was loaded: no shards, version 0.
	 * @return the empty topology
	 */
	public static Topology empty() {
		return EMPTY;
	}

	/**
	 * Returns the number of this snapshot; a later one has a higher number.
	 * @return 0 for the empty topology
	 */
	public long version() {
		return this.version;
	}

	/**
	 * Returns the shards, ordered by their lowest slot; shards without slots come last.
	 * @return an unmodifiable list
	 */
	public List<Shard> shards() {
		return this.shards;
	}

	/**
	 * Returns all nodes, primaries and replicas.
	 * @return an unmodifiable collection
	 */
	public Collection<Node> nodes() {
		return Collections.unmodifiableCollection(this.nodesById.values());
	}

	/**
	 * Returns the primaries that own at least one slot.
	 * @return a new list, ordered as {@link #shards()}
	 */
	public List<Node> primaries() {
		List<Node> primaries = new ArrayList<>(this.shards.size());
		for (Shard shard : this.shards) {
			if (!shard.slots().isEmpty()) {
				primaries.add(shard.primary());
			}
		}
		return primaries;
	}

	/**
	 * Returns the shard that owns a slot.
	 * @param slot 0 to 16383
	 * @return the owner, or {@code null} if no shard claims the slot
	 * @throws ArrayIndexOutOfBoundsException if the slot is out of range
	 */
	public @Nullable Shard shardOf(int slot) {
		return this.owners[slot];
	}

	/**
	 * Returns the shard that owns the slot of a key.
	 * @param key the key
	 * @return the owner, or {@code null} if no shard claims the slot
	 */
	public @Nullable Shard shardOf(String key) {
		return this.owners[HashSlot.of(key)];
	}

	/**
	 * Returns the shard that owns the slot of a key.
	 * @param key the key's bytes
	 * @return the owner, or {@code null} if no shard claims the slot
	 */
	public @Nullable Shard shardOf(byte[] key) {
		return this.owners[HashSlot.of(key)];
	}

	/**
	 * Returns the shard that a node belongs to.
	 * @param node a node of this or an earlier topology, found by its id
	 * @return the shard, or {@code null} if the node is not part of this topology
	 */
	public @Nullable Shard shardOf(Node node) {
		for (Shard shard : this.shards) {
			if (shard.primary().id().equals(node.id())
					|| shard.replicas().stream().anyMatch((replica) -> replica.id().equals(node.id()))) {
				return shard;
			}
		}
		return null;
	}

	/**
	 * Finds a node by its id.
	 * @param id a node id
	 * @return the node, or {@code null}
	 */
	public @Nullable Node node(String id) {
		return this.nodesById.get(id);
	}

	/**
	 * Finds a node by the address that the cluster announces for it.
	 * @param announced the announced address
	 * @return the node, or {@code null}
	 */
	public @Nullable Node nodeAnnouncedAs(HostAndPort announced) {
		return this.nodesByAnnounced.get(announced);
	}

	/**
	 * Returns how many slots have an owner.
	 * @return 0 to 16384
	 */
	public int coveredSlots() {
		return this.coveredSlots;
	}

	/**
	 * Returns the version, the numbers of shards and nodes and the covered slots.
	 */
	@Override
	public String toString() {
		return "Topology[version=" + this.version + ", shards=" + this.shards.size() + ", nodes="
				+ this.nodesById.size() + ", coveredSlots=" + this.coveredSlots + "]";
	}

}
