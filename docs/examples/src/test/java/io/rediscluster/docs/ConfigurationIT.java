package io.rediscluster.docs;

import java.time.Duration;
import java.util.Map;

import io.rediscluster.boot.autoconfigure.ClusterAutoConfiguration;
import io.rediscluster.boot.autoconfigure.ClusterProperties;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The settings of {@code docs/configuration.md}, on a real cluster.
 */
class ConfigurationIT {

	private static final String SEED = EmbeddedCluster.shared().seeds().get(0);

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(SslAutoConfiguration.class, ClusterAutoConfiguration.class, DataRedisAutoConfiguration.class));

	@Test
	void aRuleMapsAnnouncedAddresses() {
		this.runner
			.withInitializer(YamlExample.of("configuration.yml", "remap")
				.initializer(Map.of("redis-cluster.nodes", SEED, "redis-cluster.startup.fail-fast", "false")))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ClusterProperties.class).hostPortRemap()).singleElement()
					.isEqualTo(new ClusterProperties.Remap("172.18.0.0/16", 7000, "localhost", 17000, null));
			});
	}

	@Test
	void singleCommandsMayDiffer() {
		this.runner
			.withInitializer(
					YamlExample.of("configuration.yml", "commands").initializer(Map.of("redis-cluster.nodes", SEED)))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ClusterProperties.class).commands()).containsEntry("evalsha",
						new ClusterProperties.CommandSettings(Duration.ofSeconds(30),
								io.rediscluster.client.Retry.NEVER));
			});
	}

	@Test
	void aNamedClusterIsInjectedByItsName() {
		this.runner.withBean(Orders.class)
			.withInitializer(YamlExample.of("configuration.yml", "clusters")
				.initializer(Map.of("redis-cluster.nodes", SEED, "redis-cluster.clusters.orders.nodes", SEED)))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Orders orders = context.getBean(Orders.class);
				assertThat(orders.orders.getConnectionFactory()).isInstanceOf(ClusterConnectionFactory.class)
					.isSameAs(context.getBean("ordersRedisConnectionFactory"));
				assertThat(orders.sessions.getConnectionFactory()).isNotSameAs(orders.orders.getConnectionFactory())
					.isSameAs(context.getBean(ClusterConnectionFactory.class));
				orders.orders.opsForValue().set("order:1", "paid");
				assertThat(orders.sessions.opsForValue().get("order:1")).isEqualTo("paid");
			});
	}

}
