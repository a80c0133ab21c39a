package io.rediscluster.boot.autoconfigure;

/**
 * Says that no property and no bean names the addresses of a cluster.
 */
final class ClusterNotConfiguredException extends RuntimeException {

	private final ClusterScope scope;

	ClusterNotConfiguredException(ClusterScope scope) {
		super("Neither " + scope.property("nodes") + " nor " + scope.property("url") + " nor "
				+ (scope.isDefault() ? "spring.data.redis.*"
						: "a ClusterConnectionDetails bean qualified with its name")
				+ " names an address of the Redis Cluster");
		this.scope = scope;
	}

	ClusterScope scope() {
		return this.scope;
	}

}
