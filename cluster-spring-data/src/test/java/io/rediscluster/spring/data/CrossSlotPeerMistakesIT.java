package io.rediscluster.spring.data;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rediscluster.spring.data.CommandFamilySuite.Mode;
import org.junit.jupiter.api.Test;

import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.data.domain.Range;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.DefaultSortParameters;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisGeoCommands.DistanceUnit;
import org.springframework.data.redis.connection.RedisGeoCommands.GeoSearchStoreCommandArgs;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.stream.ByteRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.zset.Aggregate;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.connection.zset.Weights;
import org.springframework.data.redis.domain.geo.GeoReference;
import org.springframework.data.redis.domain.geo.GeoShape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Commands over several slots that Lettuce or Jedis carry out wrongly, refuse, or drop
 * from the results of a pipeline.
 */
@InBothModes
class CrossSlotPeerMistakesIT extends PeerMistakes {

	CrossSlotPeerMistakesIT(Mode mode) {
		super(mode);
	}

	@Test
	void mSetNxWritesNothingIfOneKeyExists() {
		plain().stringCommands().set(B, B);
		assertThat(this.<Boolean>call((c) -> c.stringCommands().mSetNX(Map.of(A, A, B, A, C, A)))).isFalse();
		assertThat(plain().keyCommands().exists(A, C)).isZero();
		assertThat(plain().stringCommands().get(B)).isEqualTo(B);
		plain().keyCommands().del(B);
		assertThat(this.<Boolean>call((c) -> c.stringCommands().mSetNX(Map.of(A, A, B, B)))).isTrue();
		assertThat(plain().stringCommands().get(B)).isEqualTo(B);
	}

	@Test
	void renameKeepsTheTimeToLiveAndIsNoResult() {
		plain().stringCommands().setEx(A, 500, A);
		run((c) -> c.keyCommands().rename(A, B));
		assertThat(plain().keyCommands().exists(A)).isFalse();
		assertThat(plain().stringCommands().get(B)).isEqualTo(A);
		assertThat(plain().keyCommands().ttl(B)).isBetween(300L, 500L);
	}

	@Test
	void renameOfAMissingKeyIsTheServersError() {
		assertThatExceptionOfType(NonTransientDataAccessException.class)
			.isThrownBy(() -> run((c) -> c.keyCommands().rename(A, B)))
			.satisfies((ex) -> assertThat(ex.getMostSpecificCause()).hasMessageStartingWith("ERR no such key"));
	}

	@Test
	void renameNxKeepsTheTimeToLiveAndTheTarget() {
		plain().stringCommands().setEx(A, 500, A);
		assertThat(this.<Boolean>call((c) -> c.keyCommands().renameNX(A, B))).isTrue();
		assertThat(plain().keyCommands().ttl(B)).isBetween(300L, 500L);
		plain().stringCommands().set(C, C);
		assertThat(this.<Boolean>call((c) -> c.keyCommands().renameNX(B, C))).isFalse();
		assertThat(plain().stringCommands().get(C)).isEqualTo(C);
		assertThat(plain().keyCommands().exists(B)).isTrue();
	}

	@Test
	void copyCopies() {
		plain().stringCommands().setEx(A, 500, A);
		assertThat(this.<Boolean>call((c) -> c.keyCommands().copy(A, B, false))).isTrue();
		assertThat(plain().stringCommands().get(B)).isEqualTo(A);
		assertThat(plain().keyCommands().ttl(B)).isBetween(300L, 500L);
		plain().stringCommands().set(C, C);
		assertThat(this.<Boolean>call((c) -> c.keyCommands().copy(A, C, false))).isFalse();
		assertThat(this.<Boolean>call((c) -> c.keyCommands().copy(A, C, true))).isTrue();
		assertThat(plain().stringCommands().get(C)).isEqualTo(A);
	}

	@Test
	void sortStoresInOrderAndNothingClearsTheTarget() {
		plain().listCommands().rPush(A, all("3", "1", "2"));
		plain().listCommands().rPush(B, all("old"));
		assertThat(this.<Long>call((c) -> c.keyCommands().sort(A, new DefaultSortParameters().asc(), B))).isEqualTo(3);
		assertThat(texts(plain().listCommands().lRange(B, 0, -1))).containsExactly("1", "2", "3");
		assertThat(this.<Long>call((c) -> c.keyCommands().sort(C, new DefaultSortParameters().asc(), B))).isZero();
		assertThat(plain().keyCommands().exists(B)).isFalse();
	}

