package example;

import java.util.UUID;

import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application runs on a real cluster with nothing but its addresses.
 */
class ApplicationTests {

	@ParameterizedTest
	@ValueSource(strings = { "redis-cluster.nodes", "spring.data.redis.cluster.nodes" })
	void theTemplateWorksWithTheAddressesAlone(String property) {
		String seeds = String.join(",", EmbeddedCluster.shared().seeds());
		String run = UUID.randomUUID().toString();
		try (ConfigurableApplicationContext context = SpringApplication.run(Application.class,
				"--" + property + "=" + seeds)) {
			assertThat(context.getBean(RedisConnectionFactory.class)).isInstanceOf(ClusterConnectionFactory.class);
			Visitors visitors = context.getBean(Visitors.class);
			for (int place = 0; place < 50; place++) {
				assertThat(visitors.enter(run + place)).isEqualTo(1);
				assertThat(visitors.enter(run + place)).isEqualTo(2);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "io.lettuce.core.RedisClient", "redis.clients.jedis.Jedis", "io.netty.channel.Channel",
			"io.netty.buffer.ByteBuf" })
	void noOtherDriverComesAlong(String type) {
		assertThat(getClass().getClassLoader().getResource(type.replace('.', '/') + ".class")).isNull();
	}

	@Test
	void anApplicationWithoutAClusterSaysSoAndStarts() {
		try (ConfigurableApplicationContext context = SpringApplication.run(Application.class,
				"--redis-cluster.enabled=false", "--spring.main.lazy-initialization=true")) {
			assertThat(context.getBeansOfType(ClusterConnectionFactory.class)).isEmpty();
		}
	}

}
