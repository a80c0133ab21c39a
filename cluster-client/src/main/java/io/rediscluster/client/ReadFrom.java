package io.rediscluster.client;

/**
 * Where read-only commands go. Writes always go to primaries. A replica's answer may be
 * stale: Redis replicates asynchronously.
 */
public enum ReadFrom {

	/** The primary only. The default. */
	PRIMARY,

	/** The primary; a replica while the primary cannot be reached. */
	PRIMARY_PREFERRED,

	/** Replicas only; an error when the shard has none that answers. */
	REPLICA,

	/** A replica; the primary when no replica answers. */
	REPLICA_PREFERRED,

	/** Primary and replicas in turn. */
	ANY,

	/** The node of the shard that has answered fastest of late. */
	NEAREST

}
