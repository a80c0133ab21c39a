package io.rediscluster.boot.test;

import java.util.List;

import io.rediscluster.boot.autoconfigure.ClusterConnectionDetails;
import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.test.EmbeddedCluster;

/**
 * The details of the cluster that the tests of this JVM share; making them starts it.
 */
final class EmbeddedClusterConnectionDetails implements ClusterConnectionDetails {

	private final List<HostAndPort> seeds = EmbeddedCluster.shared().seeds().stream().map(HostAndPort::parse).toList();

	@Override
	public List<HostAndPort> getSeeds() {
		return this.seeds;
	}

	/**
	 * Returns addresses as they are: rules that an application has for its own cluster
	 * are not about this one.
	 */
	@Override
	public AddressMapper getAddressMapper() {
		return AddressMapper.IDENTITY;
	}

	@Override
	public String getSource() {
		return "@EmbeddedRedisCluster";
	}

}
