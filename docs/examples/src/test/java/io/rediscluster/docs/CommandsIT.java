package io.rediscluster.docs;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rediscluster.boot.autoconfigure.ClusterAutoConfiguration;
import io.rediscluster.boot.autoconfigure.ClusterProperties;
import io.rediscluster.client.Command;
import io.rediscluster.client.CrossSlot;
import io.rediscluster.client.CrossSlotOperations;
import io.rediscluster.client.Scan;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of {@code docs/commands.md}.
 */
class CommandsIT extends OnSharedCluster {

	@Test
	void keysOfSeveralSlots() {
		assertThat(HashSlot.of("fans:ann")).isNotEqualTo(HashSlot.of("fans:tom"));
		// tag::slots[]
		template.opsForSet().add("fans:ann", "bob", "eve");
		template.opsForSet().add("fans:tom", "eve");
		// read one by one, and joined
		Set<String> both = template.opsForSet().intersect("fans:ann", "fans:tom");
		// copied, then removed
		template.rename("fans:tom", "fans:tim");
		// one DEL for each slot, at once
		long gone = template.delete(List.of("fans:ann", "fans:tim"));
		// end::slots[]
		assertThat(both).containsExactly("eve");
		assertThat(gone).isEqualTo(2);
	}

	@Test
	void theSettingsOfThePageAreTheDefaults() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClusterAutoConfiguration.class,
					DataRedisAutoConfiguration.class))
			.withInitializer(YamlExample.of("commands.yml", "cross-slot")
				.initializer(Map.of("redis-cluster.nodes", EmbeddedCluster.shared().seeds().get(0))))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ClusterProperties properties = context.getBean(ClusterProperties.class);
				assertThat(properties.crossSlot()).isEqualTo(CrossSlot.EMULATE);
				assertThat(properties.crossSlotMaxBytes().toMegabytes()).isEqualTo(64);
				assertThat(properties.crossSlotWaitReplicas()).isZero();
			});
	}

	@Test
	void parkedElementsArePutBack() {
		// tag::recover[]
		List<CrossSlotOperations.Parked> parked = client.crossSlot().parked();
		// puts back what has been parked for five minutes
		client.crossSlot().recover(Duration.ofMinutes(5));
		// end::recover[]
		assertThat(parked).isEmpty();
	}

	@Test
	void aWriteWaitsForAReplica() {
		// tag::replicated[]
		client.execute(Command.of("SET", "order:7", "paid").replicated(1, Duration.ofSeconds(10)));
		// end::replicated[]
		assertThat(client.execute("GET", "order:7").asString()).isEqualTo("paid");
	}

	@Test
	void aWalkFindsEveryKey() {
		for (int i = 0; i < 100; i++) {
			client.execute("HSET", "user:" + i, "name", "Ann");
		}
		client.execute("SET", "user:text", "of another type");
		Set<String> found = new HashSet<>();
		// tag::scan[]
		try (var keys = client.scan(Scan.match("user:*").count(500).type("hash"))) {
			keys.forEachRemaining((key) -> found.add(key.asString()));
		}
		// end::scan[]
		assertThat(found).hasSize(100).doesNotContain("user:text");
	}

}
