package io.rediscluster.benchmarks.raw;

import java.time.Duration;
import java.util.List;

import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.rediscluster.benchmarks.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce with native epoll: one shared connection, as its documentation recommends; for
 * pipelines a connection per thread with manual flushing, which is its fastest way.
 */
final class LettuceSubject implements Subject {

	private static final int TIMEOUT_SECONDS = 10;

	private final Keys<byte[]> keys = Keys.bytes();

	private final RedisClusterClient client;

	private final StatefulRedisClusterConnection<byte[], byte[]> connection;

	LettuceSubject(List<String> nodes) {
		this.client = RedisClusterClient.create(nodes.stream()
			.map((node) -> RedisURI.create((RawClients.TLS ? "rediss://" : "redis://") + node))
			.toList());
		this.connection = this.client.connect(ByteArrayCodec.INSTANCE);
	}

	@Override
	public Caller caller() {
		return new LettuceCaller();
	}

	@Override
	public void close() {
		this.connection.close();
		this.client.shutdown();
	}

	private final class LettuceCaller implements Caller {

		private final RedisAdvancedClusterCommands<byte[], byte[]> commands = LettuceSubject.this.connection.sync();

		private final Keys<byte[]> keys = LettuceSubject.this.keys;

		private @Nullable StatefulRedisClusterConnection<byte[], byte[]> own;

		@Override
		public @Nullable Object get(int key) {
			return this.commands.get(this.keys.small()[key]);
		}

		@Override
		public void set(int key) {
			this.commands.set(this.keys.small()[key], this.keys.value(key));
		}

		@Override
		public @Nullable Object large(int key) {
			return this.commands.get(this.keys.large()[key]);
		}

		@Override
		public void pipeline(int[] keys, @Nullable Object[] values) throws Exception {
			StatefulRedisClusterConnection<byte[], byte[]> own = this.own;
			if (own == null) {
				own = LettuceSubject.this.client.connect(ByteArrayCodec.INSTANCE);
				own.setAutoFlushCommands(false);
				this.own = own;
			}
			RedisFuture<?>[] futures = new RedisFuture<?>[keys.length];
			for (int i = 0; i < keys.length; i++) {
				futures[i] = own.async().get(this.keys.small()[keys[i]]);
			}
			own.flushCommands();
			LettuceFutures.awaitAll(Duration.ofSeconds(TIMEOUT_SECONDS), futures);
			for (int i = 0; i < keys.length; i++) {
				values[i] = futures[i].get();
			}
		}

		@Override
		public void mget(int[] keys, @Nullable Object[] values) {
			byte[][] names = new byte[keys.length][];
			for (int i = 0; i < keys.length; i++) {
				names[i] = this.keys.small()[keys[i]];
			}
			List<KeyValue<byte[], byte[]>> found = this.commands.mget(names);
			for (int i = 0; i < values.length; i++) {
				values[i] = found.get(i).getValue();
			}
		}

		@Override
		public void close() {
			if (this.own != null) {
				this.own.close();
			}
		}

	}

}
