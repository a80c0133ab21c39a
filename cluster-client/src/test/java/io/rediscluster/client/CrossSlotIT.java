package io.rediscluster.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Commands over several slots against what a single server without cluster mode answers
 * to the same calls, in both protocols. The keys a to f are in six slots of three shards.
 */
@Timeout(180)
class CrossSlotIT extends OnSharedCluster {

	/** Apart by less than this, two times to live are the same. */
	private static final long TTL_TOLERANCE = 60_000;

	private static final Set<String> UNORDERED = Set.of("SMEMBERS", "SUNION", "SINTER", "SDIFF");

	private static ClusterClient resp2;

	private static EmbeddedServer server;

	private static ClusterClient single;

	@BeforeAll
	static void start() {
		resp2 = ClusterClient.connect(options().protocol(Protocol.RESP2).build());
		server = EmbeddedServer.start();
		single = ClusterClient
			.connect(ClusterClientOptions.builder().seeds(server.node().address()).standalone(true).build());
	}

	@AfterAll
	static void close() {
		single.close();
		server.close();
		resp2.close();
	}

	@BeforeEach
	void flushSingle() {
		single.execute("FLUSHALL");
	}

	/** Commands in turn; what the last one answers and what all leave is compared. */
	static Stream<String> scripts() {
		return Stream.of(keys(), strings(), lists(), sets(), sortedSets(), streams()).flatMap(List::stream);
	}

	private static List<String> keys() {
		return List.of("SET a 1; RENAME a b", "SET a 1 PX 600000; SET b 2; RENAME a b",
				"SET a 1; SET b 2 PX 600000; RENAME a b", "RENAME a b", "SET b 2; RENAME a b",
				"RPUSH a 1 2 3; HSET b f v; RENAME a b", "SADD a 1 2 x y; RENAME a b", "ZADD a 1 x 2 y; RENAME a b",
				"HSET a f v g w; RENAME a b", "XADD a 1-1 f v; RENAME a b", "SET a 1 PX 600000; RENAMENX a b",
				"SET a 1; SET b 2; RENAMENX a b", "RENAMENX a b", "SET b 1; RENAMENX a b",
				"SET a 1 PX 600000; COPY a b", "SET a 1; SET b 2; COPY a b",
				"SET a 1; SET b 2 PX 600000; COPY a b REPLACE", "COPY a b", "SET b 2; COPY a b REPLACE",
				"ZADD a 1 x; COPY a b DB 0", "SET a 1; COPY a b NONSENSE", "RPUSH a 3 1 2; SORT a STORE b",
				"RPUSH a 3 1 2; SET b x PX 600000; SORT a LIMIT 0 2 DESC STORE b", "SORT a STORE b",
				"SET b 1; SORT a STORE b", "SET a 1; SET b 2; SORT a STORE b", "RPUSH a x y; SET b 2; SORT a STORE b",
				"SADD a x y; SORT a ALPHA STORE b");
	}

	private static List<String> strings() {
		return List.of("MSETNX a 1 b 2 c 3", "SET b x; MSETNX a 1 b 2 c 3", "MSETNX a 1 b 2 a 3",
				"LPUSH c 1; MSETNX a 1 b 2 c 3", "SET a abc; SET b xyz; BITOP AND c a b", "SET a abc; BITOP OR c a b",
				"BITOP XOR c a b", "SET a abc; SET c old PX 600000; BITOP NOT c a",
				"SET c abc; SET a xy; BITOP OR c c a", "SET a abc; LPUSH b 1; SET c old; BITOP AND c a b",
				"SET a abc; SET b x; BITOP NOT c a b", "PFADD a 1 2 3; PFADD b 3 4; PFCOUNT a b c",
				"PFADD a 1 2 3; PFADD b 3 4; PFCOUNT a b a", "SET a x; PFADD b 1; PFCOUNT a b",
				"LPUSH a x; PFADD b 1; PFCOUNT a b", "PFCOUNT a b",
				"PFADD a 1 2 3; PFADD b 3 4; PFADD c 9; PFMERGE c a b", "PFADD a 1 2 3; PFMERGE c a b", "PFMERGE c a b",
				"SET a x; PFADD c 9; PFMERGE c a b", "SADD a x; PFADD c 9; PFMERGE c a b");
	}

