package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.support.atomic.RedisAtomicLong;
import org.springframework.data.redis.support.collections.DefaultRedisList;
import org.springframework.data.redis.support.collections.DefaultRedisMap;
import org.springframework.data.redis.support.collections.DefaultRedisSet;
import org.springframework.data.redis.support.collections.DefaultRedisZSet;
import org.springframework.data.redis.support.collections.RedisList;
import org.springframework.data.redis.support.collections.RedisMap;
import org.springframework.data.redis.support.collections.RedisProperties;
import org.springframework.data.redis.support.collections.RedisSet;
import org.springframework.data.redis.support.collections.RedisZSet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Spring Data's collections on a real cluster, with keys in whichever slots they are.
 */
class CollectionsIT extends OnSharedCluster {

	private final StringRedisTemplate template = new StringRedisTemplate(factory);

	@Test
	void aMapIsAMap() {
		RedisMap<String, String> map = new DefaultRedisMap<>("map", this.template);
		map.putAll(Map.of("a", "1", "b", "2"));
		assertThat(map.putIfAbsent("a", "3")).isEqualTo("1");
		assertThat(map.put("c", "3")).isNull();
		assertThat(map).containsOnlyKeys("a", "b", "c").containsEntry("b", "2");
		assertThat(map.increment("b", 5L)).isEqualTo(7);
		assertThat(map.remove("c")).isEqualTo("3");
		assertThat(map.entrySet()).hasSize(2);
		assertThat(map.scan()).toIterable().hasSize(2);
		assertThat(map.expire(100, TimeUnit.SECONDS)).isTrue();
		assertThat(map.getExpire()).isBetween(50L, 100L);
		assertThat(map.persist()).isTrue();
		map.clear();
		assertThat(map).isEmpty();
	}

	@Test
	void propertiesAreProperties() {
		RedisProperties properties = new RedisProperties("properties", this.template);
		properties.put("a", "1");
		assertThat(properties.get("a")).isEqualTo("1");
		assertThat(properties.replace("a", "1", "2")).isTrue();
		assertThat(properties.stringPropertyNames()).containsExactly("a");
		assertThat(properties.remove("a", "2")).isTrue();
	}

	@Test
	void aListIsADequeThatBlocks() throws InterruptedException {
		RedisList<String> list = new DefaultRedisList<>("list", this.template);
		list.addAll(List.of("b", "c", "d"));
		list.addFirst("a");
		assertThat(list).containsExactly("a", "b", "c", "d");
		assertThat(list.get(1)).isEqualTo("b");
		assertThat(list.set(1, "B")).isEqualTo("b");
		assertThat(list.remove("c")).isTrue();
		assertThat(list.pollLast()).isEqualTo("d");
		assertThat(list.poll(1, TimeUnit.SECONDS)).isEqualTo("a");
		assertThat(list.takeLast()).isEqualTo("B");
		assertThat(list.poll(1, TimeUnit.SECONDS)).isNull();
		assertThat(list).isEmpty();
	}

	@Test
	void aSetIsASet() {
		RedisSet<String> set = new DefaultRedisSet<>("set", this.template);
		assertThat(set.addAll(List.of("a", "b", "c"))).isTrue();
		assertThat(set.add("a")).isFalse();
		assertThat(set).containsExactlyInAnyOrder("a", "b", "c").contains("b");
		assertThat(set.remove("b")).isTrue();
		assertThat(set.randomValue()).isIn("a", "c");
		assertThat(set.scan()).toIterable().containsExactlyInAnyOrder("a", "c");
		assertThat(set.retainAll(List.of("a"))).isTrue();
		assertThat(set).containsExactly("a");
	}

	@Test
	void aSortedSetIsSorted() {
		RedisZSet<String> set = new DefaultRedisZSet<>("zset", this.template);
		set.add("c", 3);
		set.add("a", 1);
		set.add("b", 2);
		assertThat(set).containsExactly("a", "b", "c");
		assertThat(set.first()).isEqualTo("a");
		assertThat(set.last()).isEqualTo("c");
		assertThat(set.rank("b")).isEqualTo(1);
		assertThat(set.score("c")).isEqualTo(3);
		assertThat(set.rangeByScore(2, 3)).containsExactly("b", "c");
		assertThat(set.reverseRange(0, 0)).containsExactly("c");
		assertThat(set.removeByScore(1, 2)).containsExactly("c");
	}

	@Test
	void countersAreUpdatedUnderWatch() {
		RedisAtomicLong counter = new RedisAtomicLong("counter", factory, 5);
		assertThat(counter.compareAndSet(4, 7)).isFalse();
		assertThat(counter.compareAndSet(5, 7)).isTrue();
		assertThat(counter.getAndUpdate((value) -> value * 2)).isEqualTo(7);
		assertThat(counter.accumulateAndGet(3, Long::sum)).isEqualTo(17);
		assertThat(counter.getAndSet(1)).isEqualTo(17);
		assertThat(counter.expire(Duration.ofMinutes(1))).isTrue();
	}

	@Test
	void setsOfSeveralSlotsAreCombined() {
		RedisSet<String> one = new DefaultRedisSet<>("one", this.template);
		RedisSet<String> two = new DefaultRedisSet<>("two", this.template);
		one.addAll(List.of("a", "b"));
		two.addAll(List.of("b", "c"));
		assertThat(one.intersect(two)).containsExactly("b");
		assertThat(one.union(two)).containsExactlyInAnyOrder("a", "b", "c");
		assertThat(one.diff(two)).containsExactly("a");
		assertThat(one.unionAndStore(two, "three")).containsExactlyInAnyOrder("a", "b", "c");
		assertThat(one.intersectAndStore(two, "three")).containsExactly("b");
		assertThat(one.diffAndStore(two, "three")).containsExactly("a");
	}

	@Test
	void sortedSetsOfSeveralSlotsAreCombined() {
		RedisZSet<String> one = new DefaultRedisZSet<>("one", this.template);
		RedisZSet<String> two = new DefaultRedisZSet<>("two", this.template);
		one.add("a", 1);
		one.add("b", 2);
		two.add("b", 3);
		assertThat(one.union(two)).containsExactly("a", "b");
		assertThat(one.unionAndStore(two, "three").score("b")).isEqualTo(5);
		assertThat(one.intersectAndStore(two, "three")).containsExactly("b");
		assertThat(one.diff(two)).containsExactly("a");
	}

	@Test
	void elementsMoveAndCountersAreRenamed() {
		RedisList<String> list = new DefaultRedisList<>("one", this.template);
		list.addAll(List.of("a", "b"));
		assertThat(list.moveFirstTo(new DefaultRedisList<>("three", this.template), Direction.last())).isEqualTo("a");
		assertThat(this.template.opsForList().range("three", 0, -1)).containsExactly("a");
		RedisAtomicLong counter = new RedisAtomicLong("counter", factory, 5);
		counter.rename("other");
		assertThat(counter.incrementAndGet()).isEqualTo(6);
	}

	/** Spring renames collections in a transaction, which is on one slot. */
	@Test
	void collectionsAreRenamedWithinTheirSlot() {
		RedisList<String> list = new DefaultRedisList<>("one", this.template);
		list.add("a");
		list.rename("{one}two");
		assertThat(list.getKey()).isEqualTo("{one}two");
		RedisList<String> renamed = new DefaultRedisList<>("{one}two", this.template);
		assertThat(renamed).containsExactly("a");
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(() -> renamed.rename("three"))
			.withMessageContaining("hash tag");
		assertThat(this.template.opsForList().range("{one}two", 0, -1)).containsExactly("a");
	}

}
