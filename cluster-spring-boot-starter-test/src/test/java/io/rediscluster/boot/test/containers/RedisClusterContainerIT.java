package io.rediscluster.boot.test.containers;

import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application on a cluster of containers whose ports are mapped.
 */
@Tag("containers")
@Testcontainers
@SpringBootTest(properties = { "redis-cluster.nodes=unreachable.invalid:1", "redis-cluster.timeout=20s" })
class RedisClusterContainerIT {

	@Container
	@ServiceConnection
	static RedisClusterContainer cluster = new RedisClusterContainer(Images.redis()).withReplicasPerPrimary(1);

	@Autowired
	private StringRedisTemplate template;

	@Autowired
	private ClusterConnectionFactory factory;

	@Test
	void keysOfAllNodesAreReachedOverMappedPorts() {
		for (int i = 0; i < 100; i++) {
			this.template.opsForValue().set("container:" + i, "value " + i);
		}
		for (int i = 0; i < 100; i++) {
			assertThat(this.template.opsForValue().get("container:" + i)).isEqualTo("value " + i);
		}
		assertThat(this.factory.getClient().topology().primaries()).hasSize(3)
			.allSatisfy((node) -> assertThat(cluster.getSeeds()).contains(node.address()))
			.allSatisfy((node) -> assertThat(node.announced()).isNotEqualTo(node.address()));
	}

	@Test
	void replicasAreReachedOverMappedPorts() {
		assertThat(this.factory.getClient().topology().nodes()).hasSize(6)
			.filteredOn((node) -> node.role() == NodeRole.REPLICA)
			.hasSize(3);
		assertThat(this.factory.getClient().withReadFrom(ReadFrom.REPLICA).execute("GET", "no such key").asString())
			.isNull();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
