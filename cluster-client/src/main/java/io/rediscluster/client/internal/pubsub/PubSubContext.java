package io.rediscluster.client.internal.pubsub;

import io.rediscluster.client.internal.connection.ConnectionSettings;
import io.rediscluster.client.internal.keyspace.NodeCalls;
import io.rediscluster.client.internal.topology.TopologyRefresher;
import io.rediscluster.client.internal.topology.TopologyStore;
import io.rediscluster.client.topology.Topology;

/**
 * What subscriptions need of the client.
 *
 * @param settings what connections share
 * @param store the topology
 * @param refresher loads the topology
 * @param calls asks single nodes
 */
public record PubSubContext(ConnectionSettings settings, TopologyStore store, TopologyRefresher refresher,
		NodeCalls calls) {

	Topology topology() {
		return this.store.current();
	}

}
