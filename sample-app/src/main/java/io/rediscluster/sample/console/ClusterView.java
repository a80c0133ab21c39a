package io.rediscluster.sample.console;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The cluster at one moment, as the page shows it.
 *
 * @param shards the shards, in the order of their letters
 * @param nodes all nodes, primaries first within each shard
 * @param uncovered how many slots no shard owns
 * @param server name and version of the servers
 * @param client figures of the client
 */
record ClusterView(List<ShardView> shards, List<NodeSample> nodes, int uncovered, @Nullable String server,
		ClientView client) {

	/**
	 * A shard.
	 *
	 * @param label its letter
	 * @param primary the address of the primary
	 * @param ranges first and last slot of each run of slots
	 * @param slots how many slots it owns
	 * @param failing whether its primary does not answer
	 */
	record ShardView(String label, String primary, List<List<Integer>> ranges, int slots, boolean failing) {
	}

	/**
	 * Figures of the client.
	 *
	 * @param connections open connections to all nodes
	 * @param inFlight commands that wait for their replies
	 * @param topologyVersion the number of the topology in force
	 * @param topologyAgeSeconds the time since a node confirmed it
	 */
	record ClientView(int connections, int inFlight, long topologyVersion, long topologyAgeSeconds) {
	}

}
