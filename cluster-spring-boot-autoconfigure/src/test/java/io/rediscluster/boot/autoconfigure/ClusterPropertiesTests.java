package io.rediscluster.boot.autoconfigure;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterClientOptions.CommandOptions;
import io.rediscluster.client.CrossSlot;
import io.rediscluster.client.Protocol;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Retry;
import io.rediscluster.client.topology.HostAndPort;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class ClusterPropertiesTests {

	@Test
	void defaultsAreTheClientsDefaults() {
		Contexts.runner().withPropertyValues("redis-cluster.nodes=10.0.0.1:7000").run((context) -> {
			ClusterClientOptions options = Contexts.options(context);
			ClusterClientOptions defaults = ClusterClientOptions.builder()
				.seeds("10.0.0.1:7000")
				.addressMapper(options.addressMapper())
				.build();
			assertThat(options).isEqualTo(defaults);
		});
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("table")
	void valueReachesTheClient(Row row) {
		Contexts.runner()
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000")
			.withPropertyValues(row.properties)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(row.actual.apply(Contexts.options(context))).isEqualTo(row.expected);
			});
	}

	@Test
	void everyPropertyOfTheMetadataIsInTheTableOrTestedElsewhere() {
		Set<String> names = new TreeSet<>();
		table().forEach((row) -> names.add(row.name()));
		names.addAll(Set.of("enabled", "nodes", "url", "host-port-remap", "commands", "ssl.enabled", "ssl.bundle",
				"ssl.verify-name", "startup.fail-fast", "metrics.enabled", "metrics.percentiles", "metrics.tag-address",
				"health.timeout"));
		Set<String> declared = new TreeSet<>();
		for (String name : MetadataTests.propertyNames()) {
			if (name.startsWith("redis-cluster.")) {
				declared.add(name.substring("redis-cluster.".length()));
			}
		}
		assertThat(names).isEqualTo(declared);
	}

	@Test
	void nodesCanBeAYamlList() {
		Contexts.runner()
			.withPropertyValues("redis-cluster.nodes[0]=a:1", "redis-cluster.nodes[1]=b:2")
			.run((context) -> assertThat(Contexts.options(context).seeds()).containsExactly(new HostAndPort("a", 1),
					new HostAndPort("b", 2)));
	}

	@Test
	void remapRulesAreTriedInTheirOrder() {
		Contexts.runner()
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000",
					"redis-cluster.host-port-remap[0].from-host=172.18.0.0/16",
					"redis-cluster.host-port-remap[0].from-port=7000",
					"redis-cluster.host-port-remap[0].to-host=localhost",
					"redis-cluster.host-port-remap[0].to-port=17000",
					"redis-cluster.host-port-remap[1].from-host=172.18.0.0/16",
					"redis-cluster.host-port-remap[1].port-offset=10000")
			.run((context) -> {
				var mapper = Contexts.options(context).addressMapper();
				assertThat(mapper.map(new HostAndPort("172.18.0.2", 7000)))
					.isEqualTo(new HostAndPort("localhost", 17000));
				assertThat(mapper.map(new HostAndPort("172.18.0.2", 7001)))
					.isEqualTo(new HostAndPort("172.18.0.2", 17001));
				assertThat(mapper.map(new HostAndPort("10.0.0.1", 7000))).isEqualTo(new HostAndPort("10.0.0.1", 7000));
			});
	}

	@Test
	void singleCommandsHaveSettings() {
		Contexts.runner()
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.commands.evalsha.timeout=30s",
					"redis-cluster.commands.evalsha.retry=never")
			.run((context) -> assertThat(Contexts.options(context).commands()).containsEntry("EVALSHA",
					new CommandOptions(Duration.ofSeconds(30), Retry.NEVER)));
	}

	@Test
	void aUrlCarriesAddressesCredentialsAndOptions() {
		Contexts.runner()
			.withPropertyValues(
					"redis-cluster.url=rediss://app:s%40crt@a:1,b?read-from=any&timeout=7s&client-name=url&retry=never",
					"redis-cluster.timeout=3s")
			.run((context) -> {
				ClusterClientOptions options = Contexts.options(context);
				assertThat(options.seeds()).containsExactly(new HostAndPort("a", 1), new HostAndPort("b", 6379));
				assertThat(options.credentials().credentials().username()).isEqualTo("app");
				assertThat(options.credentials().credentials().password()).isEqualTo("s@crt");
				assertThat(options.tls()).isNotNull();
				assertThat(options.readFrom()).isEqualTo(ReadFrom.ANY);
				assertThat(options.retry()).isEqualTo(Retry.NEVER);
				assertThat(options.clientName()).isEqualTo("url");
				assertThat(options.timeout()).as("a property wins over the URL").isEqualTo(Duration.ofSeconds(3));
			});
	}

	@Test
	void theApplicationsNameIsTheClientsName() {
		Contexts.runner()
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "spring.application.name=My Shöp  app")
			.run((context) -> assertThat(Contexts.options(context).clientName()).isEqualTo("My-Sh-p-app"));
	}

	@Test
	void secretsAreNotPartOfTheTextForm() {
		Contexts.runner()
			.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", "redis-cluster.password=secret")
			.run((context) -> assertThat(context.getBean(ClusterProperties.class).toString()).doesNotContain("secret"));
	}

	static Stream<Row> table() {
		return Stream.of(row("username", "app", (o) -> o.credentials().credentials().username(), "app", "password=p"),
				row("password", "p", (o) -> o.credentials().credentials().password(), "p"),
				row("client-name", "shop", ClusterClientOptions::clientName, "shop"),
				row("timeout", "7s", ClusterClientOptions::timeout, Duration.ofSeconds(7)),
				row("connect-timeout", "700", ClusterClientOptions::connectTimeout, Duration.ofMillis(700)),
				row("silence-timeout", "1s", ClusterClientOptions::silenceTimeout, Duration.ofSeconds(1)),
				row("max-redirects", "9", ClusterClientOptions::maxRedirects, 9),
				row("read-from", "replica-preferred", ClusterClientOptions::readFrom, ReadFrom.REPLICA_PREFERRED),
				row("cross-slot", "split-only", ClusterClientOptions::crossSlot, CrossSlot.SPLIT_ONLY),
				row("protocol", "resp2", ClusterClientOptions::protocol, Protocol.RESP2),
				row("standalone", "accept", ClusterClientOptions::standalone, true),
				row("retry.writes", "repeatable", ClusterClientOptions::retry, Retry.REPEATABLE),
				row("retry.backoff", "20ms", ClusterClientOptions::backoff, Duration.ofMillis(20)),
				row("retry.max-backoff", "1s", ClusterClientOptions::maxBackoff, Duration.ofSeconds(1)),
				row("refresh.period", "0", (o) -> o.refresh().period(), Duration.ZERO),
				row("refresh.min-interval", "2s", (o) -> o.refresh().minInterval(), Duration.ofSeconds(2)),
				row("refresh.sources", "1", (o) -> o.refresh().sources(), 1),
				row("refresh.require-full-coverage", "true", (o) -> o.refresh().requireFullCoverage(), true),
				row("startup.timeout", "30s", ClusterClientOptions::startupTimeout, Duration.ofSeconds(30)),
				row("pool.max-active", "3", (o) -> o.pool().maxActive(), 3),
				row("pool.max-idle", "2", (o) -> o.pool().maxIdle(), 2),
				row("pool.min-idle", "1", (o) -> o.pool().minIdle(), 1),
				row("pool.max-wait", "5s", (o) -> o.pool().maxWait(), Duration.ofSeconds(5)),
				row("scan.max-rounds", "7", ClusterClientOptions::scanMaxRounds, 7),
				row("pipeline.repair", "false", ClusterClientOptions::pipelineRepair, false),
				row("limits.in-flight-per-node", "7", (o) -> o.limits().inFlightPerNode(), 7),
				row("limits.reply-size", "1GB", (o) -> o.limits().replySize(), 1L << 30),
				row("limits.pipeline-window", "1MB", (o) -> o.limits().pipelineWindow(), 1 << 20),
				row("transport.direct-connections", "0", (o) -> o.transport().directConnections(), 0),
				row("transport.direct-calls", "7", (o) -> o.transport().directCalls(), 7),
				row("transport.yields", "5", (o) -> o.transport().yields(), 5),
				row("transport.spin", "5us", (o) -> o.transport().spin(), Duration.ofNanos(5000)));
	}

	private static Row row(String name, String value, Function<ClusterClientOptions, Object> actual, Object expected,
			String... others) {
		String[] properties = Stream
			.concat(Stream.of("redis-cluster." + name + "=" + value),
					Stream.of(others).map((other) -> "redis-cluster." + other))
			.toArray(String[]::new);
		return new Row(name, properties, actual, expected);
	}

	record Row(String name, String[] properties, Function<ClusterClientOptions, Object> actual, Object expected) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
