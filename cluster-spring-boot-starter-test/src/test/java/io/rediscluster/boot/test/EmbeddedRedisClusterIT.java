package io.rediscluster.boot.test;

import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Uses the annotation as an application does, whose production settings lead elsewhere.
 */
@SpringBootTest(classes = EmbeddedRedisClusterIT.TestApplication.class,
		properties = { "redis-cluster.nodes=redis.example.com:7000", "redis-cluster.password=production",
				"redis-cluster.host-port-remap[0].to-host=redis.example.com", "redis-cluster.client-name=tests" })
@EmbeddedRedisCluster
class EmbeddedRedisClusterIT {

	@Autowired
	private StringRedisTemplate template;

	@Autowired
	private ClusterConnectionFactory factory;

	@Test
	void theApplicationTalksToTheEmbeddedCluster() {
		this.template.opsForValue().set("test-starter", "works");
		assertThat(this.template.opsForValue().get("test-starter")).isEqualTo("works");
		assertThat(this.factory.getClient().topology().nodes()).extracting((node) -> node.address().toString())
			.containsExactlyInAnyOrderElementsOf(EmbeddedCluster.shared().seeds());
	}

	@Test
	void tuningOfTheApplicationStays() {
		assertThat(this.factory.getClient().execute("CLIENT", "GETNAME").asString()).isEqualTo("tests");
	}

	@Nested
	class InNestedClass {

		@Autowired
		private ClusterConnectionFactory nested;

		@Test
		void nestedTestsShareTheContext() {
			assertThat(this.nested).isSameAs(EmbeddedRedisClusterIT.this.factory);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

	}

}
