package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.cache.BatchStrategies;
import org.springframework.data.redis.cache.BatchStrategy;
import org.springframework.data.redis.cache.RedisCache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Spring Data's cache on a real cluster with both ways to clear it, with and without
 * locks; entries are in whichever slots their keys give.
 */
@ParameterizedClass
@EnumSource(CachingIT.Writer.class)
class CachingIT extends OnSharedCluster {

	enum Writer {

		KEYS(BatchStrategies.keys(), false), SCAN(BatchStrategies.scan(10), false),
		LOCKING_KEYS(BatchStrategies.keys(), true), LOCKING_SCAN(BatchStrategies.scan(10), true);

		private final BatchStrategy strategy;

		private final boolean locking;

		Writer(BatchStrategy strategy, boolean locking) {
			this.strategy = strategy;
			this.locking = locking;
		}

		RedisCacheWriter create() {
			return this.locking ? RedisCacheWriter.lockingRedisCacheWriter(factory, this.strategy)
					: RedisCacheWriter.nonLockingRedisCacheWriter(factory, this.strategy);
		}

	}

	private final StringRedisTemplate template = new StringRedisTemplate(factory);

	private final RedisCacheManager caches;

	private final Writer writer;

	CachingIT(Writer writer) {
		this.writer = writer;
		this.caches = RedisCacheManager.builder(writer.create())
			.withInitialCacheConfigurations(Map.of("idle",
					RedisCacheConfiguration.defaultCacheConfig().entryTtl(Duration.ofMinutes(5)).enableTimeToIdle()))
			.enableStatistics()
			.build();
		this.caches.initializeCaches();
	}

	private RedisCache cache(String name) {
		RedisCache cache = (RedisCache) this.caches.getCache(name);
		assertThat(cache).isNotNull();
		return cache;
	}

	@Test
	void clearRemovesTheEntriesOfOneCacheOnAllNodes() {
		RedisCache cache = cache("one");
		for (int i = 0; i < 100; i++) {
			cache.put("k" + i, "v" + i);
		}
		cache("other").put("k", "v");
		cache.clear("k1*");
		assertThat(this.template.keys("one::*")).hasSize(89);
		cache.clear();
		assertThat(this.template.keys("*")).containsExactly("other::k");
		assertThat(cache.invalidate()).isFalse();
		assertThat(cache("other").invalidate()).isTrue();
	}

	@Test
	void entriesArePutEvictedAndCounted() {
		RedisCache cache = cache("one");
		assertThat(cache.putIfAbsent("k", "v")).isNull();
		assertThat(cache.putIfAbsent("k", "w").get()).isEqualTo("v");
		assertThat(cache.get("k", String.class)).isEqualTo("v");
		cache.put("null", null);
		assertThat(cache.get("null").get()).isNull();
		assertThat(cache.evictIfPresent("k")).isTrue();
		assertThat(cache.evictIfPresent("k")).isFalse();
		assertThat(cache.get("k")).isNull();
		assertThat(cache.getStatistics().getHits()).isGreaterThanOrEqualTo(2);
		assertThat(cache.getStatistics().getMisses()).isGreaterThanOrEqualTo(1);
	}

	@Test
	void readingProlongsTheLifeOfIdleEntries() {
		RedisCache cache = cache("idle");
		cache.put("k", "v");
		this.template.expire("idle::k", Duration.ofSeconds(10));
		assertThat(cache.get("k", String.class)).isEqualTo("v");
		assertThat(this.template.getExpire("idle::k")).isBetween(200L, 300L);
	}

	@Test
	void manyThreadsLoadAValueOnceUnderALock() throws Exception {
		assumeTrue(this.writer.locking, "without a lock each may load it");
		RedisCache cache = cache("one");
		AtomicInteger loaded = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(8);
		try {
			Callable<String> reader = () -> cache.get("k", () -> "v" + loaded.incrementAndGet());
			List<Future<String>> values = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				values.add(threads.submit(reader));
			}
			for (Future<String> value : values) {
				assertThat(value.get(60, TimeUnit.SECONDS)).isEqualTo("v1");
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(loaded).hasValue(1);
		assertThat(this.template.keys("*lock*")).isEmpty();
	}

}
