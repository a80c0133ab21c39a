package io.rediscluster.boot.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.rediscluster.boot.health.ClusterHealthIndicator;
import io.rediscluster.spring.data.ClusterConnectionFactory;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the clusters' health. Takes the place of Spring Boot's own
 * contributor, so that there is one entry {@code redis} with one switch,
 * {@code management.health.redis.enabled}; several clusters are entries below it.
 */
@AutoConfiguration(after = ClusterAutoConfiguration.class,
		beforeName = "org.springframework.boot.data.redis.autoconfigure.health."
				+ "DataRedisHealthContributorAutoConfiguration")
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean({ ClusterConnectionFactory.class, ConfiguredClusters.class })
@ConditionalOnEnabledHealthIndicator("redis")
public final class ClusterHealthContributorAutoConfiguration {

	ClusterHealthContributorAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean(name = { "redisHealthIndicator", "redisHealthContributor" })
	HealthContributor redisHealthContributor(ConfiguredClusters clusters) {
		Map<String, HealthContributor> indicators = new LinkedHashMap<>();
		clusters.factories()
			.forEach((name, factory) -> indicators.put(name,
					new ClusterHealthIndicator(factory, timeout(clusters.scope(name), clusters.properties(name)))));
		return (indicators.size() == 1) ? indicators.values().iterator().next()
				: CompositeHealthContributor.fromMap(indicators);
	}

	private static Duration timeout(ClusterScope scope, ClusterProperties properties) {
		Duration timeout = properties.health().timeout();
		if (timeout.isNegative() || timeout.isZero()) {
			throw new InvalidClusterPropertyException(scope.property("health.timeout"),
					timeout + " is not a positive duration", null);
		}
		return timeout;
	}

}
