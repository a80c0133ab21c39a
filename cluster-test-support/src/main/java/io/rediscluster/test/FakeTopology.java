package io.rediscluster.test;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * What a fake node says about its cluster, consistent or not. Immutable.
 *
 * @param members the nodes, in the order of the replies
 */
public record FakeTopology(List<FakeMember> members) {

	/**
	 * Copies the list.
	 */
	public FakeTopology {
		members = List.copyOf(members);
	}

	/**
	 * Describes a cluster.
	 * @param members its nodes
	 * @return the topology
	 */
	public static FakeTopology of(FakeMember... members) {
		return new FakeTopology(List.of(members));
	}

	/**
	 * Finds a member.
	 * @param id its id
	 * @return the member, {@code null} if there is none
	 */
	public @Nullable FakeMember member(String id) {
		return this.members.stream().filter((member) -> member.id().equals(id)).findFirst().orElse(null);
	}

	/**
	 * Finds the owner of a slot: of several claims that with the highest epoch.
	 * @param slot the slot
	 * @return the owner, {@code null} if there is none
	 */
	public @Nullable FakeMember owner(int slot) {
		FakeMember owner = null;
		for (FakeMember member : this.members) {
			if (member.owns(slot) && (owner == null || member.configEpoch() > owner.configEpoch())) {
				owner = member;
			}
		}
		return owner;
	}

	/**
	 * Returns the highest epoch of a member.
	 * @return the epoch
	 */
	public long currentEpoch() {
		return this.members.stream().mapToLong(FakeMember::configEpoch).max().orElse(0);
	}

	/**
	 * Changes one member.
	 * @param id its id
	 * @param change makes the changed copy
	 * @return the changed topology
	 */
	public FakeTopology with(String id, UnaryOperator<FakeMember> change) {
		return new FakeTopology(
				this.members.stream().map((member) -> member.id().equals(id) ? change.apply(member) : member).toList());
	}

	/**
	 * Changes all members.
	 * @param change makes the changed copy of each
	 * @return the changed topology
	 */
	public FakeTopology withAll(UnaryOperator<FakeMember> change) {
		return new FakeTopology(this.members.stream().map(change).toList());
	}

	/**
	 * Leaves a member out, together with its slots.
	 * @param id its id
	 * @return the changed topology
	 */
	public FakeTopology without(String id) {
		return new FakeTopology(this.members.stream().filter((member) -> !member.id().equals(id)).toList());
	}

	/**
	 * Gives slots to another primary, with an epoch above all others.
	 * @param slots the slots
	 * @param ownerId the id of their new owner
	 * @return the changed topology
	 */
	public FakeTopology withOwner(SlotRange slots, String ownerId) {
		long epoch = currentEpoch() + 1;
		return withAll((member) -> {
			BitSet own = new BitSet(Slots.COUNT);
			member.slots().forEach((range) -> own.set(range.first(), range.last() + 1));
			boolean owner = member.id().equals(ownerId);
			own.set(slots.first(), slots.last() + 1, owner);
			return member.withSlots(Slots.ranges(own), owner ? epoch : member.configEpoch());
		});
	}

	/**
	 * Lets a replica take over all slots of its primary, which then follows it, as do the
	 * other replicas; its epoch is above all others.
	 * @param replicaId the id of the replica
	 * @return the changed topology
	 * @throws IllegalArgumentException if it is no replica of a member
	 */
	public FakeTopology withFailover(String replicaId) {
		FakeMember replica = member(replicaId);
		String primaryId = (replica != null) ? replica.primaryId() : null;
		FakeMember primary = (primaryId != null) ? member(primaryId) : null;
		if (primary == null) {
			throw new IllegalArgumentException(replicaId + " is no replica");
		}
		long epoch = currentEpoch() + 1;
		return withAll((member) -> {
			if (member.id().equals(replicaId)) {
				return member.withRole(null, epoch, primary.slots());
			}
			if (member.id().equals(primaryId) || primary.id().equals(member.primaryId())) {
				return member.withRole(replicaId, epoch, List.of());
			}
			return member;
		});
	}

	/**
	 * Returns the reply to CLUSTER SLOTS: per range of each primary the primary, then its
	 * replicas that are not failed.
	 * @return the reply
	 */
	public Resp slots() {
		List<Resp> entries = new ArrayList<>();
		for (FakeMember primary : this.members) {
			for (SlotRange range : primary.slots()) {
				List<Object> entry = new ArrayList<>(List.of(range.first(), range.last(), endpoint(primary)));
				for (FakeMember member : this.members) {
					if (primary.id().equals(member.primaryId()) && !member.flags().contains("fail")) {
						entry.add(endpoint(member));
					}
				}
				entries.add(Resp.of(entry));
			}
		}
		return Resp.of(entries);
	}

	private static Resp endpoint(FakeMember member) {
		String host = member.host();
		Map<String, String> metadata = new LinkedHashMap<>();
		if (host == null || !host.equals(ip(member))) {
			metadata.put("ip", ip(member));
		}
		return Resp.array(host, member.port(), member.id(), Resp.map(metadata));
	}

	/**
	 * Returns the reply to CLUSTER NODES.
	 * @param myself the id of the node that answers
	 * @return a line per member
	 */
	public String nodes(String myself) {
		StringBuilder text = new StringBuilder();
		for (FakeMember member : this.members) {
			List<String> flags = new ArrayList<>();
			if (member.id().equals(myself)) {
				flags.add("myself");
			}
			flags.add(member.isPrimary() ? "master" : "slave");
			flags.addAll(member.flags());
			String host = member.host();
			String name = (host == null || host.isEmpty() || host.equals("?") || host.equals(ip(member))) ? ""
					: "," + host;
			text.append(member.id())
				.append(' ')
				.append(ip(member))
				.append(':')
				.append(member.port())
				.append('@')
				.append(member.port() + FreePorts.BUS_OFFSET)
				.append(name)
				.append(' ')
				.append(String.join(",", flags))
				.append(' ')
				.append((member.primaryId() != null) ? member.primaryId() : "-")
				.append(" 0 0 ")
				.append(member.configEpoch())
				.append(member.connected() ? " connected" : " disconnected");
			member.slots().forEach((range) -> text.append(' ').append(range));
			text.append('\n');
		}
		return text.toString();
	}

	/** A host that is no name stands for itself, any other for this machine. */
	private static String ip(FakeMember member) {
		String host = member.host();
		boolean numeric = host != null && (host.contains(":") || host.matches("[0-9.]+"));
		return numeric ? String.valueOf(host) : FreePorts.HOST;
	}

}
