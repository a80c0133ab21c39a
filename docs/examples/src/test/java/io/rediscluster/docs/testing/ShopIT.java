package io.rediscluster.docs.testing;

import io.rediscluster.boot.test.EmbeddedRedisCluster;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

// tag::shop[]
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@EmbeddedRedisCluster
class ShopIT {

	@Autowired
	private StringRedisTemplate redis;

	// tag::flush[]
	@BeforeEach
	void empty() {
		EmbeddedCluster.shared().flushAll();
	}
	// end::flush[]

	@Test
	void countsOrders() {
		this.redis.opsForValue().increment("orders");
		assertThat(this.redis.opsForValue().get("orders")).isEqualTo("1");
	}

}
// end::shop[]
