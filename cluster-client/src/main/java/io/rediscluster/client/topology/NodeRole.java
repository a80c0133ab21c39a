package io.rediscluster.client.topology;

/**
 * What a node does for its shard.
 */
public enum NodeRole {

	/** Owns the slots of its shard and takes its writes. */
	PRIMARY,

	/** Copies its primary; answers reads that may be stale. */
	REPLICA

}
