package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.DataType;
import org.springframework.data.redis.connection.Limit;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.connection.RedisListCommands.Position;
import org.springframework.data.redis.connection.ValueEncoding;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.types.Expiration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is returned of keys, elements and fields that are not there: directly, in a
 * pipeline and in a transaction.
 */
class NullRulesIT extends OnSharedCluster {

	private static final byte[] MISSING = bytes("missing");

	private static final byte[] HASH = bytes("{missing}hash");

	private static final byte[] ZSET = bytes("{missing}zset");

	private static final byte[] F = bytes("f");

	private static final byte[] G = bytes("g");

	@BeforeEach
	void prepare() {
		RedisClusterConnection connection = factory.getConnection();
		connection.hashCommands().hSet(HASH, F, bytes("1"));
		connection.zSetCommands().zAdd(ZSET, 1, F);
	}

	record Rule(String what, @Nullable Object expected, Function<RedisClusterConnection, @Nullable Object> call) {

		@Override
		public String toString() {
			return this.what;
		}

	}

	static Stream<Rule> rules() {
		return Stream.of(values(), lists(), sets(), sortedSets(), hashes(), others()).flatMap((rules) -> rules);
	}

	private static Stream<Rule> values() {
		return Stream.of(new Rule("get", null, (c) -> c.stringCommands().get(MISSING)),
				new Rule("getDel", null, (c) -> c.stringCommands().getDel(MISSING)),
				new Rule("getEx", null, (c) -> c.stringCommands().getEx(MISSING, Expiration.seconds(9))),
				new Rule("getRange", "", (c) -> c.stringCommands().getRange(MISSING, 0, -1)),
				new Rule("strLen", 0L, (c) -> c.stringCommands().strLen(MISSING)),
				new Rule("mGet", Arrays.asList(null, null),
						(c) -> c.stringCommands().mGet(MISSING, bytes("{missing}2"))),
				new Rule("bitCount", 0L, (c) -> c.stringCommands().bitCount(MISSING)),
				new Rule("getBit", false, (c) -> c.stringCommands().getBit(MISSING, 7)));
	}

	private static Stream<Rule> lists() {
		return Stream.of(new Rule("lPop", null, (c) -> c.listCommands().lPop(MISSING)),
				new Rule("rPop", null, (c) -> c.listCommands().rPop(MISSING)),
				new Rule("lIndex", null, (c) -> c.listCommands().lIndex(MISSING, 0)),
				new Rule("lRange", List.of(), (c) -> c.listCommands().lRange(MISSING, 0, -1)),
				new Rule("lPos", null, (c) -> c.listCommands().lPos(MISSING, F)),
				new Rule("lPos of several", List.of(), (c) -> c.listCommands().lPos(MISSING, F, null, 2)),
				new Rule("lLen", 0L, (c) -> c.listCommands().lLen(MISSING)),
				new Rule("lPushX", 0L, (c) -> c.listCommands().lPushX(MISSING, F)),
				new Rule("lInsert", 0L, (c) -> c.listCommands().lInsert(MISSING, Position.BEFORE, F, G)),
				new Rule("rPopLPush", null, (c) -> c.listCommands().rPopLPush(MISSING, bytes("{missing}2"))),
				new Rule("lMove", null,
						(c) -> c.listCommands().lMove(MISSING, bytes("{missing}2"), Direction.LEFT, Direction.LEFT)),
				new Rule("bLMove", null, (c) -> c.listCommands()
					.bLMove(MISSING, bytes("{missing}2"), Direction.LEFT, Direction.LEFT, 0.01)));
	}

	private static Stream<Rule> sets() {
		return Stream.of(new Rule("sMembers", List.of(), (c) -> c.setCommands().sMembers(MISSING)),
				new Rule("sPop", null, (c) -> c.setCommands().sPop(MISSING)),
				new Rule("sPop of several", List.of(), (c) -> c.setCommands().sPop(MISSING, 2)),
				new Rule("sRandMember", null, (c) -> c.setCommands().sRandMember(MISSING)),
				new Rule("sRandMember of several", List.of(), (c) -> c.setCommands().sRandMember(MISSING, 2)),
				new Rule("sIsMember", false, (c) -> c.setCommands().sIsMember(MISSING, F)),
				new Rule("sMIsMember", List.of(false, false), (c) -> c.setCommands().sMIsMember(MISSING, F, G)),
				new Rule("sUnion", List.of(), (c) -> c.setCommands().sUnion(MISSING)),
				new Rule("sCard", 0L, (c) -> c.setCommands().sCard(MISSING)));
	}

