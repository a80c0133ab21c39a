package io.rediscluster.docs.testing;

import io.rediscluster.boot.test.containers.RedisClusterContainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("containers")
// tag::container[]
@Testcontainers
@SpringBootTest(webEnvironment = WebEnvironment.NONE)
class ContainersIT {

	// for example redis:8
	private static final String IMAGE = System.getenv("REDIS_TEST_IMAGE");

	@Container
	@ServiceConnection
	static RedisClusterContainer cluster = new RedisClusterContainer(IMAGE).withReplicasPerPrimary(1);

	@Autowired
	private StringRedisTemplate redis;

	@Test
	void countsOrders() {
		assertThat(this.redis.opsForValue().increment("orders")).isEqualTo(1);
	}

}
// end::container[]
