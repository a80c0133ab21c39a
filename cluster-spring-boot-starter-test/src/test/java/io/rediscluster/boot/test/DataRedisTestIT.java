package io.rediscluster.boot.test;

import java.util.UUID;

import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.test.autoconfigure.DataRedisTest;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Boot's test slice for Redis includes the cluster.
 */
@DataRedisTest
@EmbeddedRedisCluster
@ContextConfiguration(classes = DataRedisTestIT.TestApplication.class)
class DataRedisTestIT {

	@Autowired
	private StringRedisTemplate template;

	@Test
	void theSliceStandsOnTheClusterFactory() {
		String key = UUID.randomUUID().toString();
		this.template.opsForList().rightPushAll(key, "a", "b");
		assertThat(this.template.opsForList().range(key, 0, -1)).containsExactly("a", "b");
		assertThat(this.template.getConnectionFactory()).isInstanceOf(ClusterConnectionFactory.class);
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class TestApplication {

	}

}