	private static Stream<Rule> sortedSets() {
		return Stream.of(new Rule("zScore", null, (c) -> c.zSetCommands().zScore(MISSING, F)),
				new Rule("zScore of no member", null, (c) -> c.zSetCommands().zScore(ZSET, G)),
				new Rule("zMScore", Arrays.asList(1d, null), (c) -> c.zSetCommands().zMScore(ZSET, F, G)),
				new Rule("zRank", null, (c) -> c.zSetCommands().zRank(ZSET, G)),
				new Rule("zRevRank", null, (c) -> c.zSetCommands().zRevRank(MISSING, F)),
				new Rule("zRange", List.of(), (c) -> c.zSetCommands().zRange(MISSING, 0, -1)),
				new Rule("zRangeByScore", List.of(), (c) -> c.zSetCommands().zRangeByScore(MISSING, 0, 1)),
				new Rule("zPopMin", null, (c) -> c.zSetCommands().zPopMin(MISSING)),
				new Rule("zPopMax of several", List.of(), (c) -> c.zSetCommands().zPopMax(MISSING, 2)),
				new Rule("bZPopMin", null, (c) -> c.zSetCommands().bZPopMin(MISSING, 10, TimeUnit.MILLISECONDS)),
				new Rule("zRandMember", null, (c) -> c.zSetCommands().zRandMember(MISSING)),
				new Rule("zRandMemberWithScore", null, (c) -> c.zSetCommands().zRandMemberWithScore(MISSING)),
				new Rule("zRandMember of several", List.of(), (c) -> c.zSetCommands().zRandMember(MISSING, 2)));
	}

	private static Stream<Rule> hashes() {
		return Stream.of(new Rule("hGet", null, (c) -> c.hashCommands().hGet(MISSING, F)),
				new Rule("hGet of no field", null, (c) -> c.hashCommands().hGet(HASH, G)),
				new Rule("hMGet", Arrays.asList("1", null), (c) -> c.hashCommands().hMGet(HASH, F, G)),
				new Rule("hMGet of no key", Arrays.asList(null, null), (c) -> c.hashCommands().hMGet(MISSING, F, G)),
				new Rule("hGetAll", Map.of(), (c) -> c.hashCommands().hGetAll(MISSING)),
				new Rule("hKeys", List.of(), (c) -> c.hashCommands().hKeys(MISSING)),
				new Rule("hVals", List.of(), (c) -> c.hashCommands().hVals(MISSING)),
				new Rule("hRandField", null, (c) -> c.hashCommands().hRandField(MISSING)),
				new Rule("hRandFieldWithValues", null, (c) -> c.hashCommands().hRandFieldWithValues(MISSING)),
				new Rule("hRandField of several", List.of(), (c) -> c.hashCommands().hRandField(MISSING, 2)),
				new Rule("hStrLen", 0L, (c) -> c.hashCommands().hStrLen(MISSING, F)));
	}

