package io.rediscluster.client.internal;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;

/** Placeholder until the executor lands. */
public abstract class DefaultClusterClient implements ClusterClient {

	public static ClusterClient connect(ClusterClientOptions options) {
		throw new IllegalStateException("no executor");
	}

}
