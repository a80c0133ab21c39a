package io.rediscluster.spring.data;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.ExpirationOptions;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisHashCommands;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.util.Assert;

/**
 * Spring's hash commands.
 */
final class HashCommands implements RedisHashCommands {

	private final CommandInvoker invoker;

	private final RedisConnection connection;

	HashCommands(CommandInvoker invoker, RedisConnection connection) {
		this.invoker = invoker;
		this.connection = connection;
	}

	@Override
	public @Nullable Boolean hSet(byte[] key, byte[] field, byte[] value) {
		return this.invoker.invoke(Command.of("HSET", Require.key(key), Require.field(field), Require.value(value)),
				Reply::asBoolean);
	}

	@Override
	public @Nullable Boolean hSetNX(byte[] key, byte[] field, byte[] value) {
		return this.invoker.invoke(Command.of("HSETNX", Require.key(key), Require.field(field), Require.value(value)),
				Reply::asBoolean);
	}

	@Override
	public byte @Nullable [] hGet(byte[] key, byte[] field) {
		return this.invoker.invoke(Command.of("HGET", Require.key(key), Require.field(field)), Reply::asBytes);
	}

	@Override
	public @Nullable List<byte @Nullable []> hMGet(byte[] key, byte[]... fields) {
		return this.invoker.invoke(plain("HMGET", key, fields), Reply::asBytesList);
	}

	@Override
	public void hMSet(byte[] key, Map<byte[], byte[]> hashes) {
		this.invoker.run(Command.named("HMSET")
			.arg(Require.key(key))
			.args(Arguments.flat(Require.notEmpty(hashes, "Hashes")))
			.build());
	}

	@Override
	public @Nullable Long hIncrBy(byte[] key, byte[] field, long delta) {
		return this.invoker.invoke(Command.of("HINCRBY", Require.key(key), Require.field(field), delta), Reply::asLong);
	}

	@Override
	public @Nullable Double hIncrBy(byte[] key, byte[] field, double delta) {
		return this.invoker.invoke(Command.of("HINCRBYFLOAT", Require.key(key), Require.field(field), delta),
				Reply::asDouble);
	}

	@Override
	public @Nullable Boolean hExists(byte[] key, byte[] field) {
		return this.invoker.invoke(Command.of("HEXISTS", Require.key(key), Require.field(field)), Reply::asBoolean);
	}

	@Override
	public @Nullable Long hDel(byte[] key, byte[]... fields) {
		return this.invoker.invoke(plain("HDEL", key, fields), Reply::asLong);
	}

	@Override
	public @Nullable Long hLen(byte[] key) {
		return this.invoker.invoke(Command.of("HLEN", Require.key(key)), Reply::asLong);
	}

	@Override
	public @Nullable Set<byte[]> hKeys(byte[] key) {
		return this.invoker.invoke(Command.of("HKEYS", Require.key(key)), Replies::byteSet);
	}

	@Override
	public @Nullable List<byte[]> hVals(byte[] key) {
		return this.invoker.invoke(Command.of("HVALS", Require.key(key)), Reply::asBytesList);
	}

	@Override
	public @Nullable Map<byte[], byte[]> hGetAll(byte[] key) {
		return this.invoker.invoke(Command.of("HGETALL", Require.key(key)), Replies::byteMap);
	}

	@Override
	public byte @Nullable [] hRandField(byte[] key) {
		return this.invoker.invoke(Command.of("HRANDFIELD", Require.key(key)), Reply::asBytes);
	}

	@Override
	public @Nullable List<byte[]> hRandField(byte[] key, long count) {
		return this.invoker.invoke(Command.of("HRANDFIELD", Require.key(key), count), Reply::asBytesList);
	}

	@Override
	public Map.@Nullable Entry<byte[], byte[]> hRandFieldWithValues(byte[] key) {
		return this.invoker.invoke(Command.of("HRANDFIELD", Require.key(key), 1, "WITHVALUES"), Replies::firstEntry);
	}

	@Override
	public @Nullable List<Map.Entry<byte[], byte[]>> hRandFieldWithValues(byte[] key, long count) {
		return this.invoker.invoke(Command.of("HRANDFIELD", Require.key(key), count, "WITHVALUES"), Replies::entries);
	}

	@Override
	public Cursor<Map.Entry<byte[], byte[]>> hScan(byte[] key, @Nullable ScanOptions options) {
		return KeyScanCursor.open("HSCAN", key, options, this.invoker, this.connection, ClusterClient::scanHash,
				(entry) -> Map.entry(Replies.bytes(entry.getKey()), Replies.bytes(entry.getValue())));
	}

	@Override
	public @Nullable Long hStrLen(byte[] key, byte[] field) {
		return this.invoker.invoke(Command.of("HSTRLEN", Require.key(key), Require.field(field)), Reply::asLong);
	}

