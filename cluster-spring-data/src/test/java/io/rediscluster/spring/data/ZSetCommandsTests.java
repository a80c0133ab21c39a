package io.rediscluster.spring.data;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Range;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisZSetCommands.ZAddArgs;
import org.springframework.data.redis.connection.zset.Aggregate;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.connection.zset.Weights;

import static io.rediscluster.spring.data.FamilyProbe.array;
import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@link ZSetCommands} sends, and what it makes of the answers.
 */
class ZSetCommandsTests {

	private static final byte[] K = bytes("k");

	private static final byte[] L = bytes("l");

	private static final byte[] A = bytes("a");

	private static final byte[] B = bytes("b");

	private static final Range<Double> SCORES = Range.from(Bound.inclusive(1.5)).to(Bound.exclusive(3.0));

	private static final Range<byte[]> MEMBERS = range(Bound.exclusive("a"), Bound.inclusive("c"));

	private static final Limit LIMIT = Limit.limit().offset(2).count(3);

	private final FamilyProbe<ZSetCommands> probe = new FamilyProbe<>(
			(invoker) -> new ZSetCommands(invoker, FamilyProbe.connection(() -> {
			})));

	/** A range of byte arrays, which are not comparable as its factory methods ask. */
	@SuppressWarnings("unchecked")
	private static Range<byte[]> range(Bound<String> lower, Bound<String> upper) {
		return (Range<byte[]>) (Range<?>) Range.from(lower).to(upper);
	}

	@Test
	void writesMembersWithEveryFlag() {
		this.probe.sends("ZADD k 1.5 a", (c) -> c.zAdd(K, 1.5, A));
		this.probe.sends("ZADD k NX 1.0 a", (c) -> c.zAdd(K, 1, A, ZAddArgs.ifNotExists()));
		this.probe.sends("ZADD k XX GT CH -inf a",
				(c) -> c.zAdd(K, Double.NEGATIVE_INFINITY, A, ZAddArgs.ifExists().gt().ch()));
		this.probe.sends("ZADD k LT 1.0 a 2.0 b", (c) -> c.zAdd(K, tuples(), ZAddArgs.empty().lt()));
		this.probe.sends("ZADD k 1.0 a 2.0 b", (c) -> c.zAdd(K, tuples()));
	}

	@Test
	void writesPlainCommands() {
		this.probe.sends("ZREM k a b", (c) -> c.zRem(K, A, B));
		this.probe.sends("ZINCRBY k 0.5 a", (c) -> c.zIncrBy(K, 0.5, A));
		this.probe.sends("ZRANDMEMBER k", (c) -> c.zRandMember(K));
		this.probe.sends("ZRANDMEMBER k -2", (c) -> c.zRandMember(K, -2));
		this.probe.sends("ZRANDMEMBER k 1 WITHSCORES", (c) -> c.zRandMemberWithScore(K));
		this.probe.sends("ZRANDMEMBER k 2 WITHSCORES", (c) -> c.zRandMemberWithScore(K, 2));
		this.probe.sends("ZRANK k a", (c) -> c.zRank(K, A));
		this.probe.sends("ZREVRANK k a", (c) -> c.zRevRank(K, A));
		this.probe.sends("ZCARD k", (c) -> c.zCard(K));
		this.probe.sends("ZSCORE k a", (c) -> c.zScore(K, A));
		this.probe.sends("ZMSCORE k a b", (c) -> c.zMScore(K, A, B));
		this.probe.sends("ZPOPMIN k 1", (c) -> c.zPopMin(K));
		this.probe.sends("ZPOPMIN k 2", (c) -> c.zPopMin(K, 2));
		this.probe.sends("ZPOPMAX k 1", (c) -> c.zPopMax(K));
		this.probe.sends("ZPOPMAX k 2", (c) -> c.zPopMax(K, 2));
	}

	@Test
	void writesTimesToBlockInSeconds() {
		this.probe.sends("BZPOPMIN k 2", (c) -> c.bZPopMin(K, 2, TimeUnit.SECONDS));
		this.probe.sends("BZPOPMIN k 0", (c) -> c.bZPopMin(K, 0, TimeUnit.SECONDS));
		this.probe.sends("BZPOPMAX k 0.25", (c) -> c.bZPopMax(K, 250, TimeUnit.MILLISECONDS));
		this.probe.sends("BZPOPMAX k 120", (c) -> c.bZPopMax(K, 2, TimeUnit.MINUTES));
	}

	@Test
	void neverRoundsAShortBlockToForever() {
		this.probe.sends("BZPOPMIN k 0.001", (c) -> c.bZPopMin(K, 1, TimeUnit.NANOSECONDS));
	}

