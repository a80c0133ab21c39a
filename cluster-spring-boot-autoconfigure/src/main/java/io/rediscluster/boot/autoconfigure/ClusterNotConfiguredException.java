package io.rediscluster.boot.autoconfigure;

/**
 * Says that no property and no bean names the cluster's addresses.
 */
final class ClusterNotConfiguredException extends RuntimeException {

	ClusterNotConfiguredException() {
		super("Neither redis-cluster.nodes nor redis-cluster.url nor spring.data.redis.* names an address of the"
				+ " Redis Cluster");
	}

}
