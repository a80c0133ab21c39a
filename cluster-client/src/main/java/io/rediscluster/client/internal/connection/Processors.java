package io.rediscluster.client.internal.connection;

/**
 * What the machine has.
 */
final class Processors {

	/**
	 * Whether spinning can help: on a single core it only keeps the server from running.
	 */
	static final boolean SEVERAL = Runtime.getRuntime().availableProcessors() > 1;

	private Processors() {
	}

}
