package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.connection.RedisStringCommands.BitOperation;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.query.SortQueryBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a template offers for several keys, with keys in several slots: a to f are in six.
 */
class CrossSlotTemplatesIT extends OnSharedCluster {

	private final StringRedisTemplate template = new StringRedisTemplate(factory);

	@AfterEach
	void nothingTemporaryIsLeft() {
		assertThat(this.template.keys("*:xslot-*")).isEmpty();
	}

	@Test
	void keysAreRenamedAndCopied() {
		this.template.opsForValue().set("a", "1", Duration.ofHours(1));
		this.template.rename("a", "b");
		assertThat(this.template.hasKey("a")).isFalse();
		assertThat(this.template.opsForValue().get("b")).isEqualTo("1");
		assertThat(this.template.getExpire("b")).isBetween(3000L, 3600L);
		assertThat(this.template.renameIfAbsent("b", "c")).isTrue();
		assertThat(this.template.copy("c", "d", false)).isTrue();
		assertThat(this.template.copy("c", "d", false)).isFalse();
		assertThat(this.template.renameIfAbsent("c", "d")).isFalse();
		assertThatExceptionOfType(RedisSystemException.class).isThrownBy(() -> this.template.rename("a", "b"))
			.havingRootCause()
			.withMessage("ERR no such key");
	}

	@Test
	void stringsAreSetTogetherAndCombined() {
		assertThat(this.template.opsForValue().multiSetIfAbsent(Map.of("a", "1", "b", "2", "c", "3"))).isTrue();
		assertThat(this.template.opsForValue().multiSetIfAbsent(Map.of("c", "x", "d", "y"))).isFalse();
		assertThat(this.template.hasKey("d")).isFalse();
		Long length = this.template.execute((RedisCallback<Long>) (connection) -> connection.stringCommands()
			.bitOp(BitOperation.OR, bytes("e"), bytes("a"), bytes("b")));
		assertThat(length).isEqualTo(1);
		assertThat(this.template.opsForValue().get("e")).isEqualTo("3");
		this.template.opsForHyperLogLog().add("f", "x", "y");
		this.template.opsForHyperLogLog().add("g", "y", "z");
		assertThat(this.template.opsForHyperLogLog().size("f", "g")).isEqualTo(3);
		assertThat(this.template.opsForHyperLogLog().union("h", "f", "g")).isEqualTo(3);
	}

	@Test
	void elementsAreMoved() {
		this.template.opsForList().rightPushAll("a", "1", "2", "3");
		assertThat(this.template.opsForList().rightPopAndLeftPush("a", "b")).isEqualTo("3");
		assertThat(this.template.opsForList().rightPopAndLeftPush("a", "b", Duration.ofSeconds(1))).isEqualTo("2");
		assertThat(this.template.opsForList().move("a", Direction.LEFT, "b", Direction.RIGHT)).isEqualTo("1");
		assertThat(this.template.opsForList().move("a", Direction.LEFT, "b", Direction.RIGHT)).isNull();
		assertThat(this.template.opsForList().range("b", 0, -1)).containsExactly("2", "3", "1");
		this.template.opsForList().rightPushAll("c", "2", "1");
		assertThat(this.template.sort(SortQueryBuilder.sort("c").build(), "d")).isEqualTo(2);
		assertThat(this.template.opsForList().range("d", 0, -1)).containsExactly("1", "2");
	}

	@Test
	void setsAreJoined() {
		this.template.opsForSet().add("a", "1", "2");
		this.template.opsForSet().add("b", "2", "3");
		assertThat(this.template.opsForSet().union("a", "b")).containsExactlyInAnyOrder("1", "2", "3");
		assertThat(this.template.opsForSet().intersect("a", "b")).containsExactly("2");
		assertThat(this.template.opsForSet().difference("a", "b")).containsExactly("1");
		assertThat(this.template.opsForSet().unionAndStore("a", "b", "c")).isEqualTo(3);
		assertThat(this.template.opsForSet().intersectAndStore("a", "b", "d")).isEqualTo(1);
		assertThat(this.template.opsForSet().differenceAndStore("a", "b", "e")).isEqualTo(1);
		assertThat(this.template.opsForSet().move("a", "1", "b")).isTrue();
		assertThat(this.template.opsForSet().members("b")).containsExactlyInAnyOrder("1", "2", "3");
		this.template.opsForValue().set("f", "text");
		assertThatExceptionOfType(RedisSystemException.class)
			.isThrownBy(() -> this.template.opsForSet().unionAndStore("a", "f", "c"))
			.havingRootCause()
			.withMessageStartingWith("WRONGTYPE");
		assertThat(this.template.opsForSet().size("c")).isEqualTo(3);
	}

	@Test
	void sortedSetsAreJoined() {
		this.template.opsForZSet().add("a", "x", 1);
		this.template.opsForZSet().add("b", "x", 2);
		this.template.opsForZSet().add("b", "y", 5);
		assertThat(this.template.opsForZSet().unionAndStore("a", "b", "c")).isEqualTo(2);
		assertThat(this.template.opsForZSet().score("c", "x")).isEqualTo(3);
		assertThat(this.template.opsForZSet().intersectAndStore("a", "b", "d")).isEqualTo(1);
		assertThat(this.template.opsForZSet().union("a", "b")).containsExactly("x", "y");
		assertThat(this.template.opsForZSet().intersectWithScores("a", "b")).singleElement()
			.satisfies((tuple) -> assertThat(tuple.getScore()).isEqualTo(3));
		assertThat(this.template.opsForZSet().difference("b", "a")).containsExactly("y");
		this.template.opsForGeo().add("e", new Point(13.36, 38.11), "p");
		assertThat(this.template.opsForGeo()
			.searchAndStore("e", "f", new Circle(new Point(13, 38), new Distance(100, Metrics.KILOMETERS))))
			.isEqualTo(1);
		assertThat(this.template.opsForZSet().size("f")).isEqualTo(1);
	}

	@Test
	@SuppressWarnings("unchecked")
	void streamsAreReadTogether() {
		this.template.opsForStream().add(MapRecord.create("a", Map.of("f", "1")));
		this.template.opsForStream().add(MapRecord.create("b", Map.of("f", "2")));
		List<MapRecord<String, Object, Object>> records = this.template.opsForStream()
			.read(StreamOffset.create("b", ReadOffset.from("0")), StreamOffset.create("a", ReadOffset.from("0")),
					StreamOffset.create("c", ReadOffset.from("0")));
		assertThat(records).extracting(MapRecord::getStream).containsExactly("b", "a");
	}

	@Test
	void inAPipelineTheyKeepTheirPlace() {
		List<Object> results = this.template.executePipelined(new SessionCallback<>() {

			@Override
			@SuppressWarnings("unchecked")
			public <K, V> Object execute(RedisOperations<K, V> operations) {
				RedisOperations<String, String> strings = (RedisOperations<String, String>) operations;
				strings.opsForSet().add("a", "1", "2");
				strings.opsForSet().add("b", "2");
				strings.opsForSet().differenceAndStore("a", "b", "c");
				strings.renameIfAbsent("c", "d");
				strings.opsForSet().members("d");
				return null;
			}

		});
		assertThat(results).containsExactly(2L, 1L, 1L, true, Set.of("1"));
	}

	private static byte[] bytes(String key) {
		return key.getBytes(StandardCharsets.UTF_8);
	}

}
