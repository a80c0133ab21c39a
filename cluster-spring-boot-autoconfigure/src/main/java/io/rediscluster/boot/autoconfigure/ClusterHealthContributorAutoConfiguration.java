package io.rediscluster.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import io.rediscluster.boot.health.ClusterHealthIndicator;
import io.rediscluster.spring.data.ClusterConnectionFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.CompositeHealthContributorConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the cluster's health. Takes the place of Spring Boot's own
 * contributor, so that there is one entry {@code redis} with one switch,
 * {@code management.health.redis.enabled}.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class,
		beforeName = "org.springframework.boot.data.redis.autoconfigure.health."
				+ "DataRedisHealthContributorAutoConfiguration")
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ ClusterConnectionFactory.class, ClusterProperties.class })
@ConditionalOnEnabledHealthIndicator("redis")
public final class ClusterHealthContributorAutoConfiguration
		extends CompositeHealthContributorConfiguration<ClusterHealthIndicator, ClusterConnectionFactory> {

	ClusterHealthContributorAutoConfiguration(ClusterProperties properties) {
		super((factory) -> new ClusterHealthIndicator(factory, timeout(properties)));
	}

	private static Duration timeout(ClusterProperties properties) {
		Duration timeout = properties.health().timeout();
		if (timeout.isNegative() || timeout.isZero()) {
			throw new InvalidClusterPropertyException("redis-cluster.health.timeout",
					timeout + " is not a positive duration", null);
		}
		return timeout;
	}

	@Bean
	@ConditionalOnMissingBean(name = { "redisHealthIndicator", "redisHealthContributor" })
	HealthContributor redisHealthContributor(ConfigurableListableBeanFactory beanFactory) {
		Map<String, ClusterConnectionFactory> factories = beanFactory.getBeansOfType(ClusterConnectionFactory.class);
		return createContributor(factories);
	}

}
