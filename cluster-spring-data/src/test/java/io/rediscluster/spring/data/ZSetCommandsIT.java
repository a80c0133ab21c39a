package io.rediscluster.spring.data;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.data.domain.Range;
import org.springframework.data.domain.Range.Bound;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisZSetCommands;
import org.springframework.data.redis.connection.RedisZSetCommands.ZAddArgs;
import org.springframework.data.redis.connection.zset.Aggregate;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.connection.zset.Weights;
import org.springframework.data.redis.core.ScanOptions;

import static io.rediscluster.spring.data.FamilyProbe.bytes;
import static io.rediscluster.spring.data.FamilyProbe.text;
import static io.rediscluster.spring.data.FamilyProbe.texts;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link ZSetCommands} on a real cluster.
 */
@InBothModes
class ZSetCommandsIT extends CommandFamilySuite<RedisZSetCommands> {

	private static final byte[] K = key("k");

	private static final byte[] L = key("l");

	private static final byte[] M = key("m");

	private static final byte[] MISSING = key("missing");

	private static final byte[] A = bytes("a");

	private static final byte[] B = bytes("b");

	private static final byte[] C = bytes("c");

	private static final Range<Double> FROM_TWO = Range.rightUnbounded(Bound.inclusive(2.0));

	private static final Range<Double> BELOW_THREE = Range.from(Bound.exclusive(0.0)).to(Bound.exclusive(3.0));

	private static final Limit ONE_AFTER_ONE = Limit.limit().offset(1).count(1);

	ZSetCommandsIT(Mode mode) {
		super(mode, RedisZSetCommands.class, RedisClusterConnection::zSetCommands);
	}

	@Test
	void membersAreAddedScoredAndRemoved() {
		assertThat(this.commands.zAdd(K, 1, A)).isTrue();
		assertThat(this.commands.zAdd(K, 1.5, A)).isFalse();
		assertThat(this.commands.zAdd(K, 2, A, ZAddArgs.ifNotExists())).isFalse();
		assertThat(this.commands.zAdd(K, 2, A, ZAddArgs.ifExists().gt().ch())).isTrue();
		assertThat(this.commands.zAdd(K, tuples(A, 3, B, Double.POSITIVE_INFINITY), ZAddArgs.empty().ch()))
			.isEqualTo(2);
		assertThat(this.commands.zScore(K, A)).isEqualTo(3);
		assertThat(this.commands.zScore(K, B)).isEqualTo(Double.POSITIVE_INFINITY);
		assertThat(this.commands.zScore(K, C)).isNull();
		assertThat(this.commands.zMScore(K, B, C, A)).containsExactly(Double.POSITIVE_INFINITY, null, 3.0);
		assertThat(this.commands.zIncrBy(K, -0.25, A)).isEqualTo(2.75);
		assertThat(this.commands.zCard(K)).isEqualTo(2);
		assertThat(this.commands.zRank(K, B)).isEqualTo(1);
		assertThat(this.commands.zRevRank(K, B)).isZero();
		assertThat(this.commands.zRank(K, C)).isNull();
		assertThat(this.commands.zRevRank(MISSING, C)).isNull();
		assertThat(this.commands.zRem(K, A, C)).isEqualTo(1);
	}

	@Test
	void membersAreDrawnByChance() {
		fill(K);
		assertThat(text(this.commands.zRandMember(K))).isIn("a", "b", "c");
		assertThat(this.commands.zRandMember(K, 5)).hasSize(3);
		assertThat(this.commands.zRandMemberWithScore(K)).isIn(tuples(A, 1, B, 2, C, 3));
		assertThat(this.commands.zRandMemberWithScore(K, -5)).hasSize(5).isSubsetOf(tuples(A, 1, B, 2, C, 3));
		assertThat(this.commands.zRandMember(MISSING)).isNull();
		assertThat(this.commands.zRandMember(MISSING, 2)).isEmpty();
		assertThat(this.commands.zRandMemberWithScore(MISSING)).isNull();
		assertThat(this.commands.zRandMemberWithScore(MISSING, 2)).isEmpty();
	}

	@Test
	void membersAreTakenFromBothEnds() {
		fill(K);
		fill(L);
		assertThat(this.commands.zPopMin(K)).isEqualTo(Tuple.of(A, 1.0));
		assertThat(this.commands.zPopMax(K)).isEqualTo(Tuple.of(C, 3.0));
		assertThat(this.commands.zPopMin(K, 5)).containsExactly(Tuple.of(B, 2.0));
		assertThat(this.commands.zPopMax(K)).isNull();
		assertThat(this.commands.zPopMin(K)).isNull();
		assertThat(this.commands.zPopMax(L, 2)).containsExactly(Tuple.of(C, 3.0), Tuple.of(B, 2.0));
		assertThat(this.commands.zPopMax(K, 2)).isEmpty();
	}

