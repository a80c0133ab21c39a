package io.rediscluster.client;

import io.rediscluster.client.topology.HostAndPort;

/**
 * Turns an address that the cluster announces into one that the client can reach. Applied
 * to {@code CLUSTER SLOTS}, {@code CLUSTER NODES}, {@code MOVED} and {@code ASK}, never
 * to seeds. Must be thread safe, fast and free of I/O.
 */
@FunctionalInterface
public interface AddressMapper {

	/** Leaves every address as announced. */
	AddressMapper IDENTITY = (announced) -> announced;

	/**
	 * Maps one address.
	 * @param announced the address as announced
	 * @return the address to connect to
	 */
	HostAndPort map(HostAndPort announced);

}
