package io.rediscluster.client.topology;

import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * One server of the cluster, as the topology describes it.
 *
 * @param id the node id, 40 hexadecimal digits; on a server without cluster mode the
 * address takes its place
 * @param announced the address that the cluster announces for it
 * @param address the address that the client connects to: the announced one after
 * {@code host-port-remap}
 * @param role primary or replica
 * @param primaryId the id of a replica's primary; {@code null} for a primary
 * @param configEpoch the configuration epoch of its shard as the source of the topology
 * knew it; 0 if unknown
 * @param flags the flags of {@code CLUSTER NODES} (for example {@code fail}), without
 * {@code myself}; empty if unknown
 */
public record Node(String id, HostAndPort announced, HostAndPort address, NodeRole role, @Nullable String primaryId,
		long configEpoch, Set<String> flags) {

	/**
	 * Checks for null and copies the flags.
	 */
	public Node {
		Objects.requireNonNull(id, "id");
		Objects.requireNonNull(announced, "announced");
		Objects.requireNonNull(address, "address");
		Objects.requireNonNull(role, "role");
		flags = Set.copyOf(flags);
	}

	/**
	 * Tells whether this node is a primary.
	 * @return whether it is
	 */
	public boolean isPrimary() {
		return this.role == NodeRole.PRIMARY;
	}

	/**
	 * Tells whether the cluster has agreed that this node is down.
	 * @return whether its flags say {@code fail}
	 */
	public boolean isFailed() {
		return this.flags.contains("fail");
	}

	/**
	 * Returns the address and the first eight digits of the id.
	 */
	@Override
	public String toString() {
		return this.address + "/" + this.id.substring(0, Math.min(8, this.id.length()));
	}

}