	@Test
	void setsAreCombinedAndAreResults() {
		plain().setCommands().sAdd(A, all("1", "2"));
		plain().setCommands().sAdd(B, all("2", "3"));
		assertThat(texts(this.<Set<byte[]>>call((c) -> c.setCommands().sUnion(A, B)))).containsExactlyInAnyOrder("1",
				"2", "3");
		assertThat(texts(this.<Set<byte[]>>call((c) -> c.setCommands().sInter(A, B)))).containsExactly("2");
		assertThat(texts(this.<Set<byte[]>>call((c) -> c.setCommands().sDiff(A, B)))).containsExactly("1");
		assertThat(this.<Set<byte[]>>call((c) -> c.setCommands().sDiff(C, B))).isEmpty();
		assertThat(this.<Long>call((c) -> c.setCommands().sInterCard(A, B))).isEqualTo(1);
	}

	@Test
	void storedSetsReplaceWhatWasThere() {
		plain().setCommands().sAdd(A, all("1", "2"));
		plain().setCommands().sAdd(B, all("2", "3"));
		plain().setCommands().sAdd(C, all("old"));
		assertThat(this.<Long>call((c) -> c.setCommands().sUnionStore(C, A, B))).isEqualTo(3);
		assertThat(texts(plain().setCommands().sMembers(C))).containsExactlyInAnyOrder("1", "2", "3");
		assertThat(this.<Long>call((c) -> c.setCommands().sInterStore(C, A, B))).isEqualTo(1);
		assertThat(texts(plain().setCommands().sMembers(C))).containsExactly("2");
		assertThat(this.<Long>call((c) -> c.setCommands().sDiffStore(C, A, B))).isEqualTo(1);
		assertThat(texts(plain().setCommands().sMembers(C))).containsExactly("1");
		assertThat(this.<Long>call((c) -> c.setCommands().sInterStore(C, A, bytes("missing")))).isZero();
		assertThat(plain().keyCommands().exists(C)).isFalse();
	}

	@Test
	void aMemberMovesEvenIfTheTargetHasIt() {
		plain().setCommands().sAdd(A, all("1", "2"));
		plain().setCommands().sAdd(B, all("1"));
		assertThat(this.<Boolean>call((c) -> c.setCommands().sMove(A, B, bytes("1")))).isTrue();
		assertThat(texts(plain().setCommands().sMembers(A))).containsExactly("2");
		assertThat(texts(plain().setCommands().sMembers(B))).containsExactly("1");
		assertThat(this.<Boolean>call((c) -> c.setCommands().sMove(A, B, bytes("9")))).isFalse();
	}

	@Test
	void elementsMoveAndNoneIsLost() {
		plain().listCommands().rPush(A, all("1", "2", "3", "4"));
		assertThat(this.<byte[]>call((c) -> c.listCommands().rPopLPush(A, B))).isEqualTo(bytes("4"));
		assertThat(this.<byte[]>call((c) -> c.listCommands().bRPopLPush(1, A, B))).isEqualTo(bytes("3"));
		assertThat(this.<byte[]>call((c) -> c.listCommands().lMove(A, B, Direction.LEFT, Direction.RIGHT)))
			.isEqualTo(bytes("1"));
		assertThat(this.<byte[]>call((c) -> c.listCommands().bLMove(A, B, Direction.LEFT, Direction.RIGHT, 1)))
			.isEqualTo(bytes("2"));
		assertThat(texts(plain().listCommands().lRange(B, 0, -1))).containsExactly("3", "4", "1", "2");
		assertThat(this.<byte[]>call((c) -> c.listCommands().rPopLPush(A, B))).isNull();
		assertThat(this.<byte[]>call((c) -> c.listCommands().bRPopLPush(1, A, B))).isNull();
		assertThat(plain().listCommands().lLen(B)).isEqualTo(4);
	}

