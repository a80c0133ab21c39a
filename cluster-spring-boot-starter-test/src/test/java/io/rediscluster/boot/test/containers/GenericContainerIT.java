package io.rediscluster.boot.test.containers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.Await;
import io.rediscluster.test.ServerConnection;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
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
 * An application on one container that holds a whole cluster. The image has one server,
 * so the cluster has one node.
 */
@Tag("containers")
@Testcontainers
@SpringBootTest
class GenericContainerIT {

	private static final int PORT = 7000;

	@Container
	@ServiceConnection(name = "redis-cluster")
	static GenericContainer<?> cluster = new GenericContainer<>(Images.redis()).withExposedPorts(PORT)
		.withCommand("--port", Integer.toString(PORT), "--cluster-enabled", "yes", "--save", "", "--protected-mode",
				"no")
		.waitingFor(Wait.forLogMessage(".*Ready to accept connections.*", 1));

	@Autowired
	private StringRedisTemplate template;

	@Autowired
	private ClusterConnectionFactory factory;

	@BeforeAll
	static void takeAllSlots() {
		try (ServerConnection connection = new ServerConnection(cluster.getHost(), cluster.getMappedPort(PORT),
				Duration.ofSeconds(10))) {
			List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
			IntStream.range(0, HashSlot.COUNT).mapToObj(Integer::toString).forEach(words::add);
			connection.command(words.toArray(String[]::new));
			Await.until("the cluster is ready", Duration.ofSeconds(30),
					() -> String.valueOf(connection.command("CLUSTER", "INFO")).contains("cluster_state:ok"));
		}
	}

	@Test
	void theAnnouncedPortIsTheMappedPortHere() {
		this.template.opsForValue().set("a", "1");
		assertThat(this.template.opsForValue().get("a")).isEqualTo("1");
		assertThat(this.factory.getClient().topology().nodes()).singleElement().satisfies((node) -> {
			assertThat(node.announced().port()).isEqualTo(PORT);
			assertThat(node.address().port()).isEqualTo(cluster.getMappedPort(PORT));
		});
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
