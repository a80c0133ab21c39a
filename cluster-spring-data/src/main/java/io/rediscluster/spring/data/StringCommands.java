package io.rediscluster.spring.data;

import java.util.List;
import java.util.Map;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldGet;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldIncrBy;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldSet;
import org.springframework.data.redis.connection.BitFieldSubCommands.BitFieldSubCommand;
import org.springframework.data.redis.connection.CompareCondition;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.util.Assert;

/**
 * Spring's string and bitmap commands.
 */
final class StringCommands implements RedisStringCommands {

	private final CommandInvoker invoker;

	StringCommands(CommandInvoker invoker) {
		this.invoker = invoker;
	}

	@Override
	public byte @Nullable [] get(byte[] key) {
		return this.invoker.invoke(Command.of("GET", Require.key(key)), Reply::asBytes);
	}

	@Override
	public byte @Nullable [] getDel(byte[] key) {
		return this.invoker.invoke(Command.of("GETDEL", Require.key(key)), Reply::asBytes);
	}

	@Override
	public byte @Nullable [] getEx(byte[] key, Expiration expiration) {
		Command.Builder command = Command.named("GETEX").arg(Require.key(key));
		Arguments.addReadExpiration(command, Require.notNull(expiration, "Expiration"));
		return this.invoker.invoke(command.build(), Reply::asBytes);
	}

	@Override
	public byte @Nullable [] getSet(byte[] key, byte[] value) {
		return this.invoker.invoke(Command.of("GETSET", Require.key(key), Require.value(value)), Reply::asBytes);
	}

	@Override
	public @Nullable List<byte @Nullable []> mGet(byte[]... keys) {
		return this.invoker.invoke(Command.of("MGET", (Object[]) Require.keys(keys)), Reply::asBytesList);
	}

	@Override
	public @Nullable Boolean set(byte[] key, byte[] value) {
		return this.invoker.invoke(Command.of("SET", Require.key(key), Require.value(value)), Reply::asBoolean);
	}

	@Override
	public @Nullable Boolean set(byte[] key, byte[] value, SetCondition condition, Expiration expiration) {
		return this.invoker.invoke(set(key, value, condition, expiration, false), Reply::asBoolean);
	}

	@Override
	public byte @Nullable [] setGet(byte[] key, byte[] value, SetCondition condition, Expiration expiration) {
		return this.invoker.invoke(set(key, value, condition, expiration, true), Reply::asBytes);
	}

	private static Command set(byte[] key, byte[] value, SetCondition condition, Expiration expiration, boolean get) {
		Command.Builder command = Command.named("SET").args(Require.key(key), Require.value(value));
		addSetCondition(command, Require.notNull(condition, "Condition"));
		if (get) {
			command.arg("GET");
		}
		Arguments.addWriteExpiration(command, Require.notNull(expiration, "Expiration"));
		return command.build();
	}

	private static void addSetCondition(Command.Builder command, SetCondition condition) {
		switch (condition.getKeyCondition()) {
			case IF_ABSENT -> command.arg("NX");
			case IF_PRESENT -> command.arg("XX");
			case UPSERT -> {
				CompareCondition comparison = condition.getCompareCondition();
				if (comparison != null) {
					Arguments.addComparison(command, comparison);
				}
			}
		}
	}

	@Override
	public @Nullable Boolean setNX(byte[] key, byte[] value) {
		return this.invoker.invoke(Command.of("SETNX", Require.key(key), Require.value(value)), Reply::asBoolean);
	}

	@Override
	public @Nullable Boolean setEx(byte[] key, long seconds, byte[] value) {
		return this.invoker.invoke(Command.of("SETEX", Require.key(key), seconds, Require.value(value)),
				Reply::asBoolean);
	}

	@Override
	public @Nullable Boolean pSetEx(byte[] key, long milliseconds, byte[] value) {
		return this.invoker.invoke(Command.of("PSETEX", Require.key(key), milliseconds, Require.value(value)),
				Reply::asBoolean);
	}

	@Override
	public @Nullable Boolean mSet(Map<byte[], byte[]> tuple) {
		return this.invoker.invoke(entries("MSET", tuple), Reply::asBoolean);
	}

	@Override
	public @Nullable Boolean mSetNX(Map<byte[], byte[]> tuple) {
		return this.invoker.invoke(entries("MSETNX", tuple), Reply::asBoolean);
	}

	private static Command entries(String name, Map<byte[], byte[]> tuples) {
		return Command.of(name, Arguments.flat(Require.notEmpty(tuples, "Tuples")).toArray());
	}

	@Override
	public @Nullable Long incr(byte[] key) {
		return this.invoker.invoke(Command.of("INCR", Require.key(key)), Reply::asLong);
	}

