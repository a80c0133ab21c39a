package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.HostPortRemap;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.FaultProxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.support.atomic.RedisAtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The rows of README's table, on the same cluster: what a template does over Lettuce,
 * which is what Spring Boot's own starter sets up, and what it does over this library.
 * When a test fails because Lettuce or Spring Data have learned something, the README has
 * to follow.
 */
class BesideLettuceIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static LettuceConnectionFactory lettuce;

	private static ClusterConnectionFactory ours;

	private StringRedisTemplate stock;

	private StringRedisTemplate template;

	@BeforeAll
	static void start() {
		lettuce = lettuce(EmbeddedCluster.shared().seeds());
		ours = new ClusterConnectionFactory(
				ClusterClientOptions.builder().seeds(EmbeddedCluster.shared().seeds().toArray(new String[0])).build());
		ours.start();
	}

	private static LettuceConnectionFactory lettuce(List<String> seeds) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(new RedisClusterConfiguration(seeds),
				LettuceClientConfiguration.builder()
					.commandTimeout(Duration.ofSeconds(5))
					.shutdownTimeout(Duration.ZERO)
					.build());
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	@AfterAll
	static void stop() {
		lettuce.destroy();
		ours.destroy();
	}

	@BeforeEach
	void empty() {
		EmbeddedCluster.shared().flushAll();
		this.stock = new StringRedisTemplate(lettuce);
		this.template = new StringRedisTemplate(ours);
	}

	@Test
	void addressesThatOnlyTheServersReachNeedOneRule() {
		// as behind a published port: what the servers announce leads nowhere
		try (EmbeddedCluster hidden = EmbeddedCluster.builder()
			.replicasPerPrimary(0)
			.announcePort((index, port) -> port + 15_000)
			.start()) {
			LettuceConnectionFactory blind = lettuce(hidden.seeds());
			ClusterConnectionFactory mapped = new ClusterConnectionFactory(ClusterClientOptions.builder()
				.seeds(hidden.seeds().get(0))
				.addressMapper(HostPortRemap.builder().portOffset(-15_000).build())
				.build());
			mapped.start();
			try {
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> writeOnEveryPrimary(new StringRedisTemplate(blind)));
				assertThatCode(() -> writeOnEveryPrimary(new StringRedisTemplate(mapped))).doesNotThrowAnyException();
			}
			finally {
				mapped.destroy();
				blind.destroy();
			}
		}
	}

	private static void writeOnEveryPrimary(StringRedisTemplate template) {
		IntStream.range(0, 20).forEach((i) -> template.opsForValue().set("k" + i, "v"));
	}

	@Test
	void pipelinesOpenConnections() {
		tenPipelines(this.stock);
		tenPipelines(this.template);
		assertThat(opened(() -> tenPipelines(this.stock))).isGreaterThanOrEqualTo(30);
		assertThat(opened(() -> tenPipelines(this.template))).isZero();
	}

	private static void tenPipelines(StringRedisTemplate template) {
		for (int i = 0; i < 10; i++) {
			template.executePipelined((RedisConnection connection) -> {
				IntStream.range(0, 20)
					.forEach((n) -> connection.stringCommands().set(("k" + n).getBytes(), "v".getBytes()));
				return null;
			});
		}
	}

	/**
	 * How many connections the servers accepted meanwhile, their own and ours left out.
	 */
	private static long opened(Runnable action) {
		long before = accepted();
		long idle = accepted() - before;
		action.run();
		return accepted() - before - 2 * idle;
	}

	private static long accepted() {
		return EmbeddedCluster.shared()
			.nodes()
			.stream()
			.mapToLong((node) -> field(node.text("INFO", "stats"), "total_connections_received"))
			.sum();
	}

	private static long field(String info, String name) {
		return info.lines()
			.filter((line) -> line.startsWith(name + ":"))
			.mapToLong((line) -> Long.parseLong(line.substring(name.length() + 1).trim()))
			.sum();
	}

	@Test
	void oneFailingCommandOfAPipelineCostsTheOtherResults() {
		assertThat(resultsOfAPipelineWithAFailure(this.stock)).isEmpty();
		assertThat(resultsOfAPipelineWithAFailure(this.template)).hasSize(3)
			.satisfies((results) -> assertThat(results.get(0)).isEqualTo(true))
			.satisfies((results) -> assertThat(results.get(1)).isInstanceOf(Exception.class))
			.satisfies((results) -> assertThat(results.get(2)).isEqualTo(1L));
	}

	private static List<Object> resultsOfAPipelineWithAFailure(StringRedisTemplate template) {
		template.delete(List.of("text", "count"));
		try (RedisConnection connection = template.getRequiredConnectionFactory().getConnection()) {
			connection.openPipeline();
			connection.stringCommands().set("text".getBytes(), "no number".getBytes());
			connection.stringCommands().incr("text".getBytes());
			connection.stringCommands().incr("count".getBytes());
			connection.closePipeline();
			throw new AssertionError("the second command cannot succeed");
		}
		catch (RedisPipelineException ex) {
			return ex.getPipelineResult();
		}
	}

	@Test
	void aWriteWhoseReplyIsLostIsAppliedTwice() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().replicasPerPrimary(0).behindProxies().start()) {
			LettuceConnectionFactory stockFactory = lettuce(cluster.announcedSeeds());
			ClusterConnectionFactory factory = new ClusterConnectionFactory(
					ClusterClientOptions.builder().seeds(cluster.announcedSeeds().toArray(new String[0])).build());
			factory.start();
			try {
				assertThat(incrementWithoutReply(cluster, stockFactory)).isEqualTo(2);
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(() -> incrementWithoutReply(cluster, factory))
					.withCauseInstanceOf(CommandOutcomeUnknownException.class);
				assertThat(new StringRedisTemplate(factory).opsForValue().get("n")).isEqualTo("1");
			}
			finally {
				factory.destroy();
				stockFactory.destroy();
			}
		}
	}

	/** Counts once, and returns what the counter is said to be then. */
	private static long incrementWithoutReply(EmbeddedCluster cluster, RedisConnectionFactory factory) {
		StringRedisTemplate template = new StringRedisTemplate(factory);
		template.delete("n");
		EmbeddedNode owner = cluster.owner(HashSlot.of("n"));
		FaultProxy proxy = cluster.proxy(owner);
		proxy.blackHole(FaultProxy.Direction.TO_CLIENT);
		CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
			Await.until("the server has counted", PATIENCE, () -> "1".equals(owner.text("GET", "n")));
			proxy.heal();
			proxy.closeAll();
		});
		try {
			return template.opsForValue().increment("n");
		}
		finally {
			end.join();
		}
	}

	@Test
	void renamingOverSlotsLosesTheTimeToLive() {
		this.stock.opsForValue().set("a", "1", Duration.ofMinutes(5));
		this.stock.rename("a", "b");
		assertThat(this.template.getExpire("b")).isEqualTo(-1);
		this.template.opsForValue().set("a", "1", Duration.ofMinutes(5));
		this.template.rename("a", "b");
		assertThat(this.template.getExpire("b")).isBetween(200L, 300L);
	}

	@Test
	void storedUnionsOverSlotsKeepWhatWasThere() {
		assertThat(union(this.stock)).containsExactlyInAnyOrder("1", "2", "old");
		assertThat(union(this.template)).containsExactlyInAnyOrder("1", "2");
	}

	private static Set<String> union(StringRedisTemplate template) {
		template.delete(List.of("a", "b", "c"));
		template.opsForSet().add("a", "1");
		template.opsForSet().add("b", "2");
		template.opsForSet().add("c", "old");
		template.opsForSet().unionAndStore("a", "b", "c");
		return template.opsForSet().members("c");
	}

	@Test
	void movingElementsOverSlotsIsRefused() {
		this.template.opsForList().rightPush("a", "1");
		assertThatExceptionOfType(RedisSystemException.class)
			.isThrownBy(() -> this.stock.opsForList().move("a", Direction.first(), "b", Direction.last()))
			.havingRootCause()
			.withMessageStartingWith("CROSSSLOT");
		assertThat(this.template.opsForList().move("a", Direction.first(), "b", Direction.last())).isEqualTo("1");
		assertThat(this.template.opsForList().range("b", 0, -1)).containsExactly("1");
	}

	@Test
	void waitingAtListsOfSeveralSlotsLosesElements() {
		assertThat(leftAfterAPop(lettuce)).as("of two elements, one is returned and both are gone").isZero();
		this.template.delete(List.of("a", "b"));
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(() -> leftAfterAPop(ours))
			.withMessageContaining("hash tag");
		assertThat(this.template.opsForList().size("a") + this.template.opsForList().size("b")).isEqualTo(2);
	}

	private long leftAfterAPop(RedisConnectionFactory factory) {
		this.template.opsForList().rightPush("a", "1");
		this.template.opsForList().rightPush("b", "2");
		try (RedisConnection connection = factory.getConnection()) {
			assertThat(connection.listCommands().bLPop(1, "a".getBytes(), "b".getBytes())).hasSize(2);
		}
		return this.template.opsForList().size("a") + this.template.opsForList().size("b");
	}

	@Test
	void keysThatAreMovingApartAreAnException() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().replicasPerPrimary(0).start()) {
			LettuceConnectionFactory stockFactory = lettuce(cluster.seeds());
			ClusterConnectionFactory factory = new ClusterConnectionFactory(
					ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).build());
			factory.start();
			try {
				StringRedisTemplate own = new StringRedisTemplate(factory);
				own.opsForValue().multiSet(Map.of("{t}1", "one", "{t}2", "two"));
				int slot = HashSlot.of("{t}1");
				EmbeddedNode target = cluster.primaries()
					.stream()
					.filter((node) -> node != cluster.owner(slot))
					.findFirst()
					.orElseThrow();
				cluster.openSlot(slot, target);
				cluster.migrateKeys(slot, target, "{t}1");
				assertThatExceptionOfType(DataAccessException.class)
					.isThrownBy(
							() -> new StringRedisTemplate(stockFactory).opsForValue().multiGet(List.of("{t}1", "{t}2")))
					.havingRootCause()
					.withMessageContaining("TRYAGAIN");
				Thread mover = new Thread(() -> {
					cluster.migrateKeys(slot, target, "{t}2");
					cluster.closeSlot(slot, target);
				});
				mover.start();
				assertThat(own.opsForValue().multiGet(List.of("{t}1", "{t}2"))).containsExactly("one", "two");
				mover.join(PATIENCE.toMillis());
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
			finally {
				factory.destroy();
				stockFactory.destroy();
			}
		}
	}

	@Test
	void transactionsAndAtomicCountersAreRefused() {
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(() -> transaction(this.stock));
		assertThat(transaction(this.template)).containsExactly(1L, 2L);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class)
			.isThrownBy(() -> new RedisAtomicLong("counter", lettuce, 1).compareAndSet(1, 2));
		assertThat(new RedisAtomicLong("counter", ours, 1).compareAndSet(1, 2)).isTrue();
	}

	private static List<Object> transaction(StringRedisTemplate template) {
		template.delete("n");
		return template.execute(new SessionCallback<List<Object>>() {
			@Override
			@SuppressWarnings("unchecked")
			public <K, V> List<Object> execute(RedisOperations<K, V> operations) {
				StringRedisTemplate strings = (StringRedisTemplate) operations;
				strings.multi();
				strings.opsForValue().increment("n");
				strings.opsForValue().increment("n");
				return strings.exec();
			}
		});
	}

	@Test
	void keyspaceEventsComeOfOneNodeOnly() {
		EmbeddedCluster.shared()
			.nodes()
			.forEach((node) -> node.command("CONFIG", "SET", "notify-keyspace-events", "Ex"));
		int keys = 60;
		Map<String, Set<String>> received = new TreeMap<>();
		for (RedisConnectionFactory factory : List.of(lettuce, ours)) {
			Set<String> events = ConcurrentHashMap.newKeySet();
			received.put((factory == ours) ? "ours" : "stock", events);
			RedisMessageListenerContainer container = new RedisMessageListenerContainer();
			container.setConnectionFactory(factory);
			container.addMessageListener((message, pattern) -> events.add(new String(message.getBody())),
					new PatternTopic("__keyevent@0__:expired"));
			container.afterPropertiesSet();
			container.start();
			try {
				IntStream.range(0, keys)
					.forEach((i) -> this.template.opsForValue().set("e" + i, "", Duration.ofMillis(50)));
				Await.until("all have expired", PATIENCE, () -> dbSize() == 0);
				if (factory == ours) {
					Await.until("all events have come", PATIENCE, () -> events.size() == keys);
				}
			}
			finally {
				container.stop();
			}
		}
		assertThat(received.get("ours")).hasSize(keys);
		assertThat(received.get("stock")).as("those of one node, primary or replica").hasSizeLessThan(keys * 2 / 3);
	}

	private static long dbSize() {
		return EmbeddedCluster.shared().nodes().stream().mapToLong((node) -> (Long) node.command("DBSIZE")).sum();
	}

}
