package io.rediscluster.sample.console;

import org.jspecify.annotations.Nullable;

/**
 * One node at one moment, as the page shows it. What is not known is {@code null}.
 *
 * @param address where it is reached
 * @param id the node id
 * @param shard the letter of its shard
 * @param role {@code primary}, {@code replica}, or {@code former} for a primary that has
 * lost its slots to another node of its shard
 * @param state how it is
 * @param clients connections that the node has from clients
 * @param connections how many of them are this application's
 * @param opsPerSecond commands that the node carries out in a second
 * @param memory bytes that it uses
 * @param lagBytes how far a replica is behind its primary
 * @param lagSeconds for how long a replica has not heard of its primary
 * @param linked whether a replica is connected to its primary
 */
record NodeSample(String address, String id, @Nullable String shard, String role, NodeState state,
		@Nullable Long clients, int connections, @Nullable Long opsPerSecond, @Nullable Long memory,
		@Nullable Long lagBytes, @Nullable Long lagSeconds, @Nullable Boolean linked) {

	boolean answers() {
		return this.state == NodeState.UP || this.state == NodeState.LOADING || this.state == NodeState.SUSPECTED;
	}

}
