package io.rediscluster.boot.autoconfigure;

import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without health, meters, actuator and Docker Compose: their jars are not
 * on the class path. Run by an execution of its own, which the name keeps it out of the
 * others for.
 */
class WithoutOptionalParts {

	@ParameterizedTest
	@ValueSource(strings = { "org.springframework.boot.health.contributor.HealthIndicator",
			"org.springframework.boot.actuate.endpoint.annotation.Endpoint",
			"org.springframework.boot.docker.compose.core.RunningService",
			"io.micrometer.core.instrument.MeterRegistry", "io.micrometer.tracing.Tracer" })
	void thePartIsAbsent(String className) {
		assertThat(ClassUtils.isPresent(className, getClass().getClassLoader())).isFalse();
	}

	@Test
	void allAutoConfigurationsTogetherMakeTheFactoryAndNothingElse() {
		ApplicationContextRunner runner = new ApplicationContextRunner()
			.withUserConfiguration(Application.class, Contexts.NotStarted.class)
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000",
					"redis-cluster.clusters.orders.nodes=10.1.0.1:7000");
		runner.run((context) -> {
			assertThat(context).hasNotFailed().hasBean("ordersRedisConnectionFactory");
			assertThat(context.getBean(StringRedisTemplate.class).getConnectionFactory())
				.isInstanceOf(ClusterConnectionFactory.class);
			assertThat(context).doesNotHaveBean("redisHealthContributor")
				.doesNotHaveBean("clusterClientMetrics")
				.doesNotHaveBean("clusterEndpoint");
		});
	}

	/**
	 * Finds auto-configurations as a real application does.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
