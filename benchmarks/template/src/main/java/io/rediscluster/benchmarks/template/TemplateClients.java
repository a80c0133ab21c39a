package io.rediscluster.benchmarks.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rediscluster.benchmarks.MeasuringProcess;
import io.rediscluster.benchmarks.Subject;
import io.rediscluster.boot.metrics.ClusterClientMetrics;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import redis.clients.jedis.JedisPoolConfig;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Measures {@code StringRedisTemplate}.
 */
public final class TemplateClients {

	/** The largest number of threads of a workload: a thread never waits for the pool. */
	private static final int POOL = 64;

	private TemplateClients() {
	}

	/**
	 * Runs in the measuring process.
	 * @param arguments from the process that started this one
	 * @throws Exception if a client fails
	 */
	public static void main(String[] arguments) throws Exception {
		Map<String, Subject.Connector> clients = new LinkedHashMap<>();
		clients.put("ours", TemplateClients::ours);
		clients.put("ours+meters", TemplateClients::oursWithMeters);
		clients.put("lettuce",
				(nodes) -> new TemplateSubject(new LettuceConnectionFactory(new RedisClusterConfiguration(nodes))));
		clients.put("jedis", TemplateClients::jedis);
		MeasuringProcess.run(clients, true, arguments);
	}

	private static Subject ours(List<String> nodes) throws Exception {
		return new TemplateSubject(new ClusterConnectionFactory(
				ClusterClientOptions.builder().seeds(nodes.toArray(String[]::new)).build()));
	}

	/** What the meters of the starter cost. */
	private static Subject oursWithMeters(List<String> nodes) throws Exception {
		ClusterClientMetrics metrics = new ClusterClientMetrics("default", () -> null, false, false);
		metrics.bindTo(new SimpleMeterRegistry());
		return new TemplateSubject(new ClusterConnectionFactory(
				ClusterClientOptions.builder().seeds(nodes.toArray(String[]::new)).listener(metrics).build()));
	}

	private static Subject jedis(List<String> nodes) throws Exception {
		JedisPoolConfig pool = new JedisPoolConfig();
		pool.setMaxTotal(POOL);
		pool.setMaxIdle(POOL);
		return new TemplateSubject(new JedisConnectionFactory(new RedisClusterConfiguration(nodes),
				JedisClientConfiguration.builder().usePooling().poolConfig(pool).build()));
	}

}
