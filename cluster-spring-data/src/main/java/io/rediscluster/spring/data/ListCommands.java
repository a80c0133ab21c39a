package io.rediscluster.spring.data;

import java.util.List;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisListCommands;

/**
 * Spring's list commands.
 */
final class ListCommands implements RedisListCommands {

	private final CommandInvoker invoker;

	ListCommands(CommandInvoker invoker) {
		this.invoker = invoker;
	}

	@Override
	public @Nullable Long rPush(byte[] key, byte[]... values) {
		return push("RPUSH", key, values);
	}

	@Override
	public @Nullable Long lPush(byte[] key, byte[]... values) {
		return push("LPUSH", key, values);
	}

	@Override
	public @Nullable Long rPushX(byte[] key, byte[] value) {
		return push("RPUSHX", key, Require.value(value));
	}

	@Override
	public @Nullable Long lPushX(byte[] key, byte[] value) {
		return push("LPUSHX", key, Require.value(value));
	}

	private @Nullable Long push(String name, byte[] key, byte[]... values) {
		Command.Builder command = Command.named(name).arg(Require.key(key)).args((Object[]) Require.values(values));
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable Long lPos(byte[] key, byte[] element) {
		return this.invoker.invoke(position(key, element, null).build(), Reply::asLongOrNull);
	}

	@Override
	public @Nullable List<Long> lPos(byte[] key, byte[] element, @Nullable Integer rank, @Nullable Integer count) {
		Command.Builder command = position(key, element, rank);
		if (count != null) {
			return this.invoker.invoke(command.args("COUNT", count).build(), Replies::longs);
		}
		return this.invoker.invoke(command.build(), ListCommands::oneOrNone);
	}

	private static Command.Builder position(byte[] key, byte[] element, @Nullable Integer rank) {
		Command.Builder command = Command.named("LPOS").args(Require.key(key), Require.notNull(element, "Element"));
		return (rank != null) ? command.args("RANK", rank) : command;
	}

	private static List<Long> oneOrNone(Reply reply) {
		return reply.isNull() ? List.of() : List.of(reply.asLong());
	}

	@Override
	public @Nullable Long lLen(byte[] key) {
		return this.invoker.invoke(Command.of("LLEN", Require.key(key)), Reply::asLong);
	}

	@Override
	public @Nullable List<byte[]> lRange(byte[] key, long start, long end) {
		return this.invoker.invoke(Command.of("LRANGE", Require.key(key), start, end), Reply::asBytesList);
	}

	@Override
	public void lTrim(byte[] key, long start, long end) {
		this.invoker.run(Command.of("LTRIM", Require.key(key), start, end));
	}

	@Override
	public byte @Nullable [] lIndex(byte[] key, long index) {
		return this.invoker.invoke(Command.of("LINDEX", Require.key(key), index), Reply::asBytes);
	}

	@Override
	public @Nullable Long lInsert(byte[] key, Position where, byte[] pivot, byte[] value) {
		Command command = Command.of("LINSERT", Require.key(key), Require.notNull(where, "Position").name(),
				Require.notNull(pivot, "Pivot"), Require.value(value));
		return this.invoker.invoke(command, Reply::asLong);
	}

	@Override
	public void lSet(byte[] key, long index, byte[] value) {
		this.invoker.run(Command.of("LSET", Require.key(key), index, Require.value(value)));
	}

	@Override
	public @Nullable Long lRem(byte[] key, long count, byte[] value) {
		return this.invoker.invoke(Command.of("LREM", Require.key(key), count, Require.value(value)), Reply::asLong);
	}

	// Ends

	@Override
	public byte @Nullable [] lPop(byte[] key) {
		return this.invoker.invoke(Command.of("LPOP", Require.key(key)), Reply::asBytes);
	}

	@Override
	public @Nullable List<byte[]> lPop(byte[] key, long count) {
		return this.invoker.invoke(Command.of("LPOP", Require.key(key), count), Reply::asBytesList);
	}

	@Override
	public byte @Nullable [] rPop(byte[] key) {
		return this.invoker.invoke(Command.of("RPOP", Require.key(key)), Reply::asBytes);
	}

	@Override
	public @Nullable List<byte[]> rPop(byte[] key, long count) {
		return this.invoker.invoke(Command.of("RPOP", Require.key(key), count), Reply::asBytesList);
	}

	/**
	 * Returns the key and the element, or {@code null} after the timeout.
	 */
	@Override
	public @Nullable List<byte[]> bLPop(int timeout, byte[]... keys) {
		return blockingPop("BLPOP", timeout, keys);
	}

	/**
	 * Returns the key and the element, or {@code null} after the timeout.
	 */
	@Override
	public @Nullable List<byte[]> bRPop(int timeout, byte[]... keys) {
		return blockingPop("BRPOP", timeout, keys);
	}

	private @Nullable List<byte[]> blockingPop(String name, int timeout, byte[]... keys) {
		Command command = Command.named(name).args((Object[]) Require.keys(keys)).arg(timeout).build();
		return this.invoker.invokeBlocking(command, (reply) -> reply.isNull() ? null : reply.asBytesList());
	}

	// Moves

	@Override
	public byte @Nullable [] lMove(byte[] sourceKey, byte[] destinationKey, Direction from, Direction to) {
		return this.invoker.invoke(move("LMOVE", sourceKey, destinationKey, from, to).build(), Reply::asBytes);
	}

	@Override
	public byte @Nullable [] bLMove(byte[] sourceKey, byte[] destinationKey, Direction from, Direction to,
			double timeout) {
		Command.Builder command = move("BLMOVE", sourceKey, destinationKey, from, to).arg(Arguments.seconds(timeout));
		return this.invoker.invokeBlocking(command.build(), Reply::asBytes);
	}

	private static Command.Builder move(String name, byte[] sourceKey, byte[] destinationKey, Direction from,
			Direction to) {
		return Command.named(name)
			.args(Require.notNull(sourceKey, "Source key"), Require.notNull(destinationKey, "Destination key"))
			.args(Require.notNull(from, "From direction").name(), Require.notNull(to, "To direction").name());
	}

	@Override
	public byte @Nullable [] rPopLPush(byte[] srcKey, byte[] dstKey) {
		Command command = Command.of("RPOPLPUSH", Require.notNull(srcKey, "Source key"),
				Require.notNull(dstKey, "Destination key"));
		return this.invoker.invoke(command, Reply::asBytes);
	}

	@Override
	public byte @Nullable [] bRPopLPush(int timeout, byte[] srcKey, byte[] dstKey) {
		Command command = Command.of("BRPOPLPUSH", Require.notNull(srcKey, "Source key"),
				Require.notNull(dstKey, "Destination key"), timeout);
		return this.invoker.invokeBlocking(command, Reply::asBytes);
	}

}