	@Test
	void aBlockingCommandTakesWhatIsThereOrGivesUp() {
		fill(K);
		assertThat(this.commands.bZPopMin(K, 1, TimeUnit.SECONDS)).isEqualTo(Tuple.of(A, 1.0));
		assertThat(this.commands.bZPopMax(K, 500, TimeUnit.MILLISECONDS)).isEqualTo(Tuple.of(C, 3.0));
		assertThat(this.commands.bZPopMin(MISSING, 10, TimeUnit.MILLISECONDS)).isNull();
		assertThat(this.commands.bZPopMax(MISSING, 10, TimeUnit.MILLISECONDS)).isNull();
	}

	@Test
	void rangesByRankKeepTheirOrder() {
		fill(K);
		assertThat(texts(this.commands.zRange(K, 0, -1))).containsExactly("a", "b", "c");
		assertThat(texts(this.commands.zRevRange(K, 0, 1))).containsExactly("c", "b");
		assertThat(this.commands.zRangeWithScores(K, 1, -1)).containsExactly(Tuple.of(B, 2.0), Tuple.of(C, 3.0));
		assertThat(this.commands.zRevRangeWithScores(K, 1, -1)).containsExactly(Tuple.of(B, 2.0), Tuple.of(A, 1.0));
		assertThat(this.commands.zRange(MISSING, 0, -1)).isEmpty();
		assertThat(this.commands.zRemRange(K, 0, 1)).isEqualTo(2);
	}

	@Test
	@SuppressWarnings("deprecation")
	void rangesByScoreKeepTheirOrder() {
		fill(K);
		assertThat(texts(this.commands.zRangeByScore(K, FROM_TWO))).containsExactly("b", "c");
		assertThat(texts(this.commands.zRangeByScore(K, BELOW_THREE, ONE_AFTER_ONE))).containsExactly("b");
		assertThat(texts(this.commands.zRangeByScore(K, 1, 3, 2, 5))).containsExactly("c");
		assertThat(texts(this.commands.zRangeByScore(K, "(1", "+inf"))).containsExactly("b", "c");
		assertThat(texts(this.commands.zRangeByScore(K, "-inf", "(3", 1, 1))).containsExactly("b");
		assertThat(this.commands.zRangeByScoreWithScores(K, FROM_TWO, ONE_AFTER_ONE)).containsExactly(Tuple.of(C, 3.0));
		assertThat(texts(this.commands.zRevRangeByScore(K, BELOW_THREE))).containsExactly("b", "a");
		assertThat(texts(this.commands.zRevRangeByScore(K, BELOW_THREE, ONE_AFTER_ONE))).containsExactly("a");
		assertThat(this.commands.zRevRangeByScoreWithScores(K, FROM_TWO, ONE_AFTER_ONE))
			.containsExactly(Tuple.of(B, 2.0));
		assertThat(this.commands.zCount(K, Range.unbounded())).isEqualTo(3);
		assertThat(this.commands.zCount(K, BELOW_THREE)).isEqualTo(2);
		assertThat(this.commands.zRemRangeByScore(K, BELOW_THREE)).isEqualTo(2);
		assertThat(texts(this.commands.zRange(K, 0, -1))).containsExactly("c");
	}

	@Test
	void rangesByMemberKeepTheirOrder() {
		this.commands.zAdd(K, tuples(A, 0, B, 0, C, 0));
		Range<byte[]> afterA = range(Bound.exclusive("a"), Bound.unbounded());
		assertThat(texts(this.commands.zRangeByLex(K, afterA))).containsExactly("b", "c");
		assertThat(texts(this.commands.zRangeByLex(K, Range.unbounded(), ONE_AFTER_ONE))).containsExactly("b");
		assertThat(texts(this.commands.zRevRangeByLex(K, afterA))).containsExactly("c", "b");
		assertThat(texts(this.commands.zRevRangeByLex(K, afterA, ONE_AFTER_ONE))).containsExactly("b");
		assertThat(this.commands.zLexCount(K, afterA)).isEqualTo(2);
		assertThat(this.commands.zRangeStoreByLex(L, K, afterA, ONE_AFTER_ONE)).isEqualTo(1);
		assertThat(texts(this.commands.zRange(L, 0, -1))).containsExactly("c");
		assertThat(this.commands.zRangeStoreRevByLex(L, K, afterA, ONE_AFTER_ONE)).isEqualTo(1);
		assertThat(texts(this.commands.zRange(L, 0, -1))).containsExactly("b");
		assertThat(this.commands.zRemRangeByLex(K, afterA)).isEqualTo(2);
	}

