package io.rediscluster.boot.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.rediscluster.boot.metrics.ClusterClientMetrics;
import io.rediscluster.spring.data.ClusterConnectionFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the client's meters, {@code rediscluster.client.*}.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure."
				+ "CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ ClusterConnectionFactory.class, ClusterProperties.class, MeterRegistry.class })
@ConditionalOnBooleanProperty(name = "redis-cluster.metrics.enabled", matchIfMissing = true)
public final class ClusterMetricsAutoConfiguration {

	ClusterMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterClientMetrics clusterClientMetrics(ClusterProperties properties,
			ObjectProvider<ClusterConnectionFactory> factories) {
		// the factory needs this listener first: it is looked up when a gauge is read
		return new ClusterClientMetrics(() -> {
			ClusterConnectionFactory factory = factories.getIfAvailable();
			return (factory != null) ? factory.getClientIfConnected() : null;
		}, properties.metrics().percentiles(), properties.metrics().tagAddress());
	}

}
