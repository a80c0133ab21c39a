package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeRequest;
import io.rediscluster.test.Resp;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.CompareCondition;
import org.springframework.data.redis.connection.ExpirationOptions.Condition;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisHashCommands.HashFieldSetOption;
import org.springframework.data.redis.connection.RedisStreamCommands.StreamEntryDeletionResult;
import org.springframework.data.redis.connection.RedisStreamCommands.XDelOptions;
import org.springframework.data.redis.connection.SetCondition;
import org.springframework.data.redis.core.types.Expiration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commands that are newer than the server of the other tests: what reaches which node,
 * and what is made of the answer, directly, in a pipeline and in a transaction.
 */
@Timeout(60)
class NewerCommandsTests {

	private static final byte[] K = FamilyProbe.bytes("k");

	private static final byte[] F = FamilyProbe.bytes("f");

	private static final byte[] G = FamilyProbe.bytes("g");

	private static final byte[] V = FamilyProbe.bytes("v");

	private static final List<StreamEntryDeletionResult> DELETED_AND_NOT_FOUND = List
		.of(StreamEntryDeletionResult.DELETED, StreamEntryDeletionResult.NOT_FOUND);

	private static FakeCluster cluster;

	private static ClusterConnectionFactory factory;

	@BeforeAll
	static void start() {
		cluster = FakeCluster.start(3, 0);
		factory = new ClusterConnectionFactory(
				ClusterClientOptions.builder().seeds(cluster.seeds().toArray(new String[0])).build());
		factory.start();
	}

	@AfterAll
	static void stop() {
		factory.destroy();
		cluster.close();
	}

	@BeforeEach
	void forget() {
		cluster.nodes().forEach((node) -> {
			node.clearScript();
			node.clearRequests();
		});
	}

	/**
	 * A call, the words that have to reach the owner of its key, the answer, and what the
	 * call returns.
	 */
	record Exchange(String wire, Resp answer, @Nullable Object result, Function<RedisClusterConnection, Object> call) {

		@Override
		public String toString() {
			return this.wire;
		}

	}

	static Stream<Exchange> exchanges() {
		return Stream.concat(hashExchanges(), otherExchanges());
	}

	private static Stream<Exchange> hashExchanges() {
		Resp set = Resp.array(1, -2);
		Resp times = Resp.array(7200, -1);
		Resp values = Resp.array("v", null);
		List<Long> twoNumbers = List.of(1L, -2L);
		List<@Nullable String> oneValue = new ArrayList<>(List.of("v"));
		oneValue.add(null);
		return Stream.of(
				new Exchange("HEXPIRE k 5 FIELDS 2 f g", set, twoNumbers, (c) -> c.hashCommands().hExpire(K, 5, F, G)),
				new Exchange("HEXPIRE k 5 NX FIELDS 2 f g", set, twoNumbers,
						(c) -> c.hashCommands().hExpire(K, 5, Condition.NX, F, G)),
				new Exchange("HPEXPIRE k 5000 FIELDS 2 f g", set, twoNumbers,
						(c) -> c.hashCommands().hpExpire(K, Duration.ofSeconds(5), F, G)),
				new Exchange("HEXPIREAT k 5 GT FIELDS 2 f g", set, twoNumbers,
						(c) -> c.hashCommands().hExpireAt(K, 5, Condition.GT, F, G)),
				new Exchange("HPEXPIREAT k 5 FIELDS 2 f g", set, twoNumbers,
						(c) -> c.hashCommands().hpExpireAt(K, 5, F, G)),
				new Exchange("HPERSIST k FIELDS 2 f g", set, twoNumbers, (c) -> c.hashCommands().hPersist(K, F, G)),
				new Exchange("HTTL k FIELDS 2 f g", times, List.of(7200L, -1L), (c) -> c.hashCommands().hTtl(K, F, G)),
				new Exchange("HTTL k FIELDS 2 f g", times, List.of(2L, -1L),
						(c) -> c.hashCommands().hTtl(K, TimeUnit.HOURS, F, G)),
				new Exchange("HPTTL k FIELDS 2 f g", times, List.of(7200L, -1L),
						(c) -> c.hashCommands().hpTtl(K, F, G)),
				new Exchange("HGETDEL k FIELDS 2 f g", values, oneValue, (c) -> c.hashCommands().hGetDel(K, F, G)),
				new Exchange("HGETEX k EX 5 FIELDS 2 f g", values, oneValue,
						(c) -> c.hashCommands().hGetEx(K, Expiration.seconds(5), F, G)),
				new Exchange("HGETEX k PERSIST FIELDS 2 f g", values, oneValue,
						(c) -> c.hashCommands().hGetEx(K, Expiration.persistent(), F, G)),
				new Exchange("HSETEX k FNX PX 70 FIELDS 1 f v", Resp.integer(1), true,
						(c) -> c.hashCommands()
							.hSetEx(K, Map.of(F, V), HashFieldSetOption.ifNoneExist(), Expiration.milliseconds(70))),
				new Exchange("HSETEX k FXX KEEPTTL FIELDS 1 f v", Resp.integer(0), false, (c) -> c.hashCommands()
					.hSetEx(K, Map.of(F, V), HashFieldSetOption.ifAllExist(), Expiration.keepTtl())));
	}

