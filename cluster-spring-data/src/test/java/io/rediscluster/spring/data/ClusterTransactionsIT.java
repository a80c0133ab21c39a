package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.support.atomic.RedisAtomicDouble;
import org.springframework.data.redis.support.atomic.RedisAtomicInteger;
import org.springframework.data.redis.support.atomic.RedisAtomicLong;
import org.springframework.data.redis.support.collections.DefaultRedisMap;
import org.springframework.data.redis.support.collections.RedisMap;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Transactions through Spring's own classes, on a real cluster.
 */
class ClusterTransactionsIT extends OnSharedCluster {

	private final StringRedisTemplate template = new StringRedisTemplate(factory);

	@FunctionalInterface
	private interface Session<T> {

		@Nullable T run(RedisOperations<String, String> operations);

	}

	private static <T> SessionCallback<T> session(Session<T> session) {
		return new SessionCallback<>() {

			@Override
			@SuppressWarnings("unchecked")
			public <K, V> T execute(RedisOperations<K, V> operations) {
				return session.run((RedisOperations<String, String>) operations);
			}

		};
	}

	@Test
	void aSessionQueuesAndExecReturnsDeserialisedResults() {
		List<Object> results = this.template.execute(session((operations) -> {
			operations.multi();
			operations.opsForValue().set("{s}a", "1");
			assertThat(operations.opsForValue().get("{s}a")).isNull();
			operations.opsForList().rightPushAll("{s}l", "x", "y");
			operations.opsForList().range("{s}l", 0, -1);
			operations.opsForHash().put("{s}h", "f", "v");
			operations.opsForHash().entries("{s}h");
			return operations.exec();
		}));
		assertThat(results).hasSize(6);
		assertThat(results.subList(0, 4)).isEqualTo(List.of(true, "1", 2L, List.of("x", "y")));
		assertThat(results.get(5)).isEqualTo(Map.of("f", "v"));
	}

	@Test
	void watchSeesTheChangeOfAnother() {
		this.template.opsForValue().set("{w}a", "1");
		List<Object> aborted = this.template.execute(session((operations) -> {
			operations.watch("{w}a");
			assertThat(operations.opsForValue().get("{w}a")).isEqualTo("1");
			this.template.opsForValue().set("{w}a", "2");
			operations.multi();
			operations.opsForValue().set("{w}a", "mine");
			return operations.exec();
		}));
		// a write of one's own is a change too, as at a server
		// the connection returns null; the template makes an empty list of it
		assertThat(aborted).isEmpty();
		assertThat(this.template.opsForValue().get("{w}a")).isEqualTo("2");
	}

	@Test
	void discardAndUnwatchLeaveEverythingAsItWas() {
		this.template.execute(session((operations) -> {
			operations.watch("{d}a");
			operations.unwatch();
			operations.multi();
			operations.opsForValue().set("{d}a", "1");
			operations.discard();
			assertThat(operations.opsForValue().get("{d}a")).isNull();
			return null;
		}));
	}

