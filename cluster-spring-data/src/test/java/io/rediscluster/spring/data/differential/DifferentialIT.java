package io.rediscluster.spring.data.differential;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Protocol;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.spring.data.differential.Comparison.Mode;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedServer;
import io.rediscluster.test.RedisBinary;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.Cursor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every method of Spring's command interfaces with random arguments, on our connection to
 * a cluster and on Lettuce's to a single server of the same version: what they return has
 * to be the same but for the {@linkplain Difference#ALL written differences}. The keys
 * are forty of one slot or of many; commands are direct, in pipelines and in
 * transactions.
 * <p>
 * The seed is printed; {@code -Ddifferential.seed} repeats a run.
 */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DifferentialIT {

	private static final Logger logger = LoggerFactory.getLogger(DifferentialIT.class);

	private static final long SEED = Long.getLong("differential.seed", System.nanoTime());

	private static final int CALLS_OF_EACH_METHOD = 30;

	private static final int CALLS = 20_000;

	private static final int TELLING_PERCENT = 70;

	/** What would end the servers, change their roles or need another one. */
	private static final Set<String> NOT_COMPARABLE = Set.of("bgReWriteAof", "bgSave", "save", "shutdown",
			"rewriteConfig", "killClient", "replicaOf", "replicaOfNoOne", "migrate", "setClientName", "getClientName");

	/** What asks several nodes is no part of a transaction, which is on one slot. */
	private static final Set<String> NOT_IN_TRANSACTIONS = Set.of("keys", "randomKey", "move", "scriptFlush",
			"scriptKill", "scriptLoad", "scriptExists", "evalSha");

	private static final Coverage coverage = new Coverage();

	private static EmbeddedServer server;

	private static LettuceConnectionFactory single;

	@BeforeAll
	static void start() {
		server = EmbeddedServer.start();
		single = new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", server.node().port()));
		single.afterPropertiesSet();
		single.start();
	}

	@AfterAll
	static void stop() {
		single.destroy();
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "DIRECT, true, RESP3", "DIRECT, false, RESP3", "PIPELINED, true, RESP3", "PIPELINED, false, RESP3",
			"TRANSACTIONAL, true, RESP3", "DIRECT, false, RESP2", "PIPELINED, false, RESP2",
			"TRANSACTIONAL, true, RESP2" })
	@Order(1)
	void callsComeToTheSameAsOnASingleServer(Mode mode, boolean oneSlot, Protocol protocol) {
		ClusterConnectionFactory factory = new ClusterConnectionFactory(ClusterClientOptions.builder()
			.seeds(EmbeddedCluster.shared().seeds().toArray(new String[0]))
			.protocol(protocol)
			.build());
		factory.start();
		EmbeddedCluster.shared().flushAll();
		try (RedisConnection ours = factory.getConnection(); RedisConnection theirs = single.getConnection()) {
			theirs.serverCommands().flushAll();
			Comparison comparison = new Comparison(mode, ours, theirs, single::getConnection, coverage);
			compare(comparison, mode, oneSlot);
			assertThat(comparison.problems()).as("seed %d", SEED).isEmpty();
		}
		finally {
			factory.destroy();
		}
	}

	private static void compare(Comparison comparison, Mode mode, boolean oneSlot) {
		Random random = new Random(SEED + mode.ordinal());
		CallSource source = new CallSource(random, comparison, oneSlot);
		for (int round = 0; round < 12; round++) {
			List<Planned> plan = plan(mode, random);
			for (int next = 0; next < plan.size();) {
				int end = Math.min(plan.size(), next + 1 + random.nextInt(20));
				comparison.begin();
				for (; next < end; next++) {
					Planned planned = plan.get(next);
					comparison.perform(source.call(planned.family(), planned.method()));
				}
				comparison.end();
			}
		}
	}

	private record Planned(Family family, Method method) {
	}

	private static List<Planned> plan(Mode mode, Random random) {
		List<Planned> plan = new ArrayList<>();
		for (Family family : Family.values()) {
			for (Method method : family.methods()) {
				if (isPossible(mode, family, method)) {
					plan.add(new Planned(family, method));
				}
			}
		}
		Collections.shuffle(plan, random);
		return plan;
	}

	private static boolean isPossible(Mode mode, Family family, Method method) {
		if (NOT_COMPARABLE.contains(method.getName())
				|| (mode != Mode.DIRECT && Cursor.class.isAssignableFrom(method.getReturnType()))) {
			return false;
		}
		if (coverage.isUnknown(method)
				&& (coverage.calls(method) >= CALLS_OF_EACH_METHOD || mode == Mode.TRANSACTIONAL)) {
			return false;
		}
		return mode != Mode.TRANSACTIONAL
				|| (family != Family.SERVER && !NOT_IN_TRANSACTIONS.contains(method.getName()));
	}

	@Test
	@Order(2)
	void theCallsWereManyAndOfEveryMethodAndMostlySuccessful() {
		RedisBinary binary = RedisBinary.find();
		logger.info(
				"{} {}, seed {}: {} calls of {} methods, {} % with a telling result; {} methods unknown to the server",
				binary.valkey() ? "Valkey" : "Redis", binary.version(), SEED, coverage.total(), coverage.methods(),
				coverage.tellingPercent(), coverage.unknownMethods());
		assertThat(Difference.ALL).hasSizeLessThanOrEqualTo(16);
		assertThat(coverage.calledLessThan(CALLS_OF_EACH_METHOD)).isEmpty();
		assertThat(coverage.total()).isGreaterThanOrEqualTo(CALLS);
		assertThat(coverage.tellingPercent()).isGreaterThanOrEqualTo(TELLING_PERCENT);
	}

}
