package io.rediscluster.docs;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.FakeCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/observability.md} shows.
 */
@Timeout(120)
class ObservabilityIT {

	private static ConfigurableApplicationContext start(FakeCluster cluster, String region) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.initializers(YamlExample.of("observability.yml", region)
				.initializer(Map.of("redis-cluster.nodes", cluster.seeds().get(0))))
			.run();
	}

	@Test
	void readiness() {
		try (FakeCluster cluster = FakeCluster.start(3, 0);
				ConfigurableApplicationContext context = start(cluster, "readiness")) {
			HealthEndpointGroups groups = context.getBean(HealthEndpointGroups.class);
			assertThat(groups.get("readiness").isMember("redis")).isTrue();
			assertThat(groups.get("liveness")).satisfiesAnyOf((group) -> assertThat(group).isNull(),
					(group) -> assertThat(group.isMember("redis")).isFalse());
		}
	}

	@Test
	void aListenerIsToldOfTheTopology() {
		try (FakeCluster cluster = FakeCluster.start(3, 0);
				ConfigurableApplicationContext context = start(cluster, "endpoint")) {
			ClusterClient client = context.getBean(ClusterConnectionFactory.class).getClient();
			cluster.moveSlot(0, cluster.node(1));
			client.refresh();
			assertThat(context.getBean(Application.class).changes).isNotEmpty();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final List<String> changes = new CopyOnWriteArrayList<>();

		// tag::listener[]
		@Bean
		ClusterListener topologyChanges() {
			return new ClusterListener() {
				@Override
				public void onTopologyChanged(Topology before, Topology after) {
					Application.this.changes
						.add("version " + after.version() + ": " + after.shards().size() + " shards");
				}
			};
		}
		// end::listener[]

	}

}