	private static List<String> lists() {
		List<String> scripts = new ArrayList<>();
		for (String move : List.of("RPOPLPUSH a b", "LMOVE a b LEFT LEFT", "LMOVE a b LEFT RIGHT",
				"LMOVE a b RIGHT LEFT", "LMOVE a b right right")) {
			scripts.add("RPUSH a 1 2 3; RPUSH b 8 9; " + move);
			scripts.add("RPUSH a 1; " + move);
			scripts.add(move);
			scripts.add("RPUSH b 1; " + move);
			scripts.add("SET b 1; " + move);
			scripts.add("RPUSH a 1; SET b 1; " + move);
			scripts.add("SET a 1; RPUSH b 1; " + move);
		}
		scripts.add("RPUSH a 1 2; PEXPIRE a 600000; RPUSH b 8; PEXPIRE b 900000; LMOVE a b LEFT RIGHT");
		scripts.add("RPUSH a 1; LMOVE a b UP DOWN");
		return scripts;
	}

	private static List<String> sets() {
		List<String> scripts = new ArrayList<>(List.of("SADD a 1 2; SADD b 3; SMOVE a b 1", "SADD a 1; SMOVE a b 1",
				"SMOVE a b 1", "SADD a 1; SADD b 1; SMOVE a b 1", "SADD a 1; SMOVE a b 2",
				"SADD a 1; SET b x; SMOVE a b 1", "SADD a 1; SET b x; SMOVE a b 2", "SET b x; SMOVE a b 1",
				"SET a x; SMOVE a b 1", "SADD a 1 2; PEXPIRE a 600000; SADD b 8; PEXPIRE b 900000; SMOVE a b 1",
				"SADD a 1 2 3; SADD b 2 3 4; SADD c 3; SINTERCARD 3 a b c",
				"SADD a 1 2 3; SADD b 2 3 4; SINTERCARD 2 a b LIMIT 1",
				"SADD a 1 2 3; SADD b 2 3 4; SINTERCARD 2 a b LIMIT 0", "SADD a 1 2 3; SINTERCARD 2 a b LIMIT -1",
				"SADD a 1 2 3; SINTERCARD 2 a b NONSENSE", "SADD a 1; SET b x; SINTERCARD 2 a b"));
		for (String operation : List.of("SUNION", "SINTER", "SDIFF")) {
			String store = operation + "STORE";
			for (String data : List.of("SADD a 1 2 3 x; SADD b 2 3 y", "SADD a 1 2", "SADD b 1 2", "SADD a 1; SET b x",
					"SET a x; SADD b 1", "SET b x", "SADD a 1 2; SADD b 2; SADD c 2 5")) {
				scripts.add(data + "; " + operation + " a b");
				scripts.add(data + "; " + operation + " a b a c");
				scripts.add(data + "; " + store + " d a b");
				scripts.add(data + "; SET d old PX 600000; " + store + " d a b c");
				scripts.add(data + "; " + store + " a b c");
			}
		}
		return scripts;
	}

