package io.rediscluster.spring.data;

import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisZSetCommands;
import org.springframework.data.redis.connection.zset.Aggregate;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.connection.zset.Weights;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.util.Assert;

/**
 * Spring's sorted set commands: the widest of its families, hence the length. The
 * commands come in few shapes; each shape is one private method. {@code Range} and
 * {@code Limit} are written out, because the interface has outdated types of the same
 * names that would take the place of imports.
 */
final class ZSetCommands implements RedisZSetCommands {

	/** The order in which the server documents the flags. */
	private static final ZAddArgs.Flag[] ADD_FLAGS = { ZAddArgs.Flag.NX, ZAddArgs.Flag.XX, ZAddArgs.Flag.GT,
			ZAddArgs.Flag.LT, ZAddArgs.Flag.CH };

	private final CommandInvoker invoker;

	private final RedisConnection connection;

	ZSetCommands(CommandInvoker invoker, RedisConnection connection) {
		this.invoker = invoker;
		this.connection = connection;
	}

	// Members

	@Override
	public @Nullable Boolean zAdd(byte[] key, double score, byte[] value, ZAddArgs args) {
		Command.Builder command = add(key, args).args(score, Require.value(value));
		return this.invoker.invoke(command.build(), Reply::asBoolean);
	}

	@Override
	public @Nullable Long zAdd(byte[] key, Set<Tuple> tuples, ZAddArgs args) {
		Command.Builder command = add(key, args);
		for (Tuple tuple : Require.notEmpty(tuples, "Tuples")) {
			command.args(tuple.getScore(), tuple.getValue());
		}
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	private static Command.Builder add(byte[] key, ZAddArgs args) {
		Command.Builder command = Command.named("ZADD").arg(Require.key(key));
		Require.notNull(args, "Arguments");
		for (ZAddArgs.Flag flag : ADD_FLAGS) {
			if (args.contains(flag)) {
				command.arg(flag.name());
			}
		}
		return command;
	}

	@Override
	public @Nullable Long zRem(byte[] key, byte[]... values) {
		return this.invoker.invoke(members("ZREM", key, values), Reply::asLong);
	}

	@Override
	public @Nullable Double zIncrBy(byte[] key, double increment, byte[] value) {
		return this.invoker.invoke(Command.of("ZINCRBY", Require.key(key), increment, Require.value(value)),
				Reply::asDouble);
	}

	@Override
	public byte @Nullable [] zRandMember(byte[] key) {
		return this.invoker.invoke(Command.of("ZRANDMEMBER", Require.key(key)), Reply::asBytes);
	}

	@Override
	public @Nullable List<byte[]> zRandMember(byte[] key, long count) {
		return this.invoker.invoke(Command.of("ZRANDMEMBER", Require.key(key), count), Reply::asBytesList);
	}

	@Override
	public @Nullable Tuple zRandMemberWithScore(byte[] key) {
		return this.invoker.invoke(Command.of("ZRANDMEMBER", Require.key(key), 1, "WITHSCORES"), Tuples::first);
	}

	@Override
	public @Nullable List<Tuple> zRandMemberWithScore(byte[] key, long count) {
		return this.invoker.invoke(Command.of("ZRANDMEMBER", Require.key(key), count, "WITHSCORES"), Tuples::list);
	}

	@Override
	public @Nullable Long zRank(byte[] key, byte[] value) {
		return this.invoker.invoke(Command.of("ZRANK", Require.key(key), Require.value(value)), Reply::asLongOrNull);
	}

	@Override
	public @Nullable Long zRevRank(byte[] key, byte[] value) {
		return this.invoker.invoke(Command.of("ZREVRANK", Require.key(key), Require.value(value)), Reply::asLongOrNull);
	}

	@Override
	public @Nullable Long zCard(byte[] key) {
		return this.invoker.invoke(Command.of("ZCARD", Require.key(key)), Reply::asLong);
	}

	@Override
	public @Nullable Double zScore(byte[] key, byte[] value) {
		return this.invoker.invoke(Command.of("ZSCORE", Require.key(key), Require.value(value)), Reply::asDouble);
	}

	@Override
	public @Nullable List<@Nullable Double> zMScore(byte[] key, byte[]... values) {
		return this.invoker.invoke(members("ZMSCORE", key, values), Replies::doubles);
	}

	@Override
	public Cursor<Tuple> zScan(byte[] key, @Nullable ScanOptions options) {
		return KeyScanCursor.open("ZSCAN", key, options, this.invoker, this.connection, ClusterClient::scanSortedSet,
				(element) -> Tuple.of(Replies.bytes(element.getKey()), element.getValue()));
	}

	private static Command members(String name, byte[] key, byte[][] values) {
		return Command.named(name).arg(Require.key(key)).args((Object[]) Require.values(values)).build();
	}

	// Ends

	@Override
	public @Nullable Tuple zPopMin(byte[] key) {
		return this.invoker.invoke(Command.of("ZPOPMIN", Require.key(key), 1), Tuples::first);
	}

	@Override
	public @Nullable Set<Tuple> zPopMin(byte[] key, long count) {
		return this.invoker.invoke(Command.of("ZPOPMIN", Require.key(key), count), Tuples::set);
	}

	@Override
	public @Nullable Tuple bZPopMin(byte[] key, long timeout, TimeUnit unit) {
		return blockingPop("BZPOPMIN", key, timeout, unit);
	}

	@Override
	public @Nullable Tuple zPopMax(byte[] key) {
		return this.invoker.invoke(Command.of("ZPOPMAX", Require.key(key), 1), Tuples::first);
	}

	@Override
	public @Nullable Set<Tuple> zPopMax(byte[] key, long count) {
		return this.invoker.invoke(Command.of("ZPOPMAX", Require.key(key), count), Tuples::set);
	}

	@Override
	public @Nullable Tuple bZPopMax(byte[] key, long timeout, TimeUnit unit) {
		return blockingPop("BZPOPMAX", key, timeout, unit);
	}

	private @Nullable Tuple blockingPop(String name, byte[] key, long timeout, TimeUnit unit) {
		Number seconds = Arguments.blockSeconds(timeout, Require.notNull(unit, "Time unit"));
		return this.invoker.invokeBlocking(Command.of(name, Require.key(key), seconds), Tuples::afterKey);
	}

	// Ranges by rank

	@Override
	public @Nullable Set<byte[]> zRange(byte[] key, long start, long end) {
		return this.invoker.invoke(Command.of("ZRANGE", Require.key(key), start, end), Replies::byteSet);
	}

	@Override
	public @Nullable Set<Tuple> zRangeWithScores(byte[] key, long start, long end) {
		return this.invoker.invoke(Command.of("ZRANGE", Require.key(key), start, end, "WITHSCORES"), Tuples::set);
	}

	@Override
	public @Nullable Set<byte[]> zRevRange(byte[] key, long start, long end) {
		return this.invoker.invoke(Command.of("ZREVRANGE", Require.key(key), start, end), Replies::byteSet);
	}

	@Override
	public @Nullable Set<Tuple> zRevRangeWithScores(byte[] key, long start, long end) {
		return this.invoker.invoke(Command.of("ZREVRANGE", Require.key(key), start, end, "WITHSCORES"), Tuples::set);
	}

	@Override
	public @Nullable Long zRemRange(byte[] key, long start, long end) {
		return this.invoker.invoke(Command.of("ZREMRANGEBYRANK", Require.key(key), start, end), Reply::asLong);
	}

	// Ranges by score

	@Override
	public @Nullable Set<byte[]> zRangeByScore(byte[] key, double min, double max, long offset, long count) {
		return byScore(false, key, Ranges.scores(min, max), Ranges.limit(offset, count));
	}

	@Override
	public @Nullable Set<byte[]> zRangeByScore(byte[] key,
			org.springframework.data.domain.Range<? extends Number> range,
			org.springframework.data.redis.connection.Limit limit) {
		return byScore(false, key, Ranges.scores(range), Ranges.limit(limit));
	}

	@Override
	public @Nullable Set<byte[]> zRangeByScore(byte[] key, String min, String max) {
		return byScore(false, key, Ranges.textScores(min, max));
	}

	@Override
	public @Nullable Set<byte[]> zRangeByScore(byte[] key, String min, String max, long offset, long count) {
		return byScore(false, key, Ranges.textScores(min, max), Ranges.limit(offset, count));
	}

	@Override
	public @Nullable Set<Tuple> zRangeByScoreWithScores(byte[] key, double min, double max, long offset, long count) {
		return byScoreWithScores(false, key, Ranges.scores(min, max), Ranges.limit(offset, count));
	}

	@Override
	public @Nullable Set<Tuple> zRangeByScoreWithScores(byte[] key,
			org.springframework.data.domain.Range<? extends Number> range,
			org.springframework.data.redis.connection.Limit limit) {
		return byScoreWithScores(false, key, Ranges.scores(range), Ranges.limit(limit));
	}

	@Override
	public @Nullable Set<byte[]> zRevRangeByScore(byte[] key, double min, double max, long offset, long count) {
		return byScore(true, key, Ranges.scores(min, max), Ranges.limit(offset, count));
	}

	@Override
	public @Nullable Set<byte[]> zRevRangeByScore(byte[] key,
			org.springframework.data.domain.Range<? extends Number> range,
			org.springframework.data.redis.connection.Limit limit) {
		return byScore(true, key, Ranges.scores(range), Ranges.limit(limit));
	}

	@Override
	public @Nullable Set<Tuple> zRevRangeByScoreWithScores(byte[] key, double min, double max, long offset,
			long count) {
		return byScoreWithScores(true, key, Ranges.scores(min, max), Ranges.limit(offset, count));
	}

	@Override
	public @Nullable Set<Tuple> zRevRangeByScoreWithScores(byte[] key,
			org.springframework.data.domain.Range<? extends Number> range,
			org.springframework.data.redis.connection.Limit limit) {
		return byScoreWithScores(true, key, Ranges.scores(range), Ranges.limit(limit));
	}

	private @Nullable Set<byte[]> byScore(boolean reverse, byte[] key, Object[] ends, Object... limit) {
		Command.Builder command = between(reverse ? "ZREVRANGEBYSCORE" : "ZRANGEBYSCORE", key, reverse, ends);
		return this.invoker.invoke(command.args(limit).build(), Replies::byteSet);
	}

	private @Nullable Set<Tuple> byScoreWithScores(boolean reverse, byte[] key, Object[] ends, Object... limit) {
		Command.Builder command = between(reverse ? "ZREVRANGEBYSCORE" : "ZRANGEBYSCORE", key, reverse, ends);
		return this.invoker.invoke(command.arg("WITHSCORES").args(limit).build(), Tuples::set);
	}

	@Override
	public @Nullable Long zCount(byte[] key, org.springframework.data.domain.Range<? extends Number> range) {
		return this.invoker.invoke(between("ZCOUNT", key, false, Ranges.scores(range)).build(), Reply::asLong);
	}

	@Override
	public @Nullable Long zRemRangeByScore(byte[] key, org.springframework.data.domain.Range<? extends Number> range) {
		return this.invoker.invoke(between("ZREMRANGEBYSCORE", key, false, Ranges.scores(range)).build(),
				Reply::asLong);
	}

	@Override
	public @Nullable Long zRangeStoreByScore(byte[] dstKey, byte[] srcKey,
			org.springframework.data.domain.Range<? extends Number> range,
			org.springframework.data.redis.connection.Limit limit) {
		return store(dstKey, srcKey, "BYSCORE", false, Ranges.scores(range), limit);
	}

	@Override
	public @Nullable Long zRangeStoreRevByScore(byte[] dstKey, byte[] srcKey,
			org.springframework.data.domain.Range<? extends Number> range,
			org.springframework.data.redis.connection.Limit limit) {
		return store(dstKey, srcKey, "BYSCORE", true, Ranges.scores(range), limit);
	}

	// Ranges by member

	@Override
	public @Nullable Set<byte[]> zRangeByLex(byte[] key, org.springframework.data.domain.Range<byte[]> range,
			org.springframework.data.redis.connection.Limit limit) {
		return byLex(false, key, range, limit);
	}

	@Override
	public @Nullable Set<byte[]> zRevRangeByLex(byte[] key, org.springframework.data.domain.Range<byte[]> range,
			org.springframework.data.redis.connection.Limit limit) {
		return byLex(true, key, range, limit);
	}

	private @Nullable Set<byte[]> byLex(boolean reverse, byte[] key,
			org.springframework.data.domain.Range<byte[]> range,
			org.springframework.data.redis.connection.Limit limit) {
		Command.Builder command = between(reverse ? "ZREVRANGEBYLEX" : "ZRANGEBYLEX", key, reverse,
				Ranges.members(range));
		return this.invoker.invoke(command.args(Ranges.limit(limit)).build(), Replies::byteSet);
	}

	@Override
	public @Nullable Long zLexCount(byte[] key, org.springframework.data.domain.Range<byte[]> range) {
		return this.invoker.invoke(between("ZLEXCOUNT", key, false, Ranges.members(range)).build(), Reply::asLong);
	}

	@Override
	public @Nullable Long zRemRangeByLex(byte[] key, org.springframework.data.domain.Range<byte[]> range) {
		return this.invoker.invoke(between("ZREMRANGEBYLEX", key, false, Ranges.members(range)).build(), Reply::asLong);
	}

	@Override
	public @Nullable Long zRangeStoreByLex(byte[] dstKey, byte[] srcKey,
			org.springframework.data.domain.Range<byte[]> range,
			org.springframework.data.redis.connection.Limit limit) {
		return store(dstKey, srcKey, "BYLEX", false, Ranges.members(range), limit);
	}

	@Override
	public @Nullable Long zRangeStoreRevByLex(byte[] dstKey, byte[] srcKey,
			org.springframework.data.domain.Range<byte[]> range,
			org.springframework.data.redis.connection.Limit limit) {
		return store(dstKey, srcKey, "BYLEX", true, Ranges.members(range), limit);
	}

	// The shapes of ranges

	private @Nullable Long store(byte[] dstKey, byte[] srcKey, String by, boolean reverse, Object[] ends,
			org.springframework.data.redis.connection.Limit limit) {
		Command.Builder command = Command.named("ZRANGESTORE")
			.args(Require.notNull(dstKey, "Destination key"), Require.notNull(srcKey, "Source key"));
		addEnds(command, reverse, ends).arg(by);
		if (reverse) {
			command.arg("REV");
		}
		return this.invoker.invoke(command.args(Ranges.limit(limit)).build(), Reply::asLong);
	}

	private static Command.Builder between(String name, byte[] key, boolean reverse, Object[] ends) {
		return addEnds(Command.named(name).arg(Require.key(key)), reverse, ends);
	}

	/** A reversed range begins with its upper end. */
	private static Command.Builder addEnds(Command.Builder command, boolean reverse, Object[] ends) {
		return reverse ? command.args(ends[1], ends[0]) : command.args(ends);
	}

	// Several sets

	@Override
	public @Nullable Set<byte[]> zDiff(byte[]... sets) {
		return this.invoker.invoke(sets("ZDIFF", sets).build(), Replies::byteSet);
	}

	@Override
	public @Nullable Set<Tuple> zDiffWithScores(byte[]... sets) {
		return this.invoker.invoke(sets("ZDIFF", sets).arg("WITHSCORES").build(), Tuples::set);
	}

	@Override
	public @Nullable Long zDiffStore(byte[] destKey, byte[]... sets) {
		return this.invoker.invoke(storeSets("ZDIFFSTORE", destKey, sets).build(), Reply::asLong);
	}

	@Override
	public @Nullable Set<byte[]> zInter(byte[]... sets) {
		return this.invoker.invoke(sets("ZINTER", sets).build(), Replies::byteSet);
	}

	@Override
	public @Nullable Set<Tuple> zInterWithScores(byte[]... sets) {
		return this.invoker.invoke(sets("ZINTER", sets).arg("WITHSCORES").build(), Tuples::set);
	}

	@Override
	public @Nullable Set<Tuple> zInterWithScores(Aggregate aggregate, Weights weights, byte[]... sets) {
		Command.Builder command = weigh(sets("ZINTER", sets), aggregate, weights, sets);
		return this.invoker.invoke(command.arg("WITHSCORES").build(), Tuples::set);
	}

	@Override
	public @Nullable Long zInterStore(byte[] destKey, byte[]... sets) {
		return this.invoker.invoke(storeSets("ZINTERSTORE", destKey, sets).build(), Reply::asLong);
	}

	@Override
	public @Nullable Long zInterStore(byte[] destKey, Aggregate aggregate, Weights weights, byte[]... sets) {
		Command.Builder command = weigh(storeSets("ZINTERSTORE", destKey, sets), aggregate, weights, sets);
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	@Override
	public @Nullable Set<byte[]> zUnion(byte[]... sets) {
		return this.invoker.invoke(sets("ZUNION", sets).build(), Replies::byteSet);
	}

	@Override
	public @Nullable Set<Tuple> zUnionWithScores(byte[]... sets) {
		return this.invoker.invoke(sets("ZUNION", sets).arg("WITHSCORES").build(), Tuples::set);
	}

	@Override
	public @Nullable Set<Tuple> zUnionWithScores(Aggregate aggregate, Weights weights, byte[]... sets) {
		Command.Builder command = weigh(sets("ZUNION", sets), aggregate, weights, sets);
		return this.invoker.invoke(command.arg("WITHSCORES").build(), Tuples::set);
	}

	@Override
	public @Nullable Long zUnionStore(byte[] destKey, byte[]... sets) {
		return this.invoker.invoke(storeSets("ZUNIONSTORE", destKey, sets).build(), Reply::asLong);
	}

	@Override
	public @Nullable Long zUnionStore(byte[] destKey, Aggregate aggregate, Weights weights, byte[]... sets) {
		Command.Builder command = weigh(storeSets("ZUNIONSTORE", destKey, sets), aggregate, weights, sets);
		return this.invoker.invoke(command.build(), Reply::asLong);
	}

	private static Command.Builder sets(String name, byte[][] sets) {
		return addSets(Command.named(name), sets);
	}

	private static Command.Builder storeSets(String name, byte[] destKey, byte[][] sets) {
		return addSets(Command.named(name).arg(Require.notNull(destKey, "Destination key")), sets);
	}

	private static Command.Builder addSets(Command.Builder command, byte[][] sets) {
		return command.arg(Require.notEmpty(sets, "Sets").length).args((Object[]) sets);
	}

	private static Command.Builder weigh(Command.Builder command, Aggregate aggregate, Weights weights, byte[][] sets) {
		Require.notNull(aggregate, "Aggregate");
		Assert.isTrue(Require.notNull(weights, "Weights").size() == sets.length,
				() -> "There are " + weights.size() + " weights for " + sets.length + " sets");
		return command.arg("WEIGHTS").args(weights.toList()).args("AGGREGATE", aggregate.name());
	}

}
