package io.rediscluster.benchmarks.raw;

import java.util.List;
import java.util.Map;

import io.rediscluster.benchmarks.Subject;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/**
 * Redisson with its defaults; pipelines are its batches.
 */
final class RedissonSubject implements Subject {

	private final Keys<String> keys = Keys.of(String[]::new, (name) -> name);

	private final RedissonClient client;

	RedissonSubject(List<String> nodes) {
		Config config = new Config();
		config.useClusterServers()
			.addNodeAddress(nodes.stream()
				.map((node) -> (RawClients.TLS ? "rediss://" : "redis://") + node)
				.toArray(String[]::new));
		config.setCodec(ByteArrayCodec.INSTANCE);
		this.client = Redisson.create(config);
	}

	@Override
	public Caller caller() {
		return new RedissonCaller();
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

	private final class RedissonCaller implements Caller {

		private final RedissonClient client = RedissonSubject.this.client;

		private final Keys<String> keys = RedissonSubject.this.keys;

		@Override
		public @Nullable Object get(int key) {
			return this.client.<byte[]>getBucket(this.keys.small()[key]).get();
		}

		@Override
		public void set(int key) {
			this.client.<byte[]>getBucket(this.keys.small()[key]).set(this.keys.value(key));
		}

		@Override
		public @Nullable Object large(int key) {
			return this.client.<byte[]>getBucket(this.keys.large()[key]).get();
		}

		@Override
		public void pipeline(int[] keys, @Nullable Object[] values) {
			RBatch batch = this.client.createBatch();
			for (int key : keys) {
				batch.<byte[]>getBucket(this.keys.small()[key]).getAsync();
			}
			batch.execute().getResponses().toArray(values);
		}

		@Override
		public void mget(int[] keys, @Nullable Object[] values) {
			String[] names = new String[keys.length];
			for (int i = 0; i < keys.length; i++) {
				names[i] = this.keys.small()[keys[i]];
			}
			Map<String, byte[]> found = this.client.getBuckets().get(names);
			for (int i = 0; i < keys.length; i++) {
				values[i] = found.get(names[i]);
			}
		}

	}

}