	@Test
	void writesRangesByRank() {
		this.probe.sends("ZRANGE k 0 -1", (c) -> c.zRange(K, 0, -1));
		this.probe.sends("ZRANGE k 0 -1 WITHSCORES", (c) -> c.zRangeWithScores(K, 0, -1));
		this.probe.sends("ZREVRANGE k 0 -1", (c) -> c.zRevRange(K, 0, -1));
		this.probe.sends("ZREVRANGE k 0 -1 WITHSCORES", (c) -> c.zRevRangeWithScores(K, 0, -1));
		this.probe.sends("ZREMRANGEBYRANK k 0 -1", (c) -> c.zRemRange(K, 0, -1));
	}

	@Test
	void writesRangesByScore() {
		this.probe.sends("ZRANGEBYSCORE k 1.5 (3.0", (c) -> c.zRangeByScore(K, SCORES));
		this.probe.sends("ZRANGEBYSCORE k 1.5 (3.0 LIMIT 2 3", (c) -> c.zRangeByScore(K, SCORES, LIMIT));
		this.probe.sends("ZRANGEBYSCORE k 1.0 2.0", (c) -> c.zRangeByScore(K, 1, 2));
		this.probe.sends("ZRANGEBYSCORE k 1.0 2.0 LIMIT 4294967296 5", (c) -> c.zRangeByScore(K, 1, 2, 1L << 32, 5));
		this.probe.sends("ZRANGEBYSCORE k 1.5 (3.0 WITHSCORES", (c) -> c.zRangeByScoreWithScores(K, SCORES));
		this.probe.sends("ZRANGEBYSCORE k 1.5 (3.0 WITHSCORES LIMIT 2 3",
				(c) -> c.zRangeByScoreWithScores(K, SCORES, LIMIT));
		this.probe.sends("ZRANGEBYSCORE k 1.0 2.0 WITHSCORES", (c) -> c.zRangeByScoreWithScores(K, 1, 2));
		this.probe.sends("ZRANGEBYSCORE k 1.0 2.0 WITHSCORES LIMIT 4 5",
				(c) -> c.zRangeByScoreWithScores(K, 1, 2, 4, 5));
		this.probe.sends("ZCOUNT k 1.5 (3.0", (c) -> c.zCount(K, SCORES));
		this.probe.sends("ZCOUNT k 1.0 2.0", (c) -> c.zCount(K, 1, 2));
		this.probe.sends("ZREMRANGEBYSCORE k 1.5 (3.0", (c) -> c.zRemRangeByScore(K, SCORES));
		this.probe.sends("ZREMRANGEBYSCORE k 1.0 2.0", (c) -> c.zRemRangeByScore(K, 1, 2));
	}

	@Test
	void writesReversedRangesFromTheUpperEnd() {
		this.probe.sends("ZREVRANGEBYSCORE k (3.0 1.5", (c) -> c.zRevRangeByScore(K, SCORES));
		this.probe.sends("ZREVRANGEBYSCORE k (3.0 1.5 LIMIT 2 3", (c) -> c.zRevRangeByScore(K, SCORES, LIMIT));
		this.probe.sends("ZREVRANGEBYSCORE k 2.0 1.0", (c) -> c.zRevRangeByScore(K, 1, 2));
		this.probe.sends("ZREVRANGEBYSCORE k 2.0 1.0 LIMIT 4 5", (c) -> c.zRevRangeByScore(K, 1, 2, 4, 5));
		this.probe.sends("ZREVRANGEBYSCORE k (3.0 1.5 WITHSCORES", (c) -> c.zRevRangeByScoreWithScores(K, SCORES));
		this.probe.sends("ZREVRANGEBYSCORE k (3.0 1.5 WITHSCORES LIMIT 2 3",
				(c) -> c.zRevRangeByScoreWithScores(K, SCORES, LIMIT));
		this.probe.sends("ZREVRANGEBYSCORE k 2.0 1.0 WITHSCORES", (c) -> c.zRevRangeByScoreWithScores(K, 1, 2));
		this.probe.sends("ZREVRANGEBYSCORE k 2.0 1.0 WITHSCORES LIMIT 4 5",
				(c) -> c.zRevRangeByScoreWithScores(K, 1, 2, 4, 5));
		this.probe.sends("ZREVRANGEBYLEX k [c (a", (c) -> c.zRevRangeByLex(K, MEMBERS));
		this.probe.sends("ZREVRANGEBYLEX k + - LIMIT 2 3", (c) -> c.zRevRangeByLex(K, Range.unbounded(), LIMIT));
		this.probe.sends("ZREVRANGEBYLEX k + -", (c) -> c.zRevRangeByLex(K));
	}

