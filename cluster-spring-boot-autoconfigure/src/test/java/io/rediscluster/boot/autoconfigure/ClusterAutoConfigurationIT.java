package io.rediscluster.boot.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.EmbeddedServer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.health.DataRedisHealthContributorAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The auto-configuration on a real cluster, with every optional part present.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClusterAutoConfigurationIT {

	private static String seeds(EmbeddedCluster cluster) {
		return "redis-cluster.nodes=" + String.join(",", cluster.seeds());
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(ClusterAutoConfiguration.class,
				DataRedisAutoConfiguration.class, ClusterHealthContributorAutoConfiguration.class,
				ClusterMetricsAutoConfiguration.class, DataRedisHealthContributorAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				SimpleMetricsExportAutoConfiguration.class, CacheAutoConfiguration.class))
			.withUserConfiguration(Caching.class);
	}

	@Test
	void templatesCachesHealthAndMetersWork() {
		String key = "boot:" + UUID.randomUUID();
		runner().withPropertyValues(seeds(EmbeddedCluster.shared()), "redis-cluster.metrics.tag-address=true")
			.run((context) -> {
				StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
				for (int i = 0; i < 20; i++) {
					template.opsForValue().set(key + i, "value " + i);
					assertThat(template.opsForValue().get(key + i)).isEqualTo("value " + i);
				}

				Slow slow = context.getBean(Slow.class);
				assertThat(slow.answer(key)).isEqualTo(slow.answer(key));
				assertThat(template.hasKey("answers::" + key)).isTrue();

				Health health = context.getBean("redisHealthContributor", HealthIndicator.class).health();
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails()).containsEntry("state", "ok")
					.containsEntry("slots_covered", 16384)
					.containsEntry("shard_count", 3)
					.containsEntry("node_count", 6)
					.containsKey("topology_age_seconds");
				assertThat(health.getDetails().get("shards")).asInstanceOf(InstanceOfAssertFactories.LIST)
					.hasSize(3)
					.allSatisfy((shard) -> assertThat(shard)
						.asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
						.containsKeys("primary", "slots")
						.containsEntry("connected", true)
						.extractingByKey("replicas", InstanceOfAssertFactories.LIST)
						.hasSize(1));

				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("rediscluster.client.commands")
					.tags("command", "SET", "outcome", "success")
					.timer()
					.count()).as("twenty of the template, one of the cache").isEqualTo(21);
				template.executePipelined((RedisCallback<Object>) (connection) -> {
					for (int i = 0; i < 20; i++) {
						connection.keyCommands().del((key + i).getBytes(StandardCharsets.UTF_8));
					}
					return null;
				});
				assertThat(registry.get("rediscluster.client.pipeline.size").summary().totalAmount()).isEqualTo(20);
				assertThat(registry.get("rediscluster.client.queue.wait").functionTimer().count()).isPositive();
				assertThat(registry.find("rediscluster.client.in.flight").gauges()).as("three shards, two roles")
					.hasSize(6);
				assertThat(registry.get("rediscluster.client.slots.uncovered").gauge().value()).isZero();
				assertThat(registry.get("rediscluster.client.refreshes")
					.tags("cause", "start", "outcome", "success")
					.timer()
					.count()).isPositive();
				assertThat(registry.get("rediscluster.client.node.connections").gauges()).hasSize(6);
			});
	}

	@Test
	void aCallThatGetsNoDedicatedConnectionIsCounted() {
		String key = "waits:" + UUID.randomUUID();
		runner()
			.withPropertyValues(seeds(EmbeddedCluster.shared()), "redis-cluster.pool.max-active=1",
					"redis-cluster.pool.max-wait=100ms")
			.run((context) -> {
				StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				Thread first = new Thread(() -> template.opsForList().leftPop(key, Duration.ofSeconds(60)));
				first.start();
				Await.until("the only connection is lent", Duration.ofSeconds(10),
						() -> registry.get("rediscluster.client.connections")
							.tags("kind", "dedicated", "role", "primary", "state", "busy")
							.gauge()
							.value() == 1);
				assertThatThrownBy(() -> template.opsForList().leftPop(key, Duration.ofSeconds(60)))
					.isInstanceOf(DataAccessException.class)
					.hasMessageContaining("pool.max-active");
				assertThat(registry.get("rediscluster.client.pool.waits").tag("outcome", "exhausted").timer().count())
					.isPositive();
				template.opsForList().leftPush(key, "1");
				first.join(TimeUnit.SECONDS.toMillis(30));
				assertThat(first.isAlive()).isFalse();
			});
	}

	@Test
	void aFurtherClusterIsUsedByItsName() {
		String key = "named:" + UUID.randomUUID();
		String seeds = String.join(",", EmbeddedCluster.shared().seeds());
		runner()
			.withPropertyValues("redis-cluster.nodes=" + seeds, "redis-cluster.clusters.orders.nodes=" + seeds,
					"redis-cluster.clusters.orders.client-name=orders")
			.run((context) -> {
				StringRedisTemplate orders = context.getBean("ordersStringRedisTemplate", StringRedisTemplate.class);
				orders.opsForValue().set(key, "1");
				assertThat(context.getBean(StringRedisTemplate.class).opsForValue().get(key)).isEqualTo("1");
				CompositeHealthContributor health = context.getBean("redisHealthContributor",
						CompositeHealthContributor.class);
				assertThat(((HealthIndicator) health.getContributor("orders")).health().getStatus())
					.isEqualTo(Status.UP);
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(registry.get("rediscluster.client.commands")
					.tags("cluster", "orders", "command", "SET")
					.timer()
					.count()).isEqualTo(1);
				assertThat(registry.find("rediscluster.client.commands")
					.tags("cluster", "default", "command", "SET")
					.timer()).isNull();
				context.getBean(StringRedisTemplate.class).delete(key);
			});
	}

	@Test
	void healthEndsInTimeWhileNodesHangAndRecovers() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().nodeTimeout(Duration.ofMinutes(5)).start()) {
			runner().withPropertyValues(seeds(cluster), "redis-cluster.health.timeout=2s").run((context) -> {
				HealthIndicator indicator = context.getBean("redisHealthContributor", HealthIndicator.class);
				assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
				EmbeddedNode hanging = cluster.primaries().get(0);
				hanging.pause();
				for (int i = 0; i < 6; i++) {
					assertThat(indicator.health().getStatus()).as("one primary hangs").isEqualTo(Status.UP);
				}
				cluster.nodes().forEach(EmbeddedNode::pause);
				long begin = System.nanoTime();
				Health health = indicator.health();
				Duration took = Duration.ofNanos(System.nanoTime() - begin);
				cluster.nodes().forEach(EmbeddedNode::resume);
				assertThat(health.getStatus()).isEqualTo(Status.DOWN);
				assertThat(health.getDetails()).containsEntry("state", "unreachable");
				// twice the timeout leaves room for a machine that is busy; a hang takes
				// 5 s
				assertThat(took).isLessThan(Duration.ofSeconds(4));
				Await.until("health is up again", Duration.ofSeconds(30),
						() -> indicator.health().getStatus().equals(Status.UP));
			});
		}
	}

	@Test
	void aWrongPasswordIsExplained() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.primaries(3)
			.replicasPerPrimary(0)
			.password("right")
			.aclUser("poor", "p", "~*", "&*", "+get", "+set")
			.aclUser("modest", "p", ("~* &* +get +set " + ClusterUnavailableFailureAnalyzer.RIGHTS).split(" "))
			.start()) {
			assertThat(fail(seeds(cluster), "redis-cluster.password=wrong"))
				.satisfies((analysis) -> assertThat(analysis.getDescription()).contains("refused the credentials")
					.contains(cluster.seeds().get(0))
					.contains("WRONGPASS")
					.doesNotContain("wrong\n"))
				.satisfies((analysis) -> assertThat(analysis.getAction()).contains("redis-cluster.password"));
			assertThat(fail(seeds(cluster)).getDescription()).contains("refused the credentials").contains("NOAUTH");
			runner().withPropertyValues(seeds(cluster), "redis-cluster.password=right")
				.run((context) -> assertThat(context).hasNotFailed());
			aUserWithoutRightsIsToldWhichAreNeeded(cluster);
		}
	}

	private void aUserWithoutRightsIsToldWhichAreNeeded(EmbeddedCluster cluster) {
		FailureAnalysis analysis = fail(seeds(cluster), "redis-cluster.username=poor", "redis-cluster.password=p",
				"redis-cluster.startup.timeout=1s");
		assertThat(analysis.getDescription()).contains("may not ask the Redis Cluster for its slots")
			.contains("NOPERM");
		assertThat(analysis.getAction()).contains("ACL SETUSER <user> +cluster|slots");
		runner().withPropertyValues(seeds(cluster), "redis-cluster.username=modest", "redis-cluster.password=p")
			.run((context) -> {
				StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
				template.opsForValue().set("a", "1");
				assertThat(template.opsForValue().get("a")).isEqualTo("1");
				context.getBean(ClusterConnectionFactory.class).getClient().refresh();
				Health health = context.getBean("redisHealthContributor", HealthIndicator.class).health();
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails()).containsEntry("state", "ok");
			});
	}

	@Test
	void aMisunderstandingAboutTlsIsExplained() throws IOException {
		FailureAnalysis plain = fail(seeds(EmbeddedCluster.shared()), "redis-cluster.ssl.enabled=true",
				"redis-cluster.connect-timeout=500ms", "redis-cluster.startup.timeout=3s");
		assertThat(plain.getDescription()).contains("does not seem to speak TLS");
		assertThat(plain.getAction()).contains("tls-port").contains("redis-cluster.ssl");
		try (TlsAlert server = new TlsAlert()) {
			FailureAnalysis encrypted = fail("redis-cluster.nodes=127.0.0.1:" + server.port(),
					"redis-cluster.startup.timeout=1s");
			assertThat(encrypted.getDescription()).contains("expects TLS");
			assertThat(encrypted.getAction()).contains("redis-cluster.ssl.enabled=true");
		}
	}

	@Test
	void oneAnnouncedAddressThatCannotBeReachedIsAWarning(CapturedOutput output) {
		EmbeddedCluster cluster = EmbeddedCluster.shared();
		EmbeddedNode hidden = cluster.primaries().get(0);
		runner()
			.withPropertyValues("redis-cluster.nodes=" + cluster.primaries().get(1).address(),
					"redis-cluster.host-port-remap[0].from-port=" + hidden.port(),
					"redis-cluster.host-port-remap[0].to-port=1", "redis-cluster.connect-timeout=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.contains("which the cluster announces as 127.0.0.1:" + hidden.port() + ", cannot be reached from here");
	}

	@Test
	void announcedAddressesThatCannotBeReachedGetTheRuleThatMapsThem() {
		EmbeddedCluster cluster = EmbeddedCluster.shared();
		HostAndPort seed = HostAndPort.parse(cluster.seeds().get(0));
		int first = cluster.primaries().stream().mapToInt(EmbeddedNode::port).min().orElseThrow();
		FailureAnalysis analysis = fail("redis-cluster.nodes=" + seed,
				"redis-cluster.host-port-remap[0].from-host=127.0.0.1",
				"redis-cluster.host-port-remap[0].to-host=127.0.0.1", "redis-cluster.host-port-remap[0].to-port=1",
				"redis-cluster.connect-timeout=1s");
		assertThat(analysis.getDescription()).contains("none of the primaries it announces can be reached")
			.contains("127.0.0.1:" + first + ", mapped to 127.0.0.1:1");
		assertThat(analysis.getAction()).contains("Correct the redis-cluster.host-port-remap rules");
	}

	@Test
	void aServerThatIsNoClusterIsExplainedAndCanBeAccepted() {
		try (EmbeddedServer server = EmbeddedServer.start()) {
			String nodes = "redis-cluster.nodes=" + server.node().address();
			FailureAnalysis analysis = fail(nodes);
			assertThat(analysis.getDescription()).contains("not one of a cluster");
			assertThat(analysis.getAction()).contains("redis-cluster.standalone=accept");
			runner().withPropertyValues(nodes, "redis-cluster.standalone=accept").run((context) -> {
				StringRedisTemplate template = context.getBean(StringRedisTemplate.class);
				template.opsForValue().set("a", "1");
				assertThat(template.opsForValue().get("a")).isEqualTo("1");
				Health health = context.getBean("redisHealthContributor", HealthIndicator.class).health();
				assertThat(health.getStatus()).isEqualTo(Status.UP);
				assertThat(health.getDetails()).containsEntry("state", "standalone");
			});
		}
	}

	@Test
	void aClusterThatIsNotFormedIsExplained() {
		try (EmbeddedServer server = EmbeddedServer.start("cluster-enabled", "yes")) {
			FailureAnalysis analysis = fail("redis-cluster.nodes=" + server.node().address(),
					"redis-cluster.startup.timeout=1s");
			assertThat(analysis.getDescription()).contains("the cluster is not formed");
			assertThat(analysis.getAction()).contains("redis-cli --cluster create");
		}
	}

	@Test
	void nobodyThereIsExplained() {
		FailureAnalysis analysis = fail("redis-cluster.nodes=127.0.0.1:1,127.0.0.1:2",
				"redis-cluster.startup.timeout=300ms");
		assertThat(analysis.getDescription()).contains("No node of the Redis Cluster could be reached")
			.contains("    127.0.0.1:1: ")
			.contains("    127.0.0.1:2: ");
		assertThat(analysis.getAction()).contains("redis-cluster.nodes");
	}

	@Test
	void anApplicationThatStartedWithoutItsClusterFindsItLater() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().replicasPerPrimary(0).start()) {
			cluster.nodes().forEach(EmbeddedNode::kill);
			runner()
				.withPropertyValues(seeds(cluster), "redis-cluster.startup.fail-fast=false",
						"redis-cluster.startup.timeout=500ms")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					HealthIndicator indicator = context.getBean("redisHealthContributor", HealthIndicator.class);
					assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
					cluster.nodes().forEach(EmbeddedNode::restart);
					Await.until("health is up", Duration.ofSeconds(30),
							() -> indicator.health().getStatus().equals(Status.UP));
					assertThat(context.getBean(ClusterConnectionFactory.class).getClientIfConnected()).isNotNull();
				});
		}
	}

	private static FailureAnalysis fail(String... properties) {
		FailureAnalysis[] analysis = new FailureAnalysis[1];
		Environment[] environment = new Environment[1];
		runner().withInitializer((context) -> environment[0] = context.getEnvironment())
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasFailed();
				analysis[0] = FailureAnalysisTests.analyze(context.getStartupFailure(), environment[0]);
			});
		assertThat(analysis[0]).isNotNull();
		return analysis[0];
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Caching {

		@Bean
		Slow slow() {
			return new Slow();
		}

	}

	static class Slow {

		private final AtomicInteger calls = new AtomicInteger();

		@Cacheable("answers")
		public String answer(String question) {
			return question + this.calls.incrementAndGet();
		}

	}

}
