package io.rediscluster.boot.autoconfigure;

import io.rediscluster.spring.data.ClusterConnectionFactory;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.data.redis.core.RedisOperations;

/**
 * Auto-configuration of a connection factory for a Redis Cluster, and of one more with
 * templates for each further cluster. Comes before Spring Boot's own, which then makes
 * templates, repositories and caches on the default factory. Backs off where the
 * application defines a connection factory, and with {@code redis-cluster.enabled=false}.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@ConditionalOnClass({ ClusterConnectionFactory.class, RedisOperations.class })
@ConditionalOnBooleanProperty(name = "redis-cluster.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ClusterProperties.class)
@Import({ ClusterConnectionConfiguration.class, NamedClustersRegistrar.class })
@ImportRuntimeHints(ClusterRuntimeHints.class)
public final class ClusterAutoConfiguration {

	ClusterAutoConfiguration() {
	}

	@Bean
	ConnectionFactoryAssembly clusterConnectionFactoryAssembly(ConfigurableEnvironment environment,
			ObjectProvider<DataRedisProperties> bootProperties, ObjectProvider<ClusterCompanion> companions) {
		UnknownProperties.warn(environment);
		return new ConnectionFactoryAssembly(environment, bootProperties, companions);
	}

	@Bean
	NamedClusters namedClusters(ClusterProperties properties, ConfigurableEnvironment environment,
			ObjectProvider<SslBundles> sslBundles, ConnectionFactoryAssembly assembly,
			ListableBeanFactory beanFactory) {
		return new NamedClusters(properties, environment, sslBundles, assembly, beanFactory);
	}

	@Bean
	ConfiguredClusters configuredClusters(ClusterProperties properties, ListableBeanFactory beanFactory) {
		return new ConfiguredClusters(properties, beanFactory);
	}

}
