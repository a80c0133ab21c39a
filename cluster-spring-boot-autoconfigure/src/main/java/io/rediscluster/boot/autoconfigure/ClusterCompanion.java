package io.rediscluster.boot.autoconfigure;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HostAndPort;

/**
 * What accompanies the client of every cluster: meters, spans, the memory of topology
 * changes. Beans of this type are asked once for each connection factory that is made.
 */
interface ClusterCompanion {

	/**
	 * Returns the listener for the events of a cluster.
	 * @param scope the cluster
	 * @return a listener, possibly {@link ClusterListener#NONE}
	 */
	default ClusterListener listener(ClusterScope scope) {
		return ClusterListener.NONE;
	}

	/**
	 * Puts something around a client that has just connected.
	 * @param scope the cluster
	 * @param server the first address that the client was given
	 * @param client its client
	 * @return the client to use
	 */
	default ClusterClient decorate(ClusterScope scope, HostAndPort server, ClusterClient client) {
		return client;
	}

}
