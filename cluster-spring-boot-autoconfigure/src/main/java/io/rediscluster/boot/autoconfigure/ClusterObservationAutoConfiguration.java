package io.rediscluster.boot.autoconfigure;

import io.micrometer.observation.ObservationRegistry;
import io.rediscluster.boot.observation.ClusterObservationConvention;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of spans for the commands of all clusters; each cluster has its own
 * switch, {@code observation.enabled}.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ ConfiguredClusters.class, ObservationRegistry.class })
public final class ClusterObservationAutoConfiguration {

	ClusterObservationAutoConfiguration() {
	}

	@Bean
	ClusterObservations clusterObservations(ConfiguredClusters clusters, ObservationRegistry registry,
			ObjectProvider<ClusterObservationConvention> convention, ListableBeanFactory beanFactory) {
		return new ClusterObservations(clusters, registry, convention, beanFactory);
	}

}
