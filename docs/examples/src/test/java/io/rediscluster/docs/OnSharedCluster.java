package io.rediscluster.docs;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * What examples need: a client and a template on the shared cluster, which is empty at
 * the beginning of each test.
 */
@Timeout(120)
abstract class OnSharedCluster {

	static ClusterConnectionFactory factory;

	static ClusterClient client;

	static StringRedisTemplate template;

	@BeforeAll
	static void connect() {
		factory = new ClusterConnectionFactory(
				ClusterClientOptions.builder().seeds(EmbeddedCluster.shared().seeds().get(0)).build());
		factory.start();
		client = factory.getClient();
		template = new StringRedisTemplate(factory);
	}

	@AfterAll
	static void close() {
		factory.destroy();
	}

	@BeforeEach
	void flush() {
		client.execute("FLUSHALL");
	}

}
