package io.rediscluster.boot.autoconfigure;

import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.rediscluster.boot.endpoint.ClusterEndpoint;
import io.rediscluster.boot.endpoint.TopologyHistory;
import io.rediscluster.boot.health.ClusterHealthIndicator;
import io.rediscluster.boot.metrics.ClusterClientMetrics;
import io.rediscluster.boot.observation.ObservedClusterClient;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
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
	void aHealthCheckOfAFactoryThatNoPropertyMakesNamesThePropertyItIsReadFrom() {
		this.runner.withBean("firstFactory", ClusterConnectionFactory.class, OptionalPartsTests::notConnected)
			.withBean("secondFactory", ClusterConnectionFactory.class, OptionalPartsTests::notConnected)
			.withPropertyValues("redis-cluster.health.timeout=0")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.hasMessageContaining("'redis-cluster.health.timeout'"));
	}

	private static ClusterConnectionFactory notConnected() {
		return new ClusterConnectionFactory(() -> {
			throw new IllegalStateException("not connected in this test");
		});
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
	void commandsAreObservedWhereTheApplicationTraces() {
		ApplicationContextRunner runner = this.runner
			.withConfiguration(AutoConfigurations.of(ClusterObservationAutoConfiguration.class))
			.withBean(ObservationRegistry.class, ObservationRegistry::create);
		runner.run((context) -> assertThat(isObserved(context)).as("without a tracer").isFalse());
		runner.withBean(Tracer.class, () -> Tracer.NOOP).run((context) -> assertThat(isObserved(context)).isTrue());
		runner.withBean(Tracer.class, () -> Tracer.NOOP)
			.withPropertyValues("redis-cluster.observation.enabled=false")
			.run((context) -> assertThat(isObserved(context)).as("switched off").isFalse());
	}

	private static boolean isObserved(ApplicationContext context) {
		return context.getBean(ClusterCompanion.class)
			.decorate(ClusterScope.DEFAULT, new HostAndPort("a", 1),
					Mockito.mock(ClusterClient.class)) instanceof ObservedClusterClient;
	}

	@Test
	void theEndpointIsThereWhereItIsExposed() {
		ApplicationContextRunner runner = this.runner
			.withConfiguration(AutoConfigurations.of(ClusterEndpointAutoConfiguration.class));
		runner.run((context) -> assertThat(context).doesNotHaveBean(ClusterEndpoint.class));
		runner.withPropertyValues("management.endpoints.web.exposure.include=rediscluster").run((context) -> {
			assertThat(context).hasSingleBean(ClusterEndpoint.class);
			assertThat(context.getBean(ClusterEndpoint.class).clusters().clusters()).containsOnlyKeys("default");
			assertThat(Contexts.options(context).listener()).isInstanceOf(TopologyHistory.class);
		});
		runner
			.withPropertyValues("management.endpoints.web.exposure.include=rediscluster",
					"management.endpoint.rediscluster.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(ClusterEndpoint.class));
	}

	@Test
	void theApplicationsOwnEndpointReplacesOurs() {
		ClusterEndpoint own = new ClusterEndpoint(Map::of, (name) -> List.of());
		this.runner.withConfiguration(AutoConfigurations.of(ClusterEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=rediscluster")
			.withBean(ClusterEndpoint.class, () -> own)
			.run((context) -> assertThat(context.getBean(ClusterEndpoint.class)).isSameAs(own));
	}

	@Test
	void theFactoryWorksWithoutTheActuator() {
		this.runner.withConfiguration(AutoConfigurations.of(ClusterEndpointAutoConfiguration.class))
			.withPropertyValues("management.endpoints.web.exposure.include=rediscluster")
			.withClassLoader(new FilteredClassLoader(Endpoint.class))
			.run((context) -> assertThat(context).hasSingleBean(ClusterConnectionFactory.class)
				.doesNotHaveBean("clusterEndpoint"));
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