	private static List<String> sortedSets() {
		List<String> scripts = new ArrayList<>(List.of("ZADD a 1 x 2 y 3 z; ZRANGESTORE b a 1 2",
				"ZADD a 1 x 2 y 3 z; ZRANGESTORE b a 2 3 BYSCORE",
				"ZADD a 1 x 2 y 3 z; ZRANGESTORE b a (3 1 BYSCORE REV LIMIT 0 1", "ZADD b 1 x; ZRANGESTORE b a 0 -1",
				"SET a x; ZADD b 1 x; ZRANGESTORE b a 0 -1",
				"GEOADD a 13.36 38.11 p 15.08 37.50 c; GEOSEARCHSTORE b a FROMLONLAT 15 37 BYRADIUS 200 km ASC",
				"GEOADD a 13.36 38.11 p 15.08 37.50 c; GEOSEARCHSTORE b a FROMMEMBER p BYBOX 400 400 km STOREDIST",
				"ZADD b 1 x; GEOSEARCHSTORE b a FROMLONLAT 15 37 BYRADIUS 200 km",
				"GEOADD a 13.36 38.11 p 15.08 37.50 c; GEORADIUS a 15 37 200 km STORE b",
				"GEOADD a 13.36 38.11 p 15.08 37.50 c; GEORADIUSBYMEMBER a p 200 km STOREDIST b",
				"SET a x; ZADD b 1 x; GEOSEARCHSTORE b a FROMLONLAT 15 37 BYRADIUS 200 km"));
		for (String data : List.of("ZADD a 1 x 2 y 3 z; ZADD b 10 y 20 z 30 w", "ZADD a 1 x", "ZADD b 1 x",
				"ZADD a 1 x; SADD b x y", "ZADD a 1 x; SET b t", "SET b t",
				"ZADD a 1.5 x inf y; ZADD b -inf y 2 x; ZADD c 1 x")) {
			for (String operation : List.of("ZUNION", "ZINTER")) {
				for (String options : List.of("", " WEIGHTS 2 3", " AGGREGATE MAX", " WEIGHTS 2 0.5 AGGREGATE MIN")) {
					scripts.add(data + "; " + operation + " 2 a b" + options);
					scripts.add(data + "; " + operation + " 2 a b" + options + " WITHSCORES");
					scripts.add(data + "; SET d old PX 600000; " + operation + "STORE d 2 a b" + options);
				}
				scripts.add(data + "; " + operation + "STORE a 2 b c");
			}
			scripts.add(data + "; ZDIFF 2 a b");
			scripts.add(data + "; ZDIFF 3 a b c WITHSCORES");
			scripts.add(data + "; ZDIFFSTORE d 2 a b");
			scripts.add(data + "; ZINTERCARD 2 a b");
			scripts.add(data + "; ZINTERCARD 2 a b LIMIT 1");
		}
		scripts.add("ZADD a 1 x; ZUNION 2 a b NONSENSE");
		return scripts;
	}

	private static List<String> streams() {
		return List.of("XREAD STREAMS a b 0 0", "XADD a 1-1 f v; XADD b 2-1 g w; XREAD STREAMS b a 0 0",
				"XADD a 1-1 f v; XADD a 1-2 f w; XADD c 2-1 g w; XREAD COUNT 1 STREAMS a b c 0 0 0",
				"XADD a 1-1 f v; XADD b 2-1 g w; XREAD STREAMS a b a 0 0 5", "XADD a 1-1 f v; XREAD STREAMS a b $ 0",
				"SET a x; XADD b 2-1 g w; XREAD STREAMS a b 0 0");
	}

	@ParameterizedTest
	@MethodSource("scripts")
	void answersAndLeavesWhatASingleServerDoes(String script) {
		List<String> commands = List.of(script.split("; "));
		Object expected = null;
		for (String command : commands) {
			expected = onServer(command);
		}
		Map<String, Object> state = state(CrossSlotIT::onServer);
		for (ClusterClient each : List.of(client, resp2)) {
			client.execute("FLUSHALL");
			Object actual = null;
			for (String command : commands) {
				actual = onCluster(each, command);
			}
			assertThat(actual).isEqualTo(expected);
			assertThat(state((command) -> onCluster(each, command))).isEqualTo(state);
		}
	}

