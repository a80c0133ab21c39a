package io.rediscluster.boot.autoconfigure;

import io.rediscluster.spring.data.ClusterConnectionFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.data.redis.core.RedisOperations;

/**
 * Auto-configuration of a connection factory for a Redis Cluster. Comes before Spring
 * Boot's own, which then makes templates, repositories and caches on this factory. Backs
 * off where the application defines a connection factory, and with
 * {@code redis-cluster.enabled=false}.
 */
@AutoConfiguration(before = DataRedisAutoConfiguration.class)
@ConditionalOnClass({ ClusterConnectionFactory.class, RedisOperations.class })
@ConditionalOnBooleanProperty(name = "redis-cluster.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ClusterProperties.class)
@Import(ClusterConnectionConfiguration.class)
@ImportRuntimeHints(ClusterRuntimeHints.class)
public final class ClusterAutoConfiguration {

	ClusterAutoConfiguration() {
	}

}
