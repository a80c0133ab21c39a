package io.rediscluster.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Fake nodes that know each other. Each answers by its own topology: what a method here
 * changes it tells all nodes, unless it says otherwise, and a single node can be given
 * another view with {@link FakeNode#announce}. Thread safe as its nodes are; its changes
 * are not one step for those who look meanwhile.
 */
public final class FakeCluster implements AutoCloseable {

	private final List<FakeNode> nodes;

	private FakeCluster(List<FakeNode> nodes) {
		this.nodes = List.copyOf(nodes);
	}

	/**
	 * Starts nodes: first the primaries, which divide the slots evenly and have the
	 * epochs 1, 2, 3 and so on, then their replicas, one of each primary in turn.
	 * @param primaries the number of primaries
	 * @param replicasPerPrimary the number of replicas of each
	 * @return the cluster
	 */
	public static FakeCluster start(int primaries, int replicasPerPrimary) {
		List<FakeNode> nodes = new ArrayList<>();
		List<FakeMember> members = new ArrayList<>();
		for (int i = 0; i < primaries * (1 + replicasPerPrimary); i++) {
			FakeNode node = FakeNode.start();
			nodes.add(node);
			if (i < primaries) {
				members.add(FakeMember.primary(node.id(), node.port(), i + 1, Slots.share(i, primaries)));
			}
			else {
				node.shareStoreOf(nodes.get(i % primaries));
				members.add(FakeMember.replica(node.id(), node.port(), members.get(i % primaries)));
			}
		}
		FakeCluster cluster = new FakeCluster(nodes);
		cluster.announce(new FakeTopology(members));
		return cluster;
	}

	/**
	 * Returns the nodes.
	 * @return the primaries of the start, then the replicas
	 */
	public List<FakeNode> nodes() {
		return this.nodes;
	}

	/**
	 * Returns a node.
	 * @param index its position in {@link #nodes()}
	 * @return the node
	 */
	public FakeNode node(int index) {
		return this.nodes.get(index);
	}

	/**
	 * Returns the addresses of all nodes.
	 * @return {@code 127.0.0.1:port} each
	 */
	public List<String> seeds() {
		return this.nodes.stream().map(FakeNode::address).toList();
	}

	/**
	 * Returns the topology with the highest epoch that any node announces.
	 * @return the newest topology; of several the one of the first node
	 */
	public FakeTopology topology() {
		FakeTopology newest = this.nodes.get(0).topology();
		for (FakeNode node : this.nodes) {
			if (node.topology().currentEpoch() > newest.currentEpoch()) {
				newest = node.topology();
			}
		}
		return newest;
	}

	/**
	 * Gives all nodes a topology.
	 * @param topology the topology
	 */
	public void announce(FakeTopology topology) {
		this.nodes.forEach((node) -> node.announce(topology));
	}

	/**
	 * Finds the owner of a slot.
	 * @param slot the slot
	 * @return the node that owns it in {@link #topology()}
	 * @throws NullPointerException if nobody does
	 */
	public FakeNode owner(int slot) {
		return node(Objects.requireNonNull(topology().owner(slot), "the slot has no owner").id());
	}

	/**
	 * Finds a primary that is not a given node, such as the target of a slot.
	 * @param node the node that is not wanted
	 * @return the first other one that is a primary in {@link #topology()}
	 * @throws IllegalStateException if there is none
	 */
	public FakeNode primaryOtherThan(FakeNode node) {
		return nodes(FakeMember::isPrimary).stream()
			.filter((each) -> each != node)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("there is no primary but " + node));
	}

	/**
	 * Finds the replicas of a primary.
	 * @param primary the primary
	 * @return the nodes that follow it in {@link #topology()}
	 */
	public List<FakeNode> replicasOf(FakeNode primary) {
		return nodes((member) -> primary.id().equals(member.primaryId()));
	}

	private List<FakeNode> nodes(Predicate<FakeMember> which) {
		FakeTopology topology = topology();
		return this.nodes.stream().filter((node) -> {
			FakeMember member = topology.member(node.id());
			return member != null && which.test(member);
		}).toList();
	}

	private FakeNode node(String id) {
		return this.nodes.stream()
			.filter((node) -> node.id().equals(id))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("no node has the id " + id));
	}

	/**
	 * Moves a slot with its keys; the new owner gets an epoch above all others.
	 * @param slot the slot
	 * @param target the new owner
	 */
	public void moveSlot(int slot, FakeNode target) {
		moveSlot(slot, target, this.nodes);
	}

	/**
	 * Moves a slot with its keys, and tells only some nodes.
	 * @param slot the slot
	 * @param target the new owner, a primary
	 * @param informed the nodes that learn it
	 */
	public void moveSlot(int slot, FakeNode target, List<FakeNode> informed) {
		FakeNode source = owner(slot);
		FakeTopology moved = topology().withOwner(new SlotRange(slot, slot), target.id());
		if (source.store() != target.store()) {
			source.store().moveTo(target.store(), slot);
		}
		this.nodes.forEach((node) -> node.closeSlot(slot));
		informed.forEach((node) -> node.announce(moved));
	}

	/**
	 * Begins to move a slot: the owner redirects commands on missing keys with ASK, the
	 * target takes them after ASKING. {@link #moveSlot} ends it.
	 * @param slot the slot
	 * @param target a primary
	 */
	public void openSlot(int slot, FakeNode target) {
		FakeNode source = owner(slot);
		target.importSlot(slot);
		source.migrate(slot, Objects.requireNonNull(topology().member(target.id()), "the target is no member"));
	}

	/**
	 * Moves one key of an open slot.
	 * @param key the key
	 * @throws IllegalStateException if its slot is not open
	 */
	public void migrateKey(String key) {
		int slot = Slots.of(key);
		FakeNode source = owner(slot);
		FakeMember target = source.migrationTarget(slot);
		if (target == null) {
			throw new IllegalStateException("slot " + slot + " is not open");
		}
		byte[] name = key.getBytes(StandardCharsets.UTF_8);
		byte[] value = source.store().change(name, (present) -> null);
		if (value != null) {
			node(target.id()).store().change(name, (present) -> value);
		}
	}

	/**
	 * Lets a replica take over from its primary, which then follows it.
	 * @param replica the replica
	 */
	public void failover(FakeNode replica) {
		announce(topology().withFailover(replica.id()));
	}

	/** Resets all connections of all nodes. */
	public void resetAll() {
		this.nodes.forEach(FakeNode::resetAll);
	}

	/** Closes all nodes. */
	@Override
	public void close() {
		this.nodes.forEach(FakeNode::close);
	}

}
