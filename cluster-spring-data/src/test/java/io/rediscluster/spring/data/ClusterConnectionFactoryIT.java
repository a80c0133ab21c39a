package io.rediscluster.spring.data;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.ClusterStateFailureException;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The life of a factory with a real cluster.
 */
@Timeout(120)
class ClusterConnectionFactoryIT {

	private static final EmbeddedCluster cluster = EmbeddedCluster.shared();

	@Test
	void stopLeavesNoConnectionAndStartWorksAgain() {
		ClusterConnectionFactory factory = factory("lifecycle-it");
		StringRedisTemplate template = new StringRedisTemplate(factory);
		factory.start();
		for (int i = 0; i < 50; i++) {
			template.opsForValue().set("k" + i, "v");
		}
		assertThat(connections("lifecycle-it")).isPositive();
		factory.stop();
		awaitNoConnections("lifecycle-it");
		factory.start();
		assertThat(template.opsForValue().get("k7")).isEqualTo("v");
		factory.stop();
		awaitNoConnections("lifecycle-it");
		assertThat(template.opsForValue().get("k8")).isEqualTo("v");
		factory.destroy();
		awaitNoConnections("lifecycle-it");
	}

	@Test
	void initializationOpensNoConnection() {
		ClusterConnectionFactory factory = factory("idle-it");
		factory.afterPropertiesSet();
		assertThat(connections("idle-it")).isZero();
		factory.destroy();
	}

	@Test
	void aViewReadsFromReplicas() {
		ClusterConnectionFactory factory = factory("view-it");
		factory.start();
		try {
			StringRedisTemplate primary = new StringRedisTemplate(factory);
			StringRedisTemplate replica = new StringRedisTemplate(factory.withReadFrom(ReadFrom.REPLICA));
			replica.opsForValue().set("view", "v");
			assertThat(primary.opsForValue().get("view")).isEqualTo("v");
			Await.until("the value is replicated", Duration.ofSeconds(10),
					() -> "v".equals(replica.opsForValue().get("view")));
		}
		finally {
			factory.destroy();
		}
	}

	@Test
	void aClusterThatCannotBeReachedFailsTheStart() throws IOException {
		ClusterConnectionFactory factory = new ClusterConnectionFactory(ClusterClientOptions.builder()
			.seeds("127.0.0.1:" + closedPort())
			.startupTimeout(Duration.ofMillis(500))
			.build());
		assertThatExceptionOfType(ClusterUnavailableException.class).isThrownBy(factory::start);
		assertThat(factory.isRunning()).isFalse();
		factory.setFailFast(false);
		factory.start();
		assertThat(factory.isRunning()).isTrue();
		assertThatExceptionOfType(ClusterStateFailureException.class).isThrownBy(factory::getConnection);
		factory.destroy();
	}

	private static int closedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static ClusterConnectionFactory factory(String clientName) {
		return new ClusterConnectionFactory(ClusterClientOptions.builder()
			.seeds(cluster.seeds().toArray(new String[0]))
			.clientName(clientName)
			.build());
	}

	private static long connections(String clientName) {
		return cluster.nodes()
			.stream()
			.flatMap((node) -> node.text("CLIENT", "LIST").lines())
			.filter((line) -> line.contains(" name=" + clientName + " "))
			.count();
	}

	private static void awaitNoConnections(String clientName) {
		Await.until("no connection is left", Duration.ofSeconds(20), () -> connections(clientName) == 0);
	}

}
