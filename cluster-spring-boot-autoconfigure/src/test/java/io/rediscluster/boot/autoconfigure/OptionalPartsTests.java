package io.rediscluster.boot.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rediscluster.boot.health.ClusterHealthIndicator;
import io.rediscluster.boot.metrics.ClusterClientMetrics;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Health and meters: there where they are wanted and possible, absent elsewhere.
 */
class OptionalPartsTests {

	private final ApplicationContextRunner runner = Contexts.runner()
		.withConfiguration(AutoConfigurations.of(ClusterHealthContributorAutoConfiguration.class,
				ClusterMetricsAutoConfiguration.class, DataRedisHealthContributorAutoConfiguration.class))
		.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000");

	@Test
	void thereIsOneHealthContributorNamedRedis() {
		this.runner.run((context) -> {
			assertThat(context).getBeans(HealthContributor.class).containsOnlyKeys("redisHealthContributor");
			assertThat(context.getBean("redisHealthContributor")).isInstanceOf(ClusterHealthIndicator.class);
		});
	}

	@Test
	void aHealthCheckNeedsTime() {
		this.runner.withPropertyValues("redis-cluster.health.timeout=0")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasRootCauseInstanceOf(InvalidClusterPropertyException.class)
				.hasStackTraceContaining("redis-cluster.health.timeout"));
	}

	@Test
	void springBootsKeySwitchesHealthOff() {
		this.runner.withPropertyValues("management.health.redis.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthContributor.class));
	}

	@Test
	void theFactoryWorksWithoutHealth() {
		this.runner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasSingleBean(ClusterConnectionFactory.class)
				.doesNotHaveBean("redisHealthContributor"));
	}

	@Test
	void springBootWatchesOtherFactories() {
		this.runner.withBean("own", RedisConnectionFactory.class, () -> Mockito.mock(RedisConnectionFactory.class))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(ClusterHealthIndicator.class);
				assertThat(context).hasBean("redisHealthContributor");
			});
	}

	@Test
	void metersListenToTheClient() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new).run((context) -> {
			assertThat(Contexts.options(context).listener()).isInstanceOf(ClusterClientMetrics.class);
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(ClusterMeters.class).bindTo(registry);
			assertThat(registry.get("rediscluster.client.fences").tag("cluster", "default").counter().count()).isZero();
		});
	}

	@Test
	void theApplicationsOwnMetersReplaceOurs() {
		ClusterClientMetrics own = new ClusterClientMetrics("mine", () -> null, true, true);
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(ClusterClientMetrics.class, () -> own)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(ClusterMeters.class);
				assertThat(Contexts.options(context).listener()).isSameAs(own);
			});
	}

	@Test
	void metersCanBeSwitchedOff() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("redis-cluster.metrics.enabled=false")
			.run((context) -> {
				assertThat(Contexts.options(context).listener()).isSameAs(ClusterListener.NONE);
			});
	}

	@Test
	void theFactoryWorksWithoutARegistry() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(ClusterConnectionFactory.class)
			.doesNotHaveBean(ClusterMeters.class));
	}

	@Test
	void theFactoryWorksWithoutMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasSingleBean(ClusterConnectionFactory.class)
				.doesNotHaveBean("clusterClientMetrics"));
	}

}