	@Test
	void sortedSetsAreCombined() {
		plain().zSetCommands().zAdd(A, Set.of(Tuple.of(bytes("1"), 1d), Tuple.of(bytes("2"), 2d)));
		plain().zSetCommands().zAdd(B, Set.of(Tuple.of(bytes("2"), 5d), Tuple.of(bytes("3"), 3d)));
		assertThat(texts(this.<Set<byte[]>>call((c) -> c.zSetCommands().zUnion(A, B)))).containsExactly("1", "3", "2");
		assertThat(texts(this.<Set<byte[]>>call((c) -> c.zSetCommands().zInter(A, B)))).containsExactly("2");
		assertThat(texts(this.<Set<byte[]>>call((c) -> c.zSetCommands().zDiff(A, B)))).containsExactly("1");
		assertThat(
				this.<Set<Tuple>>call((c) -> c.zSetCommands().zInterWithScores(Aggregate.SUM, Weights.of(2, 1), A, B)))
			.extracting(Tuple::getScore)
			.containsExactly(9d);
	}

	@Test
	void combinedSortedSetsAreStored() {
		plain().zSetCommands().zAdd(A, Set.of(Tuple.of(bytes("1"), 1d), Tuple.of(bytes("2"), 2d)));
		plain().zSetCommands().zAdd(B, Set.of(Tuple.of(bytes("2"), 5d)));
		plain().zSetCommands().zAdd(C, 7, bytes("old"));
		assertThat(this.<Long>call((c) -> c.zSetCommands().zUnionStore(C, A, B))).isEqualTo(2);
		assertThat(plain().zSetCommands().zScore(C, bytes("2"))).isEqualTo(7d);
		assertThat(plain().zSetCommands().zScore(C, bytes("old"))).isNull();
		assertThat(this.<Long>call((c) -> c.zSetCommands().zInterStore(C, A, B))).isEqualTo(1);
		assertThat(this.<Long>call((c) -> c.zSetCommands().zDiffStore(C, A, B))).isEqualTo(1);
		assertThat(texts(plain().zSetCommands().zRange(C, 0, -1))).containsExactly("1");
		assertThat(this
			.<Long>call((c) -> c.zSetCommands().zRangeStoreByScore(B, A, Range.closed(2, 3), Limit.unlimited())))
			.isEqualTo(1);
		assertThat(texts(plain().zSetCommands().zRange(B, 0, -1))).containsExactly("2");
	}

	@Test
	void placesAreFoundAndStored() {
		plain().geoCommands().geoAdd(A, Map.of(bytes("palermo"), new Point(13.361389, 38.115556)));
		assertThat(this.<Long>call((c) -> c.geoCommands()
			.geoSearchStore(B, A, GeoReference.fromCoordinate(13.3, 38.1),
					GeoShape.byRadius(new org.springframework.data.geo.Distance(50, DistanceUnit.KILOMETERS)),
					GeoSearchStoreCommandArgs.newGeoSearchStoreArgs())))
			.isEqualTo(1);
		assertThat(texts(plain().zSetCommands().zRange(B, 0, -1))).containsExactly("palermo");
	}

	@Test
	void bitsAreCombined() {
		plain().stringCommands().mSet(Map.of(A, bytes("a"), B, bytes("b")));
		assertThat(this.<Long>call((c) -> c.stringCommands().bitOp(BitOperation.OR, C, A, B))).isEqualTo(1);
		assertThat(plain().stringCommands().get(C)).isEqualTo(bytes("c"));
	}

	@Test
	void cardinalitiesAreEstimatedAndMerged() {
		plain().hyperLogLogCommands().pfAdd(A, all("1", "2"));
		plain().hyperLogLogCommands().pfAdd(B, all("2", "3"));
		assertThat(this.<Long>call((c) -> c.hyperLogLogCommands().pfCount(A, B))).isEqualTo(3);
		run((c) -> c.hyperLogLogCommands().pfMerge(C, A, B));
		assertThat(plain().hyperLogLogCommands().pfCount(C)).isEqualTo(3);
	}

	@Test
	void streamsAreReadTogether() {
		plain().streamCommands().xAdd(A, Map.of(A, A));
		plain().streamCommands().xAdd(B, Map.of(B, B));
		List<ByteRecord> records = this.<List<ByteRecord>>call((c) -> c.streamCommands()
			.xRead(StreamOffset.create(A, ReadOffset.from("0")), StreamOffset.create(B, ReadOffset.from("0"))));
		assertThat(records).extracting((entry) -> FamilyProbe.text(entry.getStream())).containsExactly("a", "b");
	}

}