	@Override
	public @Nullable Long incrBy(byte[] key, long value) {
		return this.invoker.invoke(Command.of("INCRBY", Require.key(key), value), Reply::asLong);
	}

	@Override
	public @Nullable Double incrBy(byte[] key, double value) {
		return this.invoker.invoke(Command.of("INCRBYFLOAT", Require.key(key), value), Reply::asDouble);
	}

	@Override
	public @Nullable Long decr(byte[] key) {
		return this.invoker.invoke(Command.of("DECR", Require.key(key)), Reply::asLong);
	}

	@Override
	public @Nullable Long decrBy(byte[] key, long value) {
		return this.invoker.invoke(Command.of("DECRBY", Require.key(key), value), Reply::asLong);
	}

	@Override
	public @Nullable Long append(byte[] key, byte[] value) {
		return this.invoker.invoke(Command.of("APPEND", Require.key(key), Require.value(value)), Reply::asLong);
	}

	@Override
	public byte @Nullable [] getRange(byte[] key, long start, long end) {
		return this.invoker.invoke(Command.of("GETRANGE", Require.key(key), start, end), Reply::asBytes);
	}

	@Override
	public void setRange(byte[] key, byte[] value, long offset) {
		this.invoker.run(Command.of("SETRANGE", Require.key(key), offset, Require.value(value)));
	}

	@Override
	public @Nullable Boolean getBit(byte[] key, long offset) {
		return this.invoker.invoke(Command.of("GETBIT", Require.key(key), offset), Reply::asBoolean);
	}

	@Override
	public @Nullable Boolean setBit(byte[] key, long offset, boolean value) {
		return this.invoker.invoke(Command.of("SETBIT", Require.key(key), offset, value ? 1 : 0), Reply::asBoolean);
	}

	@Override
	public @Nullable Long bitCount(byte[] key) {
		return this.invoker.invoke(Command.of("BITCOUNT", Require.key(key)), Reply::asLong);
	}

	@Override
	public @Nullable Long bitCount(byte[] key, long start, long end) {
		return this.invoker.invoke(Command.of("BITCOUNT", Require.key(key), start, end), Reply::asLong);
	}

	/**
	 * Sends {@code BITFIELD_RO} when all subcommands read, so that replicas may answer
	 * it.
	 */
	@Override
	public @Nullable List<@Nullable Long> bitField(byte[] key, BitFieldSubCommands subCommands) {
		Require.key(key);
		List<BitFieldSubCommand> parts = Require.notNull(subCommands, "Subcommands").getSubCommands();
		boolean reads = !parts.isEmpty() && parts.stream().allMatch(BitFieldGet.class::isInstance);
		Command.Builder command = Command.named(reads ? "BITFIELD_RO" : "BITFIELD").arg(key);
		parts.forEach((part) -> addBitField(command, part));
		return this.invoker.invoke(command.build(), Replies::longs);
	}

	private static void addBitField(Command.Builder command, BitFieldSubCommand part) {
		if (part instanceof BitFieldIncrBy increment && increment.getOverflow() != null) {
			command.args("OVERFLOW", increment.getOverflow().name());
		}
		command.args(part.getCommand(), part.getType().asString(), part.getOffset().asString());
		if (part instanceof BitFieldIncrBy increment) {
			command.arg(increment.getValue());
		}
		else if (part instanceof BitFieldSet set) {
			command.arg(set.getValue());
		}
	}

	@Override
	public @Nullable Long bitOp(BitOperation op, byte[] destination, byte[]... keys) {
		Require.notNull(op, "Bit operation");
		Require.notNull(destination, "Destination key");
		Require.keys(keys);
		Assert.isTrue(op != BitOperation.NOT || keys.length == 1, "BITOP NOT takes exactly one key");
		Command.Builder command = Command.named("BITOP").args(op.name(), destination).args((Object[]) keys);
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	/**
	 * Takes both ends of the range as inclusive: the command knows no others.
	 */
	@Override
	public @Nullable Long bitPos(byte[] key, boolean bit, Range<Long> range) {
		Command.Builder command = Command.named("BITPOS").args(Require.key(key), bit ? 1 : 0);
		Range.Bound<Long> upper = Require.notNull(range, "Range").getUpperBound();
		Range.Bound<Long> lower = range.getLowerBound();
		if (lower.isBounded() || upper.isBounded()) {
			command.arg(lower.getValue().orElse(0L));
		}
		upper.getValue().ifPresent(command::arg);
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable Long strLen(byte[] key) {
		return this.invoker.invoke(Command.of("STRLEN", Require.key(key)), Reply::asLong);
	}

}