	@Test
	void aBlockingMoveWaitsForAnElementAndGivesUpInTime() throws Exception {
		assertThat(client.execute("BRPOPLPUSH", "a", "b", "0.05").isNull()).isTrue();
		client.execute("RPUSH", "a", "1", "2", "3");
		assertThat(client.execute("BRPOPLPUSH", "a", "b", 1).asString()).isEqualTo("3");
		assertThat(client.execute("BLMOVE", "a", "b", "LEFT", "RIGHT", 1).asString()).isEqualTo("1");
		assertThat(client.execute("LRANGE", "b", 0, -1).asStringList()).containsExactly("3", "1");
		client.execute("SET", "c", "x");
		assertThatThrownBy(() -> client.execute("BLMOVE", "a", "c", "LEFT", "RIGHT", 1))
			.isInstanceOf(ServerErrorException.class)
			.hasMessageStartingWith("WRONGTYPE");
		assertThat(client.execute("LRANGE", "a", 0, -1).asStringList()).containsExactly("2");
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Future<Reply> waiting = thread.submit(() -> client.execute("BLMOVE", "d", "c", "LEFT", "LEFT", 30));
			Await.until("it waits", Duration.ofSeconds(20),
					() -> client.on(Nodes.PRIMARIES).execute("CLIENT LIST").merged().asString().contains("cmd=blmove"));
			client.execute("RPUSH", "d", "back");
			assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS)).cause()
				.isInstanceOf(ServerErrorException.class)
				.hasMessageStartingWith("WRONGTYPE");
		}
		finally {
			thread.shutdownNow();
		}
		assertThat(client.execute("LRANGE", "d", 0, -1).asStringList()).containsExactly("back");
		assertThat(client.execute("DBSIZE").asLong()).isEqualTo(4);
	}

	@Test
	void inAPipelineItHasItsPlaceInTheOrder() {
		List<Outcome> outcomes = client.pipeline()
			.add("RPUSH", "a", "1", "2")
			.add("LMOVE", "a", "b", "LEFT", "LEFT")
			.add("RPUSH", "b", "3")
			.add("RENAME", "missing", "b")
			.add("RENAME", "b", "c")
			.add("LRANGE", "c", "0", "-1")
			.add("EVAL", "return 1", "2", "a", "b")
			.add("SUNION", "d", "e")
			.execute();
		assertThat(outcomes.stream().map((outcome) -> outcome.isSuccess() ? plain("", outcome.reply()) : "failed"))
			.containsExactly("2", "1", "2", "failed", "OK", "[1, 3]", "failed", "[]");
	}

	@Test
	void itNeedNotBeAwaited() throws Exception {
		client.execute("SADD", "a", "1", "2");
		client.execute("SADD", "b", "2", "3");
		CompletableFuture<Reply> stored = client.executeAsync(Command.of("SINTERSTORE", "c", "a", "b"))
			.toCompletableFuture();
		assertThat(stored.get(30, TimeUnit.SECONDS).asLong()).isEqualTo(1);
		CompletableFuture<Reply> failed = client.executeAsync(Command.of("RENAME", "missing", "b"))
			.toCompletableFuture();
		assertThatThrownBy(() -> failed.get(30, TimeUnit.SECONDS)).cause().isInstanceOf(ServerErrorException.class);
	}

	private static Command command(String text) {
		String[] words = text.split(" ");
		return Command.of(words[0], (Object[]) Arrays.copyOfRange(words, 1, words.length));
	}

	private static Object onCluster(ClusterClient client, String text) {
		try {
			return plain(text, client.execute(command(text)));
		}
		catch (ServerErrorException ex) {
			return "error: " + ex.getMessage();
		}
	}

	/** A named node gets the command as it is. */
	private static Object onServer(String text) {
		Outcome outcome = single.on(Nodes.PRIMARIES).execute(command(text)).outcomes().values().iterator().next();
		return (outcome.failure() != null) ? "error: " + outcome.failure().getMessage() : plain(text, outcome.reply());
	}

	private static Object plain(String command, Reply reply) {
		Object value = comparable(reply.toObject());
		boolean unordered = UNORDERED.contains(command.split(" ")[0]);
		return (unordered && value instanceof List<?> list) ? list.stream().map(String::valueOf).sorted().toList()
				: String.valueOf(value);
	}

	private static Object comparable(Object value) {
		if (value instanceof byte[] bytes) {
			return new String(bytes, StandardCharsets.ISO_8859_1);
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return comparable(entry.getKey()) + "=" + comparable(entry.getValue());
		}
		return (value instanceof List<?> list)
				? list.stream().map(CrossSlotIT::comparable).map(String::valueOf).toList() : value;
	}

	/** All keys with type and content, and whether they live for ever. */
	private static Map<String, Object> state(Function<String, Object> call) {
		Map<String, Object> state = new TreeMap<>();
		for (String key : List.of("a", "b", "c", "d", "e", "f")) {
			String type = String.valueOf(call.apply("TYPE " + key));
			state.put(key, type + " " + call.apply(switch (type) {
				case "string" -> "GET " + key;
				case "list" -> "LRANGE " + key + " 0 -1";
				case "set" -> "SMEMBERS " + key;
				case "zset" -> "ZRANGE " + key + " 0 -1 WITHSCORES";
				case "hash" -> "HGETALL " + key;
				case "stream" -> "XRANGE " + key + " - +";
				default -> "EXISTS " + key;
			}));
			long ttl = Long.parseLong(String.valueOf(call.apply("PTTL " + key)));
			state.put(key + " lives for", (ttl < 0) ? ttl : (ttl + TTL_TOLERANCE / 2) / TTL_TOLERANCE);
		}
		state.put("number of keys", call.apply("DBSIZE"));
		return state;
	}

}
