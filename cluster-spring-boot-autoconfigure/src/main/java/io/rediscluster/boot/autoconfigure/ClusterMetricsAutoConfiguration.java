package io.rediscluster.boot.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.rediscluster.boot.metrics.ClusterClientMetrics;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the meters of all clusters, {@code rediscluster.client.*}. Backs
 * off where the application makes {@link ClusterClientMetrics} itself; each cluster has
 * its own switch, {@code metrics.enabled}.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure."
				+ "CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ ConfiguredClusters.class, MeterRegistry.class })
public final class ClusterMetricsAutoConfiguration {

	ClusterMetricsAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(ClusterClientMetrics.class)
	ClusterMeters clusterClientMetrics(ConfiguredClusters clusters) {
		return new ClusterMeters(clusters);
	}

}
