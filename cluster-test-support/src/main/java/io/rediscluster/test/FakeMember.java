package io.rediscluster.test;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A node as a fake topology describes it. Immutable.
 *
 * @param id its id, 40 hexadecimal digits
 * @param host the endpoint it announces: an address, a name, {@code ""} or {@code "?"};
 * {@code null} for the null endpoint of {@code CLUSTER SLOTS}
 * @param port the port it announces
 * @param primaryId the id of its primary, {@code null} for a primary
 * @param configEpoch its configuration epoch
 * @param slots what it owns; empty for a replica
 * @param flags further flags of {@code CLUSTER NODES} such as {@code fail}, in order
 * @param connected the link state of {@code CLUSTER NODES}
 */
public record FakeMember(String id, @Nullable String host, int port, @Nullable String primaryId, long configEpoch,
		List<SlotRange> slots, List<String> flags, boolean connected) {

	/**
	 * Copies the lists.
	 */
	public FakeMember {
		slots = List.copyOf(slots);
		flags = List.copyOf(flags);
	}

	/**
	 * Describes a healthy primary on 127.0.0.1.
	 * @param id its id
	 * @param port its port
	 * @param configEpoch its configuration epoch
	 * @param slots what it owns
	 * @return the member
	 */
	public static FakeMember primary(String id, int port, long configEpoch, SlotRange... slots) {
		return new FakeMember(id, FreePorts.HOST, port, null, configEpoch, List.of(slots), List.of(), true);
	}

	/**
	 * Describes a healthy replica on 127.0.0.1.
	 * @param id its id
	 * @param port its port
	 * @param primary its primary
	 * @return the member
	 */
	public static FakeMember replica(String id, int port, FakeMember primary) {
		return new FakeMember(id, FreePorts.HOST, port, primary.id, primary.configEpoch, List.of(), List.of(), true);
	}

	/**
	 * Changes the announced endpoint.
	 * @param host the new host, see {@link #host()}
	 * @param port the new port
	 * @return the changed copy
	 */
	public FakeMember withEndpoint(@Nullable String host, int port) {
		return new FakeMember(this.id, host, port, this.primaryId, this.configEpoch, this.slots, this.flags,
				this.connected);
	}

	/**
	 * Changes the slots and the epoch.
	 * @param slots the new slots
	 * @param configEpoch the new epoch
	 * @return the changed copy
	 */
	public FakeMember withSlots(List<SlotRange> slots, long configEpoch) {
		return new FakeMember(this.id, this.host, this.port, this.primaryId, configEpoch, slots, this.flags,
				this.connected);
	}

	/**
	 * Changes the role.
	 * @param primaryId the primary to follow, {@code null} to be a primary
	 * @param configEpoch the new epoch
	 * @param slots the new slots
	 * @return the changed copy
	 */
	public FakeMember withRole(@Nullable String primaryId, long configEpoch, List<SlotRange> slots) {
		return new FakeMember(this.id, this.host, this.port, primaryId, configEpoch, slots, this.flags, this.connected);
	}

	/**
	 * Changes the flags and the link state.
	 * @param connected the link state
	 * @param flags the further flags
	 * @return the changed copy
	 */
	public FakeMember withHealth(boolean connected, String... flags) {
		return new FakeMember(this.id, this.host, this.port, this.primaryId, this.configEpoch, this.slots,
				List.of(flags), connected);
	}

	/**
	 * Tells the role.
	 * @return whether it is a primary
	 */
	public boolean isPrimary() {
		return this.primaryId == null;
	}

	boolean owns(int slot) {
		return this.slots.stream().anyMatch((range) -> range.contains(slot));
	}

	/** The address in a redirect, empty before the colon where no host is known. */
	String redirectAddress() {
		return ((this.host != null) ? this.host : "") + ":" + this.port;
	}

}
