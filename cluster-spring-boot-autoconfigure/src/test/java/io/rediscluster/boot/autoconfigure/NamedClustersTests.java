package io.rediscluster.boot.autoconfigure;

import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Credentials;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributors;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several clusters in one application: each has its own beans, and the default one stays
 * the only candidate where no name is asked for.
 */
@ExtendWith(OutputCaptureExtension.class)
class NamedClustersTests {

	private final ApplicationContextRunner runner = Contexts.runner()
		.withConfiguration(AutoConfigurations.of(ClusterHealthContributorAutoConfiguration.class,
				ClusterMetricsAutoConfiguration.class))
		.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.password=first",
				"redis-cluster.timeout=9s", "spring.data.redis.client-name=boot",
				"redis-cluster.clusters.orders.nodes=10.1.0.1:7000", "redis-cluster.clusters.orders.timeout=3s",
				"redis-cluster.clusters.web-sessions.url=redis://app:second@10.2.0.1:7000");

	@Test
	void eachIsInjectedByItsNameAndTheDefaultWithoutOne(CapturedOutput output) {
		this.runner.withBean(Injected.class).run((context) -> {
			Injected beans = context.getBean(Injected.class);
			assertThat(beans.template.getConnectionFactory()).isSameAs(beans.factory)
				.isSameAs(context.getBean("redisConnectionFactory"));
			assertThat(beans.orders.getConnectionFactory()).isSameAs(beans.ordersFactory)
				.isSameAs(context.getBean("ordersRedisConnectionFactory"));
			assertThat(beans.sessions.getConnectionFactory())
				.isSameAs(context.getBean("webSessionsRedisConnectionFactory"));
			assertThat(context.getBean(RedisConnectionFactory.class)).isSameAs(beans.factory);
		});
		assertThat(output).contains("Redis Cluster seeds [10.0.0.1:7000] taken from redis-cluster.nodes")
			.contains("Redis Cluster 'orders' seeds [10.1.0.1:7000] taken from redis-cluster.clusters.orders.nodes")
			.contains("Redis Cluster 'web-sessions' seeds [10.2.0.1:7000]")
			.doesNotContain("second");
	}

	@Test
	void nothingIsInheritedFromTheDefaultCluster() {
		this.runner.withUserConfiguration(OfOrders.class).run((context) -> {
			assertThat(context.getBean("ordersRedisConnectionFactory")).isNotNull();
			ClusterClientOptions orders = OfOrders.options(context.getBean("ordersOptions"));
			assertThat(orders.seeds()).containsExactly(new HostAndPort("10.1.0.1", 7000));
			assertThat(orders.timeout()).hasSeconds(3);
			assertThat(orders.clientName()).isNull();
			assertThat(orders.credentials().credentials()).isEqualTo(new Credentials("orders", "third"));
			assertThat(orders.addressMapper().map(new HostAndPort("a", 1))).isEqualTo(new HostAndPort("orders", 1));
		});
	}

	@Test
	void beansWithAQualifierDoNotTouchTheDefaultCluster() {
		this.runner.withUserConfiguration(OfOrders.class).run((context) -> {
			ClusterClientOptions options = Contexts.options(context);
			assertThat(options.seeds()).containsExactly(new HostAndPort("10.0.0.1", 7000));
			assertThat(options.credentials().credentials()).isEqualTo(new Credentials(null, "first"));
			assertThat(options.addressMapper()).isSameAs(AddressMapper.IDENTITY);
			assertThat(options.listener()).isSameAs(ClusterListener.NONE);
			assertThat(options.timeout()).hasSeconds(9);
		});
	}

	@Test
	void detailsWithAQualifierReplaceTheProperties() {
		ContextConsumer<AssertableApplicationContext> usesDetails = (context) -> {
			assertThat(context).hasNotFailed().hasBean("ordersRedisConnectionFactory");
			assertThat(OfOrders.options(context.getBean("ordersOptions")).seeds())
				.containsExactly(new HostAndPort("container", 32768));
		};
		this.runner.withUserConfiguration(OfOrders.class, DetailsOfOrders.class).run(usesDetails);
		Contexts.runner()
			.withUserConfiguration(OfOrders.class, DetailsOfOrders.class)
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.clusters.orders.timeout=1s")
			.run(usesDetails);
	}

	@Test
	void eachHasItsHealth() {
		this.runner.run((context) -> {
			CompositeHealthContributor health = context.getBean("redisHealthContributor",
					CompositeHealthContributor.class);
			assertThat(health.stream().map(HealthContributors.Entry::name)).containsExactly("default", "orders",
					"web-sessions");
		});
	}

	@Test
	void eachHasItsMetersAndTheirSwitch() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("redis-cluster.clusters.web-sessions.metrics.enabled=false")
			.run((context) -> {
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				context.getBean(ClusterMeters.class).bindTo(registry);
				assertThat(registry.find("rediscluster.client.fences").counters())
					.extracting((counter) -> counter.getId().getTag("cluster"))
					.containsExactlyInAnyOrder("default", "orders");
			});
	}

	@Test
	void aNamedClusterWithoutAddressesIsExplained() {
		Contexts.runner()
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.clusters.orders.timeout=1s")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasRootCauseInstanceOf(ClusterNotConfiguredException.class)
				.hasStackTraceContaining("redis-cluster.clusters.orders.nodes"));
	}

	@Test
	void aBadValueOfANamedClusterNamesItsProperty() {
		this.runner.withPropertyValues("redis-cluster.clusters.orders.pool.max-active=0")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("'redis-cluster.clusters.orders.pool.max-active'"));
	}

	@Test
	void aNameThatBeansAndPropertiesCannotHaveIsRefused() {
		this.runner.withPropertyValues("redis-cluster.clusters.default.nodes=10.3.0.1:7000")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining("redis-cluster.clusters.default"));
	}

	@Test
	void theApplicationsOwnBeanOfTheSameNameWins() {
		ClusterConnectionFactory own = new ClusterConnectionFactory(() -> {
			throw new IllegalStateException("not connected in this test");
		});
		own.setAutoStartup(false);
		this.runner
			.withBean("ordersRedisConnectionFactory", ClusterConnectionFactory.class, () -> own,
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(
						context.getBean("ordersStringRedisTemplate", StringRedisTemplate.class).getConnectionFactory())
					.isSameAs(own);
			});
	}

	static class Injected {

		@Autowired
		StringRedisTemplate template;

		@Autowired
		RedisConnectionFactory factory;

		@Autowired
		@Qualifier("orders")
		RedisTemplate<Object, Object> orders;

		@Autowired
		@Qualifier("orders")
		RedisConnectionFactory ordersFactory;

		@Autowired
		@Qualifier("web-sessions")
		StringRedisTemplate sessions;

	}

	@Configuration(proxyBeanMethods = false)
	static class OfOrders {

		static ClusterClientOptions options(Object captured) {
			return ((Captured) captured).options;
		}

		@Bean(defaultCandidate = false)
		@Qualifier("orders")
		Captured ordersOptions() {
			return new Captured();
		}

		@Bean(defaultCandidate = false)
		@Qualifier("orders")
		CredentialsProvider ordersCredentials() {
			return CredentialsProvider.of("orders", "third");
		}

		@Bean(defaultCandidate = false)
		@Qualifier("orders")
		AddressMapper ordersAddresses() {
			return (announced) -> new HostAndPort("orders", announced.port());
		}

		@Bean(defaultCandidate = false)
		@Qualifier("orders")
		ClusterListener ordersListener() {
			return new ClusterListener() {
			};
		}

	}

	static final class Captured implements ClusterClientOptionsBuilderCustomizer {

		private ClusterClientOptions options;

		@Override
		public void customize(ClusterClientOptions.Builder builder) {
			this.options = builder.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DetailsOfOrders {

		@Bean(defaultCandidate = false)
		@Qualifier("orders")
		ClusterConnectionDetails ordersDetails() {
			return () -> List.of(new HostAndPort("container", 32768));
		}

	}

}
