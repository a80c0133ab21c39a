package io.rediscluster.boot.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.rediscluster.boot.endpoint.TopologyChange;
import io.rediscluster.boot.endpoint.TopologyHistory;
import io.rediscluster.client.event.ClusterListener;

/**
 * Remembers the last changes of each cluster's topology. Thread safe.
 */
final class TopologyHistories implements ClusterCompanion {

	private final Map<String, TopologyHistory> histories = new ConcurrentHashMap<>();

	@Override
	public ClusterListener listener(ClusterScope scope) {
		return history(scope.name());
	}

	List<TopologyChange> changes(String cluster) {
		return history(cluster).changes();
	}

	private TopologyHistory history(String cluster) {
		return this.histories.computeIfAbsent(cluster, (name) -> new TopologyHistory());
	}

}