	@Test
	void writesOpenAndInfiniteEndsOfScores() {
		this.probe.sends("ZCOUNT k -inf +inf", (c) -> c.zCount(K, Range.unbounded()));
		this.probe.sends("ZCOUNT k -inf (+inf", (c) -> c.zCount(K,
				Range.from(Bound.inclusive(Double.NEGATIVE_INFINITY)).to(Bound.exclusive(Double.POSITIVE_INFINITY))));
		this.probe.sends("ZCOUNT k (7 +inf", (c) -> c.zCount(K, Range.rightUnbounded(Bound.exclusive(7))));
	}

	@Test
	@SuppressWarnings("deprecation")
	void passesScoresInTheNotationOfTheServerOn() {
		this.probe.sends("ZRANGEBYSCORE k (1 +inf", (c) -> c.zRangeByScore(K, "(1", "+inf"));
		this.probe.sends("ZRANGEBYSCORE k (1 +inf LIMIT 4 5", (c) -> c.zRangeByScore(K, "(1", "+inf", 4, 5));
		this.probe.sends("ZRANGEBYSCORE k (1 5", (c) -> c.zRangeByScore(K,
				new org.springframework.data.redis.connection.RedisZSetCommands.Range().gte("(1").lte("5").toRange()));
	}

	@Test
	void writesRangesByMember() {
		this.probe.sends("ZRANGEBYLEX k (a [c", (c) -> c.zRangeByLex(K, MEMBERS));
		this.probe.sends("ZRANGEBYLEX k (a [c LIMIT 2 3", (c) -> c.zRangeByLex(K, MEMBERS, LIMIT));
		this.probe.sends("ZRANGEBYLEX k - +", (c) -> c.zRangeByLex(K));
		this.probe.sends("ZLEXCOUNT k (a [c", (c) -> c.zLexCount(K, MEMBERS));
		this.probe.sends("ZREMRANGEBYLEX k (a [c", (c) -> c.zRemRangeByLex(K, MEMBERS));
	}

	@Test
	void writesRangesThatAreStored() {
		this.probe.sends("ZRANGESTORE l k 1.5 (3.0 BYSCORE", (c) -> c.zRangeStoreByScore(L, K, SCORES));
		this.probe.sends("ZRANGESTORE l k 1.5 (3.0 BYSCORE LIMIT 2 3",
				(c) -> c.zRangeStoreByScore(L, K, SCORES, LIMIT));
		this.probe.sends("ZRANGESTORE l k (3.0 1.5 BYSCORE REV", (c) -> c.zRangeStoreRevByScore(L, K, SCORES));
		this.probe.sends("ZRANGESTORE l k (3.0 1.5 BYSCORE REV LIMIT 2 3",
				(c) -> c.zRangeStoreRevByScore(L, K, SCORES, LIMIT));
		this.probe.sends("ZRANGESTORE l k (a [c BYLEX", (c) -> c.zRangeStoreByLex(L, K, MEMBERS));
		this.probe.sends("ZRANGESTORE l k (a [c BYLEX LIMIT 2 3", (c) -> c.zRangeStoreByLex(L, K, MEMBERS, LIMIT));
		this.probe.sends("ZRANGESTORE l k [c (a BYLEX REV", (c) -> c.zRangeStoreRevByLex(L, K, MEMBERS));
		this.probe.sends("ZRANGESTORE l k [c (a BYLEX REV LIMIT 2 3",
				(c) -> c.zRangeStoreRevByLex(L, K, MEMBERS, LIMIT));
	}

	@Test
	void writesCommandsOverSeveralSets() {
		this.probe.sends("ZDIFF 2 k l", (c) -> c.zDiff(K, L));
		this.probe.sends("ZDIFF 2 k l WITHSCORES", (c) -> c.zDiffWithScores(K, L));
		this.probe.sends("ZDIFFSTORE a 2 k l", (c) -> c.zDiffStore(A, K, L));
		this.probe.sends("ZINTER 2 k l", (c) -> c.zInter(K, L));
		this.probe.sends("ZINTER 2 k l WITHSCORES", (c) -> c.zInterWithScores(K, L));
		this.probe.sends("ZINTERSTORE a 2 k l", (c) -> c.zInterStore(A, K, L));
		this.probe.sends("ZUNION 2 k l", (c) -> c.zUnion(K, L));
		this.probe.sends("ZUNION 2 k l WITHSCORES", (c) -> c.zUnionWithScores(K, L));
		this.probe.sends("ZUNIONSTORE a 2 k l", (c) -> c.zUnionStore(A, K, L));
	}

