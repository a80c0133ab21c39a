package io.rediscluster.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.rediscluster.boot.observation.ObservedClusterClient;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterClientOptions.CommandOptions;
import io.rediscluster.client.CrossSlot;
import io.rediscluster.client.Protocol;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Retry;
import io.rediscluster.client.event.ClusterListener.CommandOutcome;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What editors are told, from which the tables of {@code docs/configuration.md} are made,
 * is what is read: each property changes something that can be seen.
 */
class DocumentedPropertiesTests {

	@TempDir
	private static Path folder;

	private final ApplicationContextRunner runner = Contexts.runner()
		.withConfiguration(AutoConfigurations.of(ClusterHealthContributorAutoConfiguration.class,
				ClusterMetricsAutoConfiguration.class, ClusterObservationAutoConfiguration.class))
		.withBean(PrometheusMeterRegistry.class, () -> new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))
		.withBean(ObservationRegistry.class, ObservationRegistry::create);

	@Test
	void everyDeclaredPropertyIsReadInThisTest() {
		assertThat(new TreeSet<>(table().map(Row::name).toList())).isEqualTo(declared());
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("table")
	void thePropertyIsRead(Row row) {
		String address = (row.name().equals("url") || row.name().equals("nodes")) ? "unrelated=1"
				: "redis-cluster.nodes=10.0.0.1:7000";
		this.runner.withPropertyValues(address).withPropertyValues(row.properties).run((context) -> {
			if (!row.fails()) {
				assertThat(context).hasNotFailed();
			}
			assertThat(row.actual.apply(context)).isEqualTo(row.expected);
		});
		this.runner.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000")
			.run((context) -> assertThat(row.actual.apply(context)).as("without the property")
				.isNotEqualTo(row.expected));
	}

	private static TreeSet<String> declared() {
		TreeSet<String> names = new TreeSet<>();
		for (String name : MetadataTests.propertyNames()) {
			if (name.startsWith("redis-cluster.")) {
				names.add(name.substring("redis-cluster.".length()));
			}
		}
		return names;
	}

	static Stream<Row> table() {
		List<Row> rows = new ArrayList<>(identity());
		rows.addAll(tuning());
		rows.addAll(features());
		return rows.stream();
	}

	private static List<Row> identity() {
		return List.of(option("nodes", "a:1,b:2", ClusterClientOptions::seeds, seeds("a:1", "b:2")),
				option("url", "redis://a:1", ClusterClientOptions::seeds, seeds("a:1")),
				option("username", "app",
						(o) -> (o.credentials().credentials() != null) ? o.credentials().credentials().username()
								: null,
						"app", "password=p"),
				option("password", "p",
						(o) -> (o.credentials().credentials() != null) ? o.credentials().credentials().password()
								: null,
						"p"),
				option("password-file", passwordFile(),
						(o) -> (o.credentials().credentials() != null)
								? o.credentials().credentials().password() : null,
						"of the file"),
				option("ssl.enabled", "true", (o) -> o.tls() != null, true),
				new Row("ssl.bundle", new String[] { "redis-cluster.ssl.bundle=redis",
						"spring.ssl.bundle.jks.redis.truststore.location=file:" + System.getProperty("java.home")
								+ "/lib/security/cacerts",
						"spring.ssl.bundle.jks.redis.truststore.password=changeit",
						"spring.ssl.bundle.jks.redis.options.enabled-protocols=TLSv1.3" },
						(context) -> (Contexts.options(context).tls() != null)
								? Contexts.options(context).tls().protocols() : null,
						List.of("TLSv1.3")),
				option("ssl.verify-name", "dialled", (o) -> (o.tls() != null) ? o.tls().verifyName() : null, "dialled",
						"ssl.enabled=true"),
				new Row("host-port-remap", new String[] { "redis-cluster.host-port-remap[0].to-host=localhost" },
						(context) -> Contexts.options(context).addressMapper().map(new HostAndPort("a", 1)),
						new HostAndPort("localhost", 1)));
	}

	private static List<Row> tuning() {
		return List.of(option("client-name", "shop", ClusterClientOptions::clientName, "shop"),
				option("timeout", "7s", ClusterClientOptions::timeout, Duration.ofSeconds(7)),
				option("connect-timeout", "700", ClusterClientOptions::connectTimeout, Duration.ofMillis(700)),
				option("silence-timeout", "1s", ClusterClientOptions::silenceTimeout, Duration.ofSeconds(1)),
				option("max-redirects", "9", ClusterClientOptions::maxRedirects, 9),
				option("read-from", "replica-preferred", ClusterClientOptions::readFrom, ReadFrom.REPLICA_PREFERRED),
				option("cross-slot", "split-only", ClusterClientOptions::crossSlot, CrossSlot.SPLIT_ONLY),
				option("cross-slot.max-bytes", "1MB", (o) -> o.crossSlotLimits().maxBytes(), 1L << 20),
				option("cross-slot.wait-replicas", "1", (o) -> o.crossSlotLimits().waitReplicas(), 1),
				option("protocol", "resp2", ClusterClientOptions::protocol, Protocol.RESP2),
				option("standalone", "accept", ClusterClientOptions::standalone, true),
				option("retry.writes", "repeatable", ClusterClientOptions::retry, Retry.REPEATABLE),
				option("retry.backoff", "20ms", ClusterClientOptions::backoff, Duration.ofMillis(20)),
				option("retry.max-backoff", "1s", ClusterClientOptions::maxBackoff, Duration.ofSeconds(1)),
				option("refresh.period", "0", (o) -> o.refresh().period(), Duration.ZERO),
				option("refresh.min-interval", "2s", (o) -> o.refresh().minInterval(), Duration.ofSeconds(2)),
				option("refresh.sources", "1", (o) -> o.refresh().sources(), 1),
				option("refresh.require-full-coverage", "true", (o) -> o.refresh().requireFullCoverage(), true),
				option("startup.timeout", "30s", ClusterClientOptions::startupTimeout, Duration.ofSeconds(30)),
				option("pool.max-active", "3", (o) -> o.pool().maxActive(), 3),
				option("pool.max-idle", "2", (o) -> o.pool().maxIdle(), 2),
				option("pool.min-idle", "1", (o) -> o.pool().minIdle(), 1),
				option("pool.max-wait", "5s", (o) -> o.pool().maxWait(), Duration.ofSeconds(5)),
				option("limits.in-flight-per-node", "7", (o) -> o.limits().inFlightPerNode(), 7),
				option("limits.reply-size", "1GB", (o) -> o.limits().replySize(), 1L << 30),
				option("limits.pipeline-window", "1MB", (o) -> o.limits().pipelineWindow(), 1 << 20),
				option("transport.direct-connections", "0", (o) -> o.transport().directConnections(), 0),
				option("transport.direct-calls", "7", (o) -> o.transport().directCalls(), 7),
				option("transport.yields", "5", (o) -> o.transport().yields(), 5),
				option("scan.max-rounds", "7", ClusterClientOptions::scanMaxRounds, 7),
				option("pipeline.repair", "false", ClusterClientOptions::pipelineRepair, false),
				option("pubsub.ping-interval", "7s", (o) -> o.pubSub().pingInterval(), Duration.ofSeconds(7)),
				option("transport.spin", "5us", (o) -> o.transport().spin(), Duration.ofNanos(5000)),
				new Row("commands",
						new String[] { "redis-cluster.commands.evalsha.timeout=30s",
								"redis-cluster.commands.evalsha.retry=never" },
						(context) -> Contexts.options(context).commands(),
						Map.of("EVALSHA", new CommandOptions(Duration.ofSeconds(30), Retry.NEVER))));
	}

	private static List<Row> features() {
		return List.of(
				row("enabled", "false", (context) -> context.getBeansOfType(ClusterConnectionFactory.class).isEmpty(),
						true),
				row("startup.fail-fast", "false", DocumentedPropertiesTests::startsWithoutItsCluster, true),
				row("metrics.enabled", "false", (context) -> scrape(context).contains("rediscluster_client"), false),
				row("metrics.percentiles", "true",
						(context) -> scrape(context).contains("rediscluster_client_commands_seconds_bucket"), true),
				row("metrics.tag-address", "true", (context) -> scrape(context).contains("node=\"10.0.0.9:7000\""),
						true),
				row("health.timeout", "0", (context) -> context.getStartupFailure() != null, true),
				row("observation.enabled", "true", DocumentedPropertiesTests::isObserved, true),
				row("clusters", null, (context) -> context.containsBean("ordersRedisConnectionFactory"), true,
						"redis-cluster.clusters.orders.nodes=10.1.0.1:7000"));
	}

	private static boolean startsWithoutItsCluster(AssertableApplicationContext context) {
		ClusterConnectionFactory factory = context.getBean(ClusterConnectionFactory.class);
		boolean failFast = (boolean) ReflectionTestUtils.getField(factory, "failFast");
		return !failFast;
	}

	private static boolean isObserved(AssertableApplicationContext context) {
		return context.getBean(ClusterObservations.class)
			.decorate(ClusterScope.DEFAULT, new HostAndPort("a", 1),
					Mockito.mock(ClusterClient.class)) instanceof ObservedClusterClient;
	}

	/**
	 * Binds the meters, feeds them one command and one topology, and reads them as
	 * Prometheus does.
	 */
	private static String scrape(AssertableApplicationContext context) {
		PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
		var listener = Contexts.options(context).listener();
		context.getBean(ClusterMeters.class).bindTo(registry);
		listener.onCommand("GET", CommandOutcome.SUCCESS, 1000);
		HostAndPort address = new HostAndPort("10.0.0.9", 7000);
		Node node = new Node("n", address, address, NodeRole.PRIMARY, null, 1, Set.of());
		listener.onTopologyChanged(Topology.empty(),
				new Topology(1, List.of(new Shard(0, node, List.of(), List.of(new SlotRange(0, 16383))))));
		return registry.scrape();
	}

	private static List<HostAndPort> seeds(String... seeds) {
		return Stream.of(seeds).map(HostAndPort::parse).toList();
	}

	private static String passwordFile() {
		try {
			return Files.writeString(folder.resolve("password"), "of the file").toString();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static Row option(String name, String value, Function<ClusterClientOptions, Object> actual, Object expected,
			String... others) {
		String[] all = Stream.of(others).map((other) -> "redis-cluster." + other).toArray(String[]::new);
		return row(name, value, (context) -> actual.apply(Contexts.options(context)), expected, all);
	}

	private static Row row(String name, String value, Function<AssertableApplicationContext, Object> actual,
			Object expected, String... others) {
		List<String> properties = new ArrayList<>(List.of(others));
		if (value != null) {
			properties.add("redis-cluster." + name + "=" + value);
		}
		return new Row(name, properties.toArray(String[]::new), actual, expected);
	}

	record Row(String name, String[] properties, Function<AssertableApplicationContext, Object> actual,
			Object expected) {

		boolean fails() {
			return this.name.equals("health.timeout");
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
