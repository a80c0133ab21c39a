package io.rediscluster.benchmarks.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.rediscluster.benchmarks.Subject;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClusterPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.Response;

/**
 * Jedis with a pool per node that is as large as the number of threads needs.
 */
final class JedisSubject implements Subject {

	/** The largest number of threads of a workload: a thread never waits for the pool. */
	private static final int POOL = 512;

	private final Keys<byte[]> keys = Keys.bytes();

	private final RedisClusterClient client;

	JedisSubject(List<String> nodes) {
		ConnectionPoolConfig pool = new ConnectionPoolConfig();
		pool.setMaxTotal(POOL);
		pool.setMaxIdle(POOL);
		this.client = RedisClusterClient.builder()
			.nodes(nodes.stream().map(HostAndPort::from).collect(Collectors.toSet()))
			.clientConfig(DefaultJedisClientConfig.builder().ssl(RawClients.TLS).build())
			.poolConfig(pool)
			.build();
	}

	@Override
	public Caller caller() {
		return new JedisCaller();
	}

	@Override
	public void close() {
		this.client.close();
	}

	private final class JedisCaller implements Caller {

		private final RedisClusterClient client = JedisSubject.this.client;

		private final Keys<byte[]> keys = JedisSubject.this.keys;

		@Override
		public @Nullable Object get(int key) {
			return this.client.get(this.keys.small()[key]);
		}

		@Override
		public void set(int key) {
			this.client.set(this.keys.small()[key], this.keys.value(key));
		}

		@Override
		public @Nullable Object large(int key) {
			return this.client.get(this.keys.large()[key]);
		}

		@Override
		public void pipeline(int[] keys, @Nullable Object[] values) {
			List<Response<byte[]>> responses = new ArrayList<>(keys.length);
			try (ClusterPipeline pipeline = this.client.pipelined()) {
				for (int key : keys) {
					responses.add(pipeline.get(this.keys.small()[key]));
				}
				pipeline.sync();
			}
			for (int i = 0; i < keys.length; i++) {
				values[i] = responses.get(i).get();
			}
		}

		@Override
		public void mget(int[] keys, @Nullable Object[] values) {
			byte[][] names = new byte[keys.length][];
			for (int i = 0; i < keys.length; i++) {
				names[i] = this.keys.small()[keys[i]];
			}
			this.client.mget(names).toArray(values);
		}

	}

}