	@Test
	void aSecondSlotIsRefusedAndNothingIsApplied() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> this.template.execute(session((operations) -> {
				operations.multi();
				operations.opsForValue().set("{one}", "1");
				operations.opsForValue().set("{two}", "1");
				return operations.exec();
			})))
			.withMessageContaining("hash tag");
		assertThat(this.template.hasKey("{one}")).isFalse();
	}

	@Test
	void execWithinAPipelineIsOneListInIt() {
		List<Object> results = this.template.executePipelined(session((operations) -> {
			operations.opsForValue().set("{p}a", "1");
			operations.multi();
			operations.opsForValue().increment("{p}a");
			operations.opsForValue().get("{p}a");
			operations.exec();
			operations.opsForValue().get("{p}a");
			return null;
		}));
		assertThat(results).hasSize(3);
		assertThat(results.get(1)).isEqualTo(List.of(2L, "2"));
		assertThat(results.get(2)).isEqualTo("2");
	}

	@Test
	void concurrentCompareAndSetOfAtomicsGivesTheExactSum() throws Exception {
		RedisAtomicLong sum = new RedisAtomicLong("sum:long", factory, 0);
		RedisAtomicInteger whole = new RedisAtomicInteger("sum:int", factory, 0);
		RedisAtomicDouble real = new RedisAtomicDouble("sum:double", factory, 0);
		int threads = 8;
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int i = 0; i < threads; i++) {
				futures.add(executor.submit(() -> {
					for (int n = 0; n < 20; n++) {
						sum.getAndUpdate((value) -> value + 1);
						whole.accumulateAndGet(2, Integer::sum);
						double before;
						do {
							before = real.get();
						}
						while (!real.compareAndSet(before, before + 0.5));
					}
				}));
			}
			for (Future<?> future : futures) {
				future.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			executor.shutdownNow();
		}
		assertThat(sum.get()).isEqualTo(threads * 20L);
		assertThat(whole.get()).isEqualTo(threads * 40);
		assertThat(real.get()).isEqualTo(threads * 10.0);
		assertThat(sum.compareAndSet(-1, 5)).isFalse();
	}

	@Test
	void scriptsRunDirectlyInAPipelineAndInATransaction() {
		RedisScript<Long> add = RedisScript.of("return redis.call('INCRBY', KEYS[1], ARGV[1])", Long.class);
		assertThat(this.template.execute(add, List.of("{script}n"), "1")).isEqualTo(1);
		this.template.execute((RedisConnection connection) -> {
			connection.scriptingCommands().scriptFlush();
			return null;
		});
		assertThat(this.template.execute(add, List.of("{script}n"), "1")).isEqualTo(2);
		assertThat(this.template.executePipelined(session((operations) -> {
			operations.execute(add, List.of("{script}n"), "1");
			operations.opsForValue().get("{script}n");
			return null;
		}))).isEqualTo(List.of(3L, "3"));
		assertThat(this.template.<List<Object>>execute(session((operations) -> {
			operations.multi();
			operations.execute(add, List.of("{script}n"), "1");
			operations.opsForValue().get("{script}n");
			return operations.exec();
		}))).isEqualTo(List.of(4L, "4"));
	}

	@Test
	void mapsCompareAndReplace() {
		RedisMap<String, String> map = new DefaultRedisMap<>("map", this.template);
		map.put("k", "1");
		assertThat(map.replace("k", "0", "2")).isFalse();
		assertThat(map.replace("k", "1", "2")).isTrue();
		assertThat(map.replace("k", "3")).isEqualTo("2");
		assertThat(map.remove("k", "2")).isFalse();
		assertThat(map.remove("k", "3")).isTrue();
		assertThat(map).isEmpty();
	}

	@Test
	void transactionalMethodsCommitAndRollBack() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Configured.class)) {
			Orders orders = context.getBean(Orders.class);
			orders.place(false);
			assertThat(this.template.opsForValue().get("{o}count")).isEqualTo("1");
			assertThat(this.template.opsForList().size("{o}log")).isEqualTo(1);
			assertThatIllegalStateException().isThrownBy(() -> orders.place(true));
			assertThat(this.template.opsForValue().get("{o}count")).isEqualTo("1");
			assertThat(this.template.opsForList().size("{o}log")).isEqualTo(1);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Configured {

		@Bean
		Orders orders() {
			StringRedisTemplate template = new StringRedisTemplate(factory);
			template.setEnableTransactionSupport(true);
			return new Orders(template);
		}

		@Bean
		PlatformTransactionManager transactionManager() {
			return new NoResource();
		}

	}

	static class Orders {

		private final StringRedisTemplate template;

		Orders(StringRedisTemplate template) {
			this.template = template;
		}

		@Transactional
		public void place(boolean fail) {
			assertThat(this.template.opsForValue().increment("{o}count")).isNull();
			this.template.opsForList().rightPush("{o}log", "placed");
			// reads are carried out at once, on a connection of their own
			assertThat(this.template.hasKey("{o}missing")).isFalse();
			if (fail) {
				throw new IllegalStateException("roll back");
			}
		}

	}

	/**
	 * Runs synchronisations only, as Spring's Redis support needs it.
	 */
	@SuppressWarnings("serial")
	private static final class NoResource extends AbstractPlatformTransactionManager {

		@Override
		protected Object doGetTransaction() {
			return new Object();
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
		}

		@Override
		protected void doRollback(DefaultTransactionStatus status) {
		}

	}

}