	private static Stream<Rule> others() {
		return Stream.of(new Rule("ttl of no key", -2L, (c) -> c.keyCommands().ttl(MISSING)),
				new Rule("ttl of a key without one", -1L, (c) -> c.keyCommands().ttl(HASH)),
				new Rule("pTtl of no key", -2L, (c) -> c.keyCommands().pTtl(MISSING)),
				new Rule("ttl in another unit", -2L, (c) -> c.keyCommands().ttl(MISSING, TimeUnit.HOURS)),
				new Rule("type", DataType.NONE, (c) -> c.keyCommands().type(MISSING)),
				new Rule("dump", null, (c) -> c.keyCommands().dump(MISSING)),
				new Rule("idletime", null, (c) -> c.keyCommands().idletime(MISSING)),
				new Rule("refcount", null, (c) -> c.keyCommands().refcount(MISSING)),
				new Rule("encodingOf", ValueEncoding.RedisValueEncoding.VACANT,
						(c) -> c.keyCommands().encodingOf(MISSING)),
				new Rule("geoPos", Arrays.asList(null, null), (c) -> c.geoCommands().geoPos(MISSING, F, G)),
				new Rule("geoHash", Arrays.asList(null, null), (c) -> c.geoCommands().geoHash(MISSING, F, G)),
				new Rule("geoDist", null, (c) -> c.geoCommands().geoDist(MISSING, F, G)),
				new Rule("pfCount", 0L, (c) -> c.hyperLogLogCommands().pfCount(MISSING)),
				new Rule("xRead", List.of(),
						(c) -> c.streamCommands().xRead(StreamOffset.create(MISSING, ReadOffset.from("0")))),
				new Rule("xRange", List.of(),
						(c) -> c.streamCommands().xRange(MISSING, Range.unbounded(), Limit.unlimited())),
				new Rule("xLen", 0L, (c) -> c.streamCommands().xLen(MISSING)));
	}

	@ParameterizedTest
	@MethodSource("rules")
	void directly(Rule rule) {
		assertThat(plain(rule.call().apply(factory.getConnection()))).isEqualTo(rule.expected());
	}

	@ParameterizedTest
	@MethodSource("rules")
	void inAPipeline(Rule rule) {
		RedisClusterConnection connection = factory.getConnection();
		connection.openPipeline();
		assertThat(rule.call().apply(connection)).isNull();
		assertThat(plain(connection.closePipeline().get(0))).isEqualTo(rule.expected());
	}

	@ParameterizedTest
	@MethodSource("rules")
	void inATransaction(Rule rule) {
		RedisClusterConnection connection = factory.getConnection();
		connection.multi();
		assertThat(rule.call().apply(connection)).isNull();
		assertThat(plain(connection.exec().get(0))).isEqualTo(rule.expected());
	}

	@Test
	void blockingPopsThatFindNothing() {
		RedisClusterConnection connection = factory.getConnection();
		assertThat(connection.listCommands().bLPop(1, MISSING)).isNull();
		assertThat(connection.listCommands().bRPop(1, MISSING)).isNull();
		assertThat(connection.listCommands().bRPopLPush(1, MISSING, bytes("{missing}2"))).isNull();
	}

	@Test
	void nothingIsRandomInAnEmptyCluster() {
		RedisClusterConnection connection = factory.getConnection();
		connection.keyCommands().del(HASH, ZSET);
		assertThat(connection.keyCommands().randomKey()).isNull();
		assertThat(connection.keyCommands().keys(bytes("*"))).isEmpty();
	}

	@Test
	void setsKeepTheOrderOfTheServer() {
		RedisClusterConnection connection = factory.getConnection();
		connection.zSetCommands().zAdd(ZSET, 0, bytes("z"));
		connection.zSetCommands().zAdd(ZSET, 2, bytes("a"));
		assertThat(plain(connection.zSetCommands().zRange(ZSET, 0, -1))).isEqualTo(List.of("z", "f", "a"));
		assertThat(plain(connection.zSetCommands().zRevRange(ZSET, 0, -1))).isEqualTo(List.of("a", "f", "z"));
	}

	@Test
	void thereAreNoSentinels() {
		assertThatExceptionOfType(InvalidDataAccessResourceUsageException.class)
			.isThrownBy(() -> factory.getConnection().getSentinelConnection());
	}

	/** Bytes as text and sets as lists in their order. */
	private static @Nullable Object plain(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return FamilyProbe.text(bytes);
		}
		if (value instanceof Set || value instanceof List) {
			List<@Nullable Object> plain = new ArrayList<>();
			((Iterable<?>) value).forEach((element) -> plain.add(plain(element)));
			return plain;
		}
		return value;
	}

	private static byte[] bytes(String text) {
		return FamilyProbe.bytes(text);
	}

}