	private static Stream<Exchange> otherExchanges() {
		Resp deletions = Resp.array(1, -1);
		return Stream.of(
				new Exchange("DELEX k IFEQ v", Resp.integer(1), true,
						(c) -> c.keyCommands().delex(K, CompareCondition.ifEquals(V))),
				new Exchange("DIGEST k", Resp.bulk(FamilyProbe.bytes("00ff")), "00ff",
						(c) -> c.keyCommands().digest(K)),
				new Exchange("SET k v IFEQ g EX 5", Resp.nil(), false,
						(c) -> c.stringCommands().set(K, V, SetCondition.ifEquals(G), Expiration.seconds(5))),
				new Exchange("SET k v IFDNE 00ff", Resp.simple("OK"), true,
						(c) -> c.stringCommands()
							.set(K, V, SetCondition.ifDigestNotEquals("00ff"), Expiration.persistent())),
				new Exchange("XDELEX k KEEPREF IDS 2 1-0 2-0", deletions, DELETED_AND_NOT_FOUND,
						(c) -> c.streamCommands().xDelEx(K, XDelOptions.defaults(), "1-0", "2-0")),
				new Exchange("XACKDEL k g KEEPREF IDS 2 1-0 2-0", deletions, DELETED_AND_NOT_FOUND,
						(c) -> c.streamCommands().xAckDel(K, "g", XDelOptions.defaults(), "1-0", "2-0")));
	}

	@ParameterizedTest
	@MethodSource("exchanges")
	void aCallReachesTheOwnerOfItsKey(Exchange exchange) {
		answer(exchange);
		try (RedisClusterConnection connection = factory.getConnection()) {
			assertThat(text(exchange.call().apply(connection))).isEqualTo(exchange.result());
		}
		assertReceived(exchange);
	}

	@ParameterizedTest
	@MethodSource("exchanges")
	void aPipelinedCallReachesTheOwnerOfItsKey(Exchange exchange) {
		answer(exchange);
		try (RedisClusterConnection connection = factory.getConnection()) {
			connection.openPipeline();
			assertThat(exchange.call().apply(connection)).isNull();
			assertThat(connection.closePipeline()).singleElement()
				.satisfies((result) -> assertThat(text(result)).isEqualTo(exchange.result()));
		}
		assertReceived(exchange);
	}

	@ParameterizedTest
	@MethodSource("exchanges")
	void aCallInATransactionReachesTheOwnerOfItsKey(Exchange exchange) {
		answer(exchange);
		try (RedisClusterConnection connection = factory.getConnection()) {
			connection.multi();
			assertThat(exchange.call().apply(connection)).isNull();
			assertThat(connection.exec()).singleElement()
				.satisfies((result) -> assertThat(text(result)).isEqualTo(exchange.result()));
		}
		assertReceived(exchange);
	}

	private static void answer(Exchange exchange) {
		String name = exchange.wire().split(" ", 2)[0];
		cluster.nodes().forEach((node) -> node.on(name, FakeAnswer.reply(exchange.answer())));
	}

	private static void assertReceived(Exchange exchange) {
		String name = exchange.wire().split(" ", 2)[0];
		FakeNode owner = cluster.owner(factory.getConnection().clusterGetSlotForKey(K));
		for (FakeNode node : cluster.nodes()) {
			List<String> received = node.requests(name).stream().map(FakeRequest::text).toList();
			assertThat(received).isEqualTo((node == owner) ? List.of(exchange.wire()) : List.of());
		}
	}

	private static @Nullable Object text(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return FamilyProbe.text(bytes);
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> texts = new ArrayList<>();
			list.forEach((element) -> texts.add(text(element)));
			return texts;
		}
		return value;
	}

}
