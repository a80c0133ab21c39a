package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.cache.BatchStrategies;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.connection.ReturnType;
import org.springframework.data.redis.core.Cursor;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.support.atomic.RedisAtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Templates over a real cluster.
 */
class ClusterTemplatesIT extends OnSharedCluster {

	private final StringRedisTemplate template = new StringRedisTemplate(factory);

	@Test
	void valuesAreStoredAndRead() {
		this.template.opsForValue().set("k", "v", Duration.ofMinutes(1));
		assertThat(this.template.opsForValue().get("k")).isEqualTo("v");
		assertThat(this.template.getExpire("k")).isBetween(50L, 60L);
		assertThat(this.template.opsForValue().get("missing")).isNull();
		assertThat(this.template.opsForValue().increment("n", 5)).isEqualTo(5);
	}

	@Test
	void collectionsAreStoredAndRead() {
		this.template.opsForHash().putAll("h", Map.of("a", "1", "b", "2"));
		this.template.opsForList().rightPushAll("l", "x", "y", "z");
		this.template.opsForSet().add("s", "m", "n");
		this.template.opsForZSet().add("z", "one", 1);
		assertThat(this.template.opsForHash().entries("h")).isEqualTo(Map.of("a", "1", "b", "2"));
		assertThat(this.template.opsForList().range("l", 0, -1)).containsExactly("x", "y", "z");
		assertThat(this.template.opsForSet().members("s")).containsExactlyInAnyOrder("m", "n");
		assertThat(this.template.opsForZSet().score("z", "one")).isEqualTo(1);
	}

	@Test
	void keysOfManySlotsAreReadAndDeletedTogether() {
		this.template.opsForValue().multiSet(Map.of("a", "1", "b", "2", "c", "3"));
		assertThat(this.template.opsForValue().multiGet(List.of("c", "missing", "a", "b"))).containsExactly("3", null,
				"1", "2");
		assertThat(this.template.delete(List.of("a", "b", "missing"))).isEqualTo(2);
	}

	@Test
	void aPipelineOverAllNodesKeepsCallOrder() {
		List<Object> results = this.template.executePipelined(new SessionCallback<Object>() {
			@Override
			@SuppressWarnings("unchecked")
			public <K, V> Object execute(RedisOperations<K, V> operations) {
				RedisOperations<String, String> strings = (RedisOperations<String, String>) operations;
				for (int i = 0; i < 1000; i++) {
					strings.opsForValue().set("k" + i, "v" + i);
					strings.opsForValue().get("k" + i);
				}
				return null;
			}
		});
		assertThat(results).hasSize(2000);
		for (int i = 0; i < 1000; i++) {
			assertThat(results.get(2 * i)).isEqualTo(true);
			assertThat(results.get(2 * i + 1)).isEqualTo("v" + i);
		}
	}

	@Test
	void aPipelineMayAskSeveralSlotsAndAllNodes() {
		List<Object> results = this.template.executePipelined((RedisCallback<Object>) (connection) -> {
			connection.stringCommands().mSet(Map.of(bytes("a"), bytes("1"), bytes("b"), bytes("2")));
			connection.stringCommands().mGet(bytes("a"), bytes("b"), bytes("c"));
			connection.serverCommands().dbSize();
			connection.serverCommands().info("server");
			connection.keyCommands().del(bytes("a"), bytes("b"));
			return null;
		});
		assertThat(results).hasSize(5);
		assertThat(results.get(1)).isEqualTo(Arrays.asList("1", "2", null));
		assertThat(results.get(2)).isEqualTo(2L);
		assertThat(results.get(4)).isEqualTo(2L);
	}

	@Test
	void aPipelineOpensNoConnections() {
		runPipeline();
		long before = openedConnections();
		for (int i = 0; i < 20; i++) {
			runPipeline();
		}
		assertThat(openedConnections()).isEqualTo(before);
	}

	private void runPipeline() {
		this.template.executePipelined((RedisCallback<Object>) (connection) -> {
			for (int i = 0; i < 10; i++) {
				connection.stringCommands().set(bytes("k" + i), bytes("v"));
			}
			return null;
		});
	}

	private static long openedConnections() {
		return factory.getClient().stats().nodes().values().stream().mapToLong(NodeStats::opened).sum();
	}

	@Test
	void aFailingCommandCostsThePipelineNothingElse() {
		this.template.opsForValue().set("text", "abc");
		RedisPipelineException ex = catchThrowableOfType(RedisPipelineException.class,
				() -> this.template.executePipelined((RedisCallback<Object>) (connection) -> {
					connection.stringCommands().set(bytes("before"), bytes("1"));
					connection.stringCommands().incr(bytes("text"));
					connection.stringCommands().get(bytes("before"));
					return null;
				}));
		assertThat(ex.getPipelineResult()).hasSize(3);
		assertThat(ex.getPipelineResult().get(0)).isEqualTo(true);
		assertThat(ex.getPipelineResult().get(1)).isInstanceOf(RedisSystemException.class);
		assertThat(ex.getPipelineResult().get(2)).isEqualTo(bytes("1"));
		assertThat(ex).hasRootCauseMessage("ERR value is not an integer or out of range");
	}

