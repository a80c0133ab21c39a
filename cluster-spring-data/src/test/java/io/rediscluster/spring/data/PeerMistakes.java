package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisPipelineException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the tests of commands have in common that other drivers get wrong on a cluster:
 * keys of three slots on three nodes, and each call directly or as the only command of a
 * pipeline.
 */
abstract class PeerMistakes extends OnSharedCluster {

	static final byte[] A = bytes("a");

	static final byte[] B = bytes("b");

	static final byte[] C = bytes("c");

	private final CommandFamilySuite.Mode mode;

	PeerMistakes(CommandFamilySuite.Mode mode) {
		this.mode = mode;
	}

	/** Makes a call with a result. */
	<T> @Nullable T call(Function<RedisClusterConnection, T> call) {
		try (RedisClusterConnection connection = factory.getConnection()) {
			if (this.mode == CommandFamilySuite.Mode.DIRECT) {
				return call.apply(connection);
			}
			connection.openPipeline();
			assertThat(call.apply(connection)).isNull();
			return only(close(connection));
		}
	}

	/** Makes a call without a result. */
	void run(Consumer<RedisClusterConnection> call) {
		try (RedisClusterConnection connection = factory.getConnection()) {
			if (this.mode == CommandFamilySuite.Mode.DIRECT) {
				call.accept(connection);
				return;
			}
			connection.openPipeline();
			call.accept(connection);
			assertThat(close(connection)).isEmpty();
		}
	}

	private static List<Object> close(RedisClusterConnection connection) {
		try {
			return connection.closePipeline();
		}
		catch (RedisPipelineException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	@SuppressWarnings("unchecked")
	private static <T> @Nullable T only(List<Object> results) {
		assertThat(results).hasSize(1);
		return (T) results.get(0);
	}

	/** A connection without mode, to prepare and to look at what is there. */
	static RedisClusterConnection plain() {
		return factory.getConnection();
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static byte[][] all(String... texts) {
		byte[][] all = new byte[texts.length][];
		for (int i = 0; i < texts.length; i++) {
			all[i] = bytes(texts[i]);
		}
		return all;
	}

	static List<@Nullable String> texts(@Nullable Collection<byte[]> values) {
		assertThat(values).isNotNull();
		return values.stream().map(FamilyProbe::text).toList();
	}

}
