package io.rediscluster.docs;

import java.time.Duration;
import java.util.Map;

import io.rediscluster.boot.autoconfigure.ClusterAutoConfiguration;
import io.rediscluster.boot.autoconfigure.ClusterProperties;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The examples of {@code docs/replica-reads.md}.
 */
class ReplicaReadsPageIT extends OnSharedCluster {

	@Test
	void viewsReadFromReplicas() {
		client.execute(Command.of("SET", "user:1", "Ann").replicated(1, Duration.ofSeconds(30)));
		// tag::views[]
		ClusterClient replicas = client.withReadFrom(ReadFrom.REPLICA);
		var reports = new StringRedisTemplate(factory.withReadFrom(ReadFrom.REPLICA_PREFERRED));
		Reply name = client.execute(Command.of("GET", "user:1").readFrom(ReadFrom.ANY));
		// end::views[]
		assertThat(name.asString()).isEqualTo("Ann");
		assertThat(replicas.execute("GET", "user:1").asString()).isEqualTo("Ann");
		assertThat(reports.opsForValue().get("user:1")).isEqualTo("Ann");
	}

	@Test
	void thePropertySaysWhereReadsGo() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, ClusterAutoConfiguration.class,
					DataRedisAutoConfiguration.class))
			.withInitializer(YamlExample.of("replica-reads.yml", "read-from")
				.initializer(Map.of("redis-cluster.nodes", EmbeddedCluster.shared().seeds().get(0))))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(ClusterProperties.class).readFrom()).isEqualTo(ReadFrom.REPLICA_PREFERRED);
			});
	}

}
