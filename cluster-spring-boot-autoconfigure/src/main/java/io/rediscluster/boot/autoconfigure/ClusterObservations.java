package io.rediscluster.boot.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import io.rediscluster.boot.observation.ClusterObservationConvention;
import io.rediscluster.boot.observation.ObservedClusterClient;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.topology.HostAndPort;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/**
 * Has the commands of clusters observed where that is wanted: where the application
 * traces, or where a property says so. Immutable and thread safe.
 */
final class ClusterObservations implements ClusterCompanion {

	private static final String TRACER = "io.micrometer.tracing.Tracer";

	private final ConfiguredClusters clusters;

	private final ObservationRegistry registry;

	private final ObjectProvider<ClusterObservationConvention> convention;

	private final ListableBeanFactory beanFactory;

	ClusterObservations(ConfiguredClusters clusters, ObservationRegistry registry,
			ObjectProvider<ClusterObservationConvention> convention, ListableBeanFactory beanFactory) {
		this.clusters = clusters;
		this.registry = registry;
		this.convention = convention;
		this.beanFactory = beanFactory;
	}

	@Override
	public ClusterClient decorate(ClusterScope scope, HostAndPort server, ClusterClient client) {
		Boolean enabled = this.clusters.properties(scope.name()).observation().enabled();
		boolean wanted = (enabled != null) ? enabled : isTracing();
		return wanted ? new ObservedClusterClient(client, this.registry, this.convention.getIfUnique(), server)
				: client;
	}

	private boolean isTracing() {
		ClassLoader classLoader = getClass().getClassLoader();
		return ClassUtils.isPresent(TRACER, classLoader) && this.beanFactory
			.getBeanNamesForType(ClassUtils.resolveClassName(TRACER, classLoader), true, false).length > 0;
	}

}
