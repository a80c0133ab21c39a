package io.rediscluster.boot.autoconfigure;

import io.rediscluster.boot.endpoint.ClusterEndpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the actuator endpoint {@code rediscluster}.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class)
@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
@ConditionalOnAvailableEndpoint(ClusterEndpoint.class)
@ConditionalOnBean(ConfiguredClusters.class)
public final class ClusterEndpointAutoConfiguration {

	ClusterEndpointAutoConfiguration() {
	}

	@Bean
	TopologyHistories clusterTopologyHistories() {
		return new TopologyHistories();
	}

	@Bean
	@ConditionalOnMissingBean
	ClusterEndpoint clusterEndpoint(ConfiguredClusters clusters, TopologyHistories histories) {
		return new ClusterEndpoint(clusters::factories, histories::changes);
	}

}
