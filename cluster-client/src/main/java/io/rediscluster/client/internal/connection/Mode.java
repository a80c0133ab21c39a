package io.rediscluster.client.internal.connection;

/**
 * What the connections of a link may be used for. Connections never change their mode.
 */
public enum Mode {

	/** Never sends READONLY: a replica refuses every key. */
	PRIMARY,

	/** Always sends READONLY: for reads from replicas. */
	REPLICA

}
