package io.rediscluster.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rediscluster.boot.metrics.ClusterClientMetrics;
import io.rediscluster.client.event.ClusterListener;
import org.jspecify.annotations.Nullable;

/**
 * The meters of all clusters. Thread safe; {@link #lock} guards what is bound.
 */
final class ClusterMeters implements MeterBinder, ClusterCompanion {

	private final ConfiguredClusters clusters;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, ClusterClientMetrics> metrics = new LinkedHashMap<>();

	private @Nullable MeterRegistry registry;

	ClusterMeters(ConfiguredClusters clusters) {
		this.clusters = clusters;
	}

	@Override
	public ClusterListener listener(ClusterScope scope) {
		ClusterProperties.Metrics settings = this.clusters.properties(scope.name()).metrics();
		if (!settings.enabled()) {
			return ClusterListener.NONE;
		}
		// the factory needs this listener first: the client is looked up when a gauge is
		// read
		ClusterClientMetrics metrics = new ClusterClientMetrics(scope.name(),
				() -> this.clusters.clientIfConnected(scope.name()), settings.percentiles(), settings.tagAddress());
		this.lock.lock();
		try {
			this.metrics.put(scope.name(), metrics);
			if (this.registry != null) {
				metrics.bindTo(this.registry);
			}
		}
		finally {
			this.lock.unlock();
		}
		return metrics;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.lock.lock();
		try {
			this.registry = registry;
			this.metrics.values().forEach((metrics) -> metrics.bindTo(registry));
		}
		finally {
			this.lock.unlock();
		}
	}

}
