package io.rediscluster.boot.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterClientOptions.CommandOptions;
import io.rediscluster.client.CrossSlot;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Retry;
import io.rediscluster.client.topology.HostAndPort;
import org.junit.jupiter.api.Test;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

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
	void theModeOfCrossSlotAndItsBoundsStandInOneYamlFile() throws IOException {
		String yaml = "redis-cluster:\n  nodes: 10.0.0.1:7000\n  cross-slot: split-only\n  cross-slot.max-bytes: 1MB\n";
		PropertySource<?> source = new YamlPropertySourceLoader()
			.load("application", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
			.get(0);
		Contexts.runner()
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addFirst(source))
			.run((context) -> {
				assertThat(Contexts.options(context).crossSlot()).isEqualTo(CrossSlot.SPLIT_ONLY);
				assertThat(Contexts.options(context).crossSlotLimits().maxBytes()).isEqualTo(1 << 20);
			});
	}

	@Test
	void aBoundOfCrossSlotSaysNothingAboutItsMode() {
		Contexts.runner()
			.withPropertyValues("redis-cluster.url=redis://a:1?cross-slot=reject",
					"redis-cluster.cross-slot.wait-replicas=1")
			.run((context) -> {
				assertThat(Contexts.options(context).crossSlot()).isEqualTo(CrossSlot.REJECT);
				assertThat(Contexts.options(context).crossSlotLimits().waitReplicas()).isEqualTo(1);
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

}