	@Override
	public @Nullable List<Long> applyHashFieldExpiration(byte[] key, Expiration expiration, ExpirationOptions options,
			byte[]... fields) {
		Assert.isTrue(!Require.notNull(expiration, "Expiration").isKeepTtl(),
				"An expiration that keeps the time to live cannot be applied to fields");
		Require.notNull(options, "Options");
		return RedisHashCommands.super.applyHashFieldExpiration(key, expiration, options, fields);
	}

	@Override
	public @Nullable List<Long> hExpire(byte[] key, long seconds, ExpirationOptions.Condition condition,
			byte[]... fields) {
		return expire("HEXPIRE", key, seconds, condition, fields);
	}

	@Override
	public @Nullable List<Long> hpExpire(byte[] key, long millis, ExpirationOptions.Condition condition,
			byte[]... fields) {
		return expire("HPEXPIRE", key, millis, condition, fields);
	}

	@Override
	public @Nullable List<Long> hExpireAt(byte[] key, long unixTime, ExpirationOptions.Condition condition,
			byte[]... fields) {
		return expire("HEXPIREAT", key, unixTime, condition, fields);
	}

	@Override
	public @Nullable List<Long> hpExpireAt(byte[] key, long unixTimeInMillis, ExpirationOptions.Condition condition,
			byte[]... fields) {
		return expire("HPEXPIREAT", key, unixTimeInMillis, condition, fields);
	}

	private @Nullable List<Long> expire(String name, byte[] key, long time, ExpirationOptions.Condition condition,
			byte[]... fields) {
		Command.Builder command = Command.named(name).args(Require.key(key), time);
		Arguments.addCondition(command, Require.notNull(condition, "Condition"));
		return this.invoker.invoke(withFields(command, fields), Replies::longs);
	}

	@Override
	public @Nullable List<Long> hPersist(byte[] key, byte[]... fields) {
		return this.invoker.invoke(withFields("HPERSIST", key, fields), Replies::longs);
	}

	@Override
	public @Nullable List<Long> hTtl(byte[] key, byte[]... fields) {
		return hTtl(key, TimeUnit.SECONDS, fields);
	}

	@Override
	public @Nullable List<Long> hTtl(byte[] key, TimeUnit timeUnit, byte[]... fields) {
		Require.notNull(timeUnit, "Time unit");
		return this.invoker.invoke(withFields("HTTL", key, fields),
				(reply) -> reply.asList()
					.stream()
					.map((ttl) -> Replies.timeToLive(ttl.asLong(), TimeUnit.SECONDS, timeUnit))
					.toList());
	}

	@Override
	public @Nullable List<Long> hpTtl(byte[] key, byte[]... fields) {
		return this.invoker.invoke(withFields("HPTTL", key, fields), Replies::longs);
	}

	@Override
	public @Nullable List<byte @Nullable []> hGetDel(byte[] key, byte[]... fields) {
		return this.invoker.invoke(withFields("HGETDEL", key, fields), Reply::asBytesList);
	}

	@Override
	public @Nullable List<byte @Nullable []> hGetEx(byte[] key, @Nullable Expiration expiration, byte[]... fields) {
		Command.Builder command = Command.named("HGETEX").arg(Require.key(key));
		if (expiration != null) {
			Arguments.addReadExpiration(command, expiration);
		}
		return this.invoker.invoke(withFields(command, fields), Reply::asBytesList);
	}

	@Override
	public @Nullable Boolean hSetEx(byte[] key, Map<byte[], byte[]> hashes, HashFieldSetOption condition,
			@Nullable Expiration expiration) {
		Command.Builder command = Command.named("HSETEX").arg(Require.key(key));
		Require.notEmpty(hashes, "Hashes");
		switch (Require.notNull(condition, "Condition")) {
			case IF_NONE_EXIST -> command.arg("FNX");
			case IF_ALL_EXIST -> command.arg("FXX");
			case UPSERT -> {
			}
		}
		if (expiration != null) {
			Arguments.addWriteExpiration(command, expiration);
		}
		command.args("FIELDS", hashes.size()).args(Arguments.flat(hashes));
		return this.invoker.invoke(command.build(), Reply::asBoolean);
	}

	private static Command plain(String name, byte[] key, byte[][] fields) {
		return Command.named(name).arg(Require.key(key)).args((Object[]) Require.fields(fields)).build();
	}

	private static Command withFields(String name, byte[] key, byte[][] fields) {
		return withFields(Command.named(name).arg(Require.key(key)), fields);
	}

	private static Command withFields(Command.Builder command, byte[][] fields) {
		return command.args("FIELDS", Require.fields(fields).length).args((Object[]) fields).build();
	}

}
