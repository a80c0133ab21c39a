package io.rediscluster.client;

/**
 * The version of the Redis serialization protocol that connections ask for.
 */
public enum Protocol {

	/** RESP3, and RESP2 if the server does not know it. The default. */
	AUTO,

	/** RESP2 always. */
	RESP2,

	/** RESP3; a server that does not know it is refused. */
	RESP3

}