	@Test
	void writesWeightsAndAggregates() {
		Weights weights = Weights.of(2.5, 1);
		int[] numbers = { 2, 3 };
		this.probe.sends("ZINTER 2 k l WEIGHTS 2.5 1.0 AGGREGATE MAX WITHSCORES",
				(c) -> c.zInterWithScores(Aggregate.MAX, weights, K, L));
		this.probe.sends("ZINTER 2 k l WEIGHTS 2.0 3.0 AGGREGATE SUM WITHSCORES",
				(c) -> c.zInterWithScores(Aggregate.SUM, numbers, K, L));
		this.probe.sends("ZINTERSTORE a 2 k l WEIGHTS 2.5 1.0 AGGREGATE MIN",
				(c) -> c.zInterStore(A, Aggregate.MIN, weights, K, L));
		this.probe.sends("ZUNION 2 k l WEIGHTS 2.5 1.0 AGGREGATE MIN WITHSCORES",
				(c) -> c.zUnionWithScores(Aggregate.MIN, weights, K, L));
		this.probe.sends("ZUNIONSTORE a 2 k l WEIGHTS 2.0 3.0 AGGREGATE MAX",
				(c) -> c.zUnionStore(A, Aggregate.MAX, numbers, K, L));
		this.probe.refuses("2 weights for 1 sets", (c) -> c.zUnionStore(A, Aggregate.MAX, weights, K));
	}

	@Test
	void readsTuplesInTheOrderOfTheServer() {
		Object pairs = array(array("b", 2.0), array("a", Double.POSITIVE_INFINITY));
		assertThat(this.probe.answering(pairs).zRangeWithScores(K, 0, -1)).containsExactly(Tuple.of(B, 2.0),
				Tuple.of(A, Double.POSITIVE_INFINITY));
		assertThat(this.probe.answering(pairs).zPopMax(K, 2)).containsExactly(Tuple.of(B, 2.0),
				Tuple.of(A, Double.POSITIVE_INFINITY));
		assertThat(this.probe.answering(array(array("a", 1.0), array("a", 1.0))).zRandMemberWithScore(K, -2))
			.containsExactly(Tuple.of(A, 1.0), Tuple.of(A, 1.0));
		assertThat(this.probe.answering(array()).zPopMin(K, 2)).isEmpty();
	}

	@Test
	void readsOneTupleOrNone() {
		assertThat(this.probe.answering(array((Object) array("a", 1.0))).zPopMin(K)).isEqualTo(Tuple.of(A, 1.0));
		assertThat(this.probe.answering(array()).zPopMax(K)).isNull();
		assertThat(this.probe.answering(null).zRandMemberWithScore(K)).isNull();
		assertThat(this.probe.answering(array("k", "a", 1.0)).bZPopMin(K, 1, TimeUnit.SECONDS))
			.isEqualTo(Tuple.of(A, 1.0));
		assertThat(this.probe.answering(null).bZPopMax(K, 1, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void readsScoresRanksAndMembers() {
		assertThat(this.probe.answering(1.5).zScore(K, A)).isEqualTo(1.5);
		assertThat(this.probe.answering(null).zScore(K, A)).isNull();
		assertThat(this.probe.answering(array(1.5, null)).zMScore(K, A, B)).containsExactly(1.5, null);
		assertThat(this.probe.answering(null).zRank(K, A)).isNull();
		assertThat(this.probe.answering(3L).zRevRank(K, A)).isEqualTo(3);
		assertThat(this.probe.answering(0L).zAdd(K, 1, A)).isFalse();
		assertThat(texts(this.probe.answering(array("b", "a")).zRange(K, 0, -1))).containsExactly("b", "a");
		assertThat(this.probe.answering(array()).zUnion(K, L)).isEmpty();
	}

	@Test
	void refusesWhatIsEmpty() {
		this.probe.refuses("Tuples must not be empty", (c) -> c.zAdd(K, Set.of()));
		this.probe.refuses("Tuples must not contain null elements", (c) -> c.zAdd(K, Collections.singleton(null)));
		this.probe.refuses("Values must not be empty", (c) -> c.zRem(K));
		this.probe.refuses("Sets must not be empty", (c) -> c.zUnion());
	}

	private static Set<Tuple> tuples() {
		return new LinkedHashSet<>(List.of(Tuple.of(A, 1.0), Tuple.of(B, 2.0)));
	}

}
