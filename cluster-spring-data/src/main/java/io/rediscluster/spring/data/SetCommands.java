package io.rediscluster.spring.data;

import java.util.List;
import java.util.Set;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisSetCommands;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;

/**
 * Spring's set commands.
 */
final class SetCommands implements RedisSetCommands {

	private final CommandInvoker invoker;

	private final RedisConnection connection;

	SetCommands(CommandInvoker invoker, RedisConnection connection) {
		this.invoker = invoker;
		this.connection = connection;
	}

	@Override
	public @Nullable Long sAdd(byte[] key, byte[]... values) {
		return this.invoker.invoke(members("SADD", key, values), Reply::asLong);
	}

	@Override
	public @Nullable Long sRem(byte[] key, byte[]... values) {
		return this.invoker.invoke(members("SREM", key, values), Reply::asLong);
	}

	@Override
	public byte @Nullable [] sPop(byte[] key) {
		return this.invoker.invoke(Command.of("SPOP", Require.key(key)), Reply::asBytes);
	}

	@Override
	public @Nullable List<byte[]> sPop(byte[] key, long count) {
		return this.invoker.invoke(Command.of("SPOP", Require.key(key), count), Reply::asBytesList);
	}

	@Override
	public @Nullable Boolean sMove(byte[] srcKey, byte[] destKey, byte[] value) {
		Command command = Command.of("SMOVE", Require.notNull(srcKey, "Source key"),
				Require.notNull(destKey, "Destination key"), Require.value(value));
		return this.invoker.invoke(command, Reply::asBoolean);
	}

	@Override
	public @Nullable Long sCard(byte[] key) {
		return this.invoker.invoke(Command.of("SCARD", Require.key(key)), Reply::asLong);
	}

	@Override
	public @Nullable Boolean sIsMember(byte[] key, byte[] value) {
		return this.invoker.invoke(Command.of("SISMEMBER", Require.key(key), Require.value(value)), Reply::asBoolean);
	}

	@Override
	public @Nullable List<Boolean> sMIsMember(byte[] key, byte[]... values) {
		return this.invoker.invoke(members("SMISMEMBER", key, values), Replies::booleans);
	}

	@Override
	public @Nullable Set<byte[]> sDiff(byte[]... keys) {
		return this.invoker.invoke(sets("SDIFF", keys), Replies::byteSet);
	}

	@Override
	public @Nullable Long sDiffStore(byte[] destKey, byte[]... keys) {
		return this.invoker.invoke(store("SDIFFSTORE", destKey, keys), Reply::asLong);
	}

	@Override
	public @Nullable Set<byte[]> sInter(byte[]... keys) {
		return this.invoker.invoke(sets("SINTER", keys), Replies::byteSet);
	}

	@Override
	public @Nullable Long sInterStore(byte[] destKey, byte[]... keys) {
		return this.invoker.invoke(store("SINTERSTORE", destKey, keys), Reply::asLong);
	}

	@Override
	public @Nullable Long sInterCard(byte[]... keys) {
		Command.Builder command = Command.named("SINTERCARD").arg(Require.keys(keys).length).args((Object[]) keys);
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable Set<byte[]> sUnion(byte[]... keys) {
		return this.invoker.invoke(sets("SUNION", keys), Replies::byteSet);
	}

	@Override
	public @Nullable Long sUnionStore(byte[] destKey, byte[]... keys) {
		return this.invoker.invoke(store("SUNIONSTORE", destKey, keys), Reply::asLong);
	}

	@Override
	public @Nullable Set<byte[]> sMembers(byte[] key) {
		return this.invoker.invoke(Command.of("SMEMBERS", Require.key(key)), Replies::byteSet);
	}

	@Override
	public byte @Nullable [] sRandMember(byte[] key) {
		return this.invoker.invoke(Command.of("SRANDMEMBER", Require.key(key)), Reply::asBytes);
	}

	@Override
	public @Nullable List<byte[]> sRandMember(byte[] key, long count) {
		return this.invoker.invoke(Command.of("SRANDMEMBER", Require.key(key), count), Reply::asBytesList);
	}

	@Override
	public Cursor<byte[]> sScan(byte[] key, @Nullable ScanOptions options) {
		return KeyScanCursor.open("SSCAN", key, options, this.invoker, this.connection, ClusterClient::scanSet,
				Replies::bytes);
	}

	private static Command members(String name, byte[] key, byte[][] values) {
		return Command.named(name).arg(Require.key(key)).args((Object[]) Require.values(values)).build();
	}

	private static Command sets(String name, byte[][] keys) {
		return Command.of(name, (Object[]) Require.keys(keys));
	}

	private static Command store(String name, byte[] destKey, byte[][] keys) {
		return Command.named(name)
			.arg(Require.notNull(destKey, "Destination key"))
			.args((Object[]) Require.keys(keys))
			.build();
	}

}
