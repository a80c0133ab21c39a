package io.rediscluster.client.internal.keyspace;

import java.util.List;

import io.rediscluster.client.Reply;

/**
 * Walks over keys of one node, one request after another. For one thread.
 */
interface KeyWalk {

	/**
	 * Asks the node once.
	 */
	List<Reply> next();

	/**
	 * Tells whether nothing is left to ask.
	 */
	boolean hasEnded();

}