	@Test
	void aScanSeesEveryKeyOfTheCluster() {
		Set<String> expected = new HashSet<>();
		for (int i = 0; i < 500; i++) {
			expected.add("scan:" + i);
		}
		expected.forEach((key) -> this.template.opsForValue().set(key, "x"));
		this.template.opsForValue().set("other", "x");
		Set<String> seen = new HashSet<>();
		try (Cursor<String> cursor = this.template.scan(ScanOptions.scanOptions().match("scan:*").count(50).build())) {
			cursor.forEachRemaining(seen::add);
		}
		assertThat(seen).isEqualTo(expected);
		assertThat(this.template.keys("scan:*")).isEqualTo(expected);
	}

	@Test
	void aScriptIsSentWhereItIsMissing() {
		EmbeddedCluster.shared().primaries().forEach((node) -> node.command("SCRIPT", "FLUSH"));
		DefaultRedisScript<Long> script = new DefaultRedisScript<>("return redis.call('INCRBY', KEYS[1], ARGV[1])",
				Long.class);
		for (String key : List.of("a", "b", "c", "a", "b", "c")) {
			this.template.execute(script, List.of(key), "2");
		}
		assertThat(this.template.opsForValue().multiGet(List.of("a", "b", "c"))).containsExactly("4", "4", "4");
	}

	@Test
	void scriptsAreLoadedOnEveryPrimary() {
		EmbeddedCluster.shared().primaries().forEach((node) -> node.command("SCRIPT", "FLUSH"));
		try (RedisClusterConnection connection = factory.getConnection()) {
			String sha = connection.scriptingCommands().scriptLoad(bytes("return {KEYS[1], 1, {'x'}}"));
			assertThat(connection.scriptingCommands().scriptExists(sha, "0".repeat(40))).containsExactly(true, false);
			for (String key : List.of("a", "b", "c")) {
				List<Object> result = connection.scriptingCommands().evalSha(sha, ReturnType.MULTI, 1, bytes(key));
				assertThat(result).hasSize(3);
				assertThat(result.get(0)).isEqualTo(bytes(key));
				assertThat(result.get(1)).isEqualTo(1L);
				assertThat((List<?>) result.get(2)).hasSize(1);
			}
			connection.scriptingCommands().scriptFlush();
			assertThat(connection.scriptingCommands().scriptExists(sha)).containsExactly(false);
		}
	}

	@Test
	void aScriptOverSeveralSlotsIsRefused() {
		DefaultRedisScript<Long> script = new DefaultRedisScript<>("return 1", Long.class);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.template.execute(script, List.of("a", "b")));
	}

	@Test
	void errorsOfTheServerKeepTheirText() {
		this.template.opsForList().leftPush("l", "x");
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.template.opsForValue().get("l"))
			.satisfies((ex) -> assertThat(ex.getMostSpecificCause())
				.hasMessageStartingWith("WRONGTYPE Operation against a key"));
	}

	@Test
	void rawCommandsAreRoutedByTheirKeys() {
		try (RedisClusterConnection connection = factory.getConnection()) {
			for (String key : List.of("a", "b", "c")) {
				assertThat(connection.execute("SET", bytes(key), bytes("v"))).isEqualTo("OK");
				assertThat(connection.execute("GET", bytes(key))).isEqualTo(bytes("v"));
				Object length = connection.execute("APPEND", bytes(key), List.of(bytes("w")));
				assertThat(length).isEqualTo(2L);
			}
			assertThat(connection.execute("DBSIZE")).isEqualTo(3L);
			assertThat(connection.execute("HGETALL", bytes("missing"))).isEqualTo(Map.of());
			connection.execute("HSET", bytes("h"), bytes("f"), bytes("v"));
			assertThat((Map<?, ?>) connection.execute("HGETALL", bytes("h"))).hasSize(1);
			assertThat((Double) connection.execute("GEODIST", bytes("missing"), bytes("x"), bytes("y"))).isNull();
		}
	}

	@Test
	void cachesAreClearedByKeysAndByScan() {
		for (RedisCacheWriter writer : List.of(RedisCacheWriter.nonLockingRedisCacheWriter(factory),
				RedisCacheWriter.lockingRedisCacheWriter(factory, BatchStrategies.scan(10)))) {
			RedisCacheManager caches = RedisCacheManager.builder(writer).build();
			caches.initializeCaches();
			for (int i = 0; i < 50; i++) {
				caches.getCache("c").put("k" + i, "v" + i);
			}
			assertThat(caches.getCache("c").get("k7", String.class)).isEqualTo("v7");
			caches.getCache("c").evict("k7");
			assertThat(caches.getCache("c").get("k7")).isNull();
			caches.getCache("c").clear();
			assertThat(this.template.keys("*")).isEmpty();
		}
	}

	@Test
	void countersCount() {
		RedisAtomicLong counter = new RedisAtomicLong("counter", factory, 5);
		assertThat(counter.incrementAndGet()).isEqualTo(6);
		assertThat(counter.addAndGet(4)).isEqualTo(10);
		assertThat(counter.get()).isEqualTo(10);
	}

	@Test
	void manyThreadsShareOneFactory() throws Exception {
		List<Thread> threads = new ArrayList<>();
		for (int t = 0; t < 8; t++) {
			String key = "thread:" + t;
			threads.add(new Thread(() -> {
				for (int i = 0; i < 100; i++) {
					this.template.opsForValue().increment(key);
				}
			}));
		}
		threads.forEach(Thread::start);
		for (Thread thread : threads) {
			thread.join();
		}
		for (int t = 0; t < 8; t++) {
			assertThat(this.template.opsForValue().get("thread:" + t)).isEqualTo("100");
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