	@Test
	void rangesByScoreAreStored() {
		fill(K);
		assertThat(this.commands.zRangeStoreByScore(L, K, FROM_TWO, ONE_AFTER_ONE)).isEqualTo(1);
		assertThat(texts(this.commands.zRange(L, 0, -1))).containsExactly("c");
		assertThat(this.commands.zRangeStoreRevByScore(L, K, FROM_TWO, ONE_AFTER_ONE)).isEqualTo(1);
		assertThat(texts(this.commands.zRange(L, 0, -1))).containsExactly("b");
		assertThat(this.commands.zRangeStoreByScore(L, K, FROM_TWO)).isEqualTo(2);
	}

	@Test
	void setsAreCombined() {
		this.commands.zAdd(K, tuples(A, 1, B, 2));
		this.commands.zAdd(L, tuples(B, 10, C, 20));
		assertThat(texts(this.commands.zDiff(K, L))).containsExactly("a");
		assertThat(texts(this.commands.zInter(K, L))).containsExactly("b");
		assertThat(texts(this.commands.zUnion(K, L))).containsExactly("a", "b", "c");
		assertThat(this.commands.zDiffWithScores(K, L)).containsExactly(Tuple.of(A, 1.0));
		assertThat(this.commands.zInterWithScores(K, L)).containsExactly(Tuple.of(B, 12.0));
		assertThat(this.commands.zUnionWithScores(K, L)).containsExactly(Tuple.of(A, 1.0), Tuple.of(B, 12.0),
				Tuple.of(C, 20.0));
		assertThat(this.commands.zInterWithScores(Aggregate.MAX, Weights.of(6, 1), K, L))
			.containsExactly(Tuple.of(B, 12.0));
		assertThat(this.commands.zUnionWithScores(Aggregate.MIN, Weights.of(0.5, 1), K, L))
			.containsExactly(Tuple.of(A, 0.5), Tuple.of(B, 1.0), Tuple.of(C, 20.0));
	}

	@Test
	void combinedSetsAreStored() {
		this.commands.zAdd(K, tuples(A, 1, B, 2));
		this.commands.zAdd(L, tuples(B, 10, C, 20));
		assertThat(this.commands.zDiffStore(M, K, L)).isEqualTo(1);
		assertThat(this.commands.zInterStore(M, K, L)).isEqualTo(1);
		assertThat(this.commands.zScore(M, B)).isEqualTo(12);
		assertThat(this.commands.zInterStore(M, Aggregate.SUM, Weights.of(2, 3), K, L)).isEqualTo(1);
		assertThat(this.commands.zScore(M, B)).isEqualTo(34);
		assertThat(this.commands.zUnionStore(M, K, L)).isEqualTo(3);
		assertThat(this.commands.zUnionStore(M, Aggregate.MAX, Weights.of(2, 0.5), K, L)).isEqualTo(3);
		assertThat(this.commands.zRangeWithScores(M, 0, -1)).containsExactly(Tuple.of(A, 2.0), Tuple.of(B, 5.0),
				Tuple.of(C, 10.0));
	}

	@Test
	void aLargeSetIsScanned() {
		Set<Tuple> expected = new LinkedHashSet<>();
		for (int i = 0; i < 1000; i++) {
			expected.add(Tuple.of(bytes("m" + i), i + 0.5));
		}
		this.commands.zAdd(K, expected);
		this.commands.zAdd(K, 1, A);
		Collection<Tuple> seen = rest(this.commands.zScan(K, ScanOptions.scanOptions().match("m*").count(50).build()));
		assertThat(new LinkedHashSet<>(seen)).isEqualTo(expected);
		assertThat(rest(this.commands.zScan(MISSING, null))).isEmpty();
	}

	private void fill(byte[] key) {
		this.commands.zAdd(key, tuples(A, 1, B, 2, C, 3));
	}

	private static Set<Tuple> tuples(Object... membersAndScores) {
		Set<Tuple> tuples = new LinkedHashSet<>();
		for (int i = 0; i < membersAndScores.length; i += 2) {
			tuples.add(Tuple.of((byte[]) membersAndScores[i], ((Number) membersAndScores[i + 1]).doubleValue()));
		}
		return tuples;
	}

	/** A range of byte arrays, which are not comparable as its factory methods ask. */
	@SuppressWarnings("unchecked")
	private static Range<byte[]> range(Bound<String> lower, Bound<String> upper) {
		return (Range<byte[]>) (Range<?>) Range.from(lower).to(upper);
	}

}
