package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.ClusterClientOptions.Limits;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeRequest;
import io.rediscluster.test.Gate;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pipelines against nodes whose every answer is chosen.
 */
@Timeout(60)
class PipelineTests extends OnFakeCluster {

	private final ClusterClient client = connect(options());

	PipelineTests() {
		super(3, 0);
	}

	/** A key of the share of a primary, each letter in a slot of its own. */
	private static String key(int primary, String letter) {
		return Slots.keyIn(letter, Slots.share(primary, 3).first() + letter.charAt(0));
	}

	private static List<String> appended(FakeNode node) {
		return node.requests("APPEND").stream().map((request) -> request.word(2)).toList();
	}

	/**
	 * The worked example of the manual: A, C, D and F belong to the first node, B and E
	 * to the second; the slot of C and D has gone to the second without the client
	 * knowing.
	 */
	@Test
	void commandsAToFEndAsTheManualSays() {
		FakeNode first = this.cluster.node(0);
		FakeNode second = this.cluster.node(1);
		String af = key(0, "a");
		String cd = key(0, "c");
		String be = key(1, "b");
		this.client.pipeline().add("GET", af).add("GET", be).execute();
		this.cluster.moveSlot(Slots.of(cd), second);
		List<Outcome> outcomes = pipeline(af, be, cd).execute();
		assertThat(outcomes).extracting((outcome) -> outcome.reply().asLong()).containsExactly(1L, 1L, 1L, 2L, 2L, 2L);
		assertThat(appended(first)).containsExactly("A", "C", "D", "F");
		assertThat(appended(second)).containsExactly("B", "E", "C", "D");
		assertThat(this.client.execute("GET", cd).asString()).isEqualTo("CD");
	}

	private Pipeline pipeline(String af, String be, String cd) {
		return this.client.pipeline()
			.add("APPEND", af, "A")
			.add("APPEND", be, "B")
			.add("APPEND", cd, "C")
			.add("APPEND", cd, "D")
			.add("APPEND", be, "E")
			.add("APPEND", af, "F");
	}

	@Test
	void withoutRepairEachCommandEndsWithWhatItsNodeSaid() {
		String cd = key(0, "c");
		this.client.execute("GET", cd);
		this.cluster.moveSlot(Slots.of(cd), this.cluster.node(1));
		List<Outcome> outcomes = pipeline(key(0, "a"), key(1, "b"), cd).repair(false).execute();
		assertThat(outcomes).extracting(Outcome::isSuccess).containsExactly(true, true, false, false, true, true);
		for (Outcome outcome : outcomes.subList(2, 4)) {
			assertThat(outcome.failure()).isInstanceOf(ServerErrorException.class).hasMessageStartingWith("MOVED ");
		}
		assertThat(appended(this.cluster.node(1))).containsExactly("B", "E");
		// the client has learnt from it
		this.client.execute("APPEND", cd, "later");
		assertThat(appended(this.cluster.node(0))).containsExactly("A", "C", "D", "F");
	}

	@Test
	void theOptionTurnsRepairOffForAllPipelines() {
		String key = key(0, "c");
		this.cluster.openSlot(Slots.of(key), this.cluster.node(1));
		try (ClusterClient plain = connect(options().pipelineRepair(false))) {
			assertThat(plain.pipeline().add("GET", key).execute().get(0).failure()).hasMessageStartingWith("ASK ");
			assertThat(plain.pipeline().repair(true).add("GET", key).execute().get(0).reply().isNull()).isTrue();
		}
	}

	@Test
	void aLostConnectionIsNotRepairedWithoutRepair() {
		String key = key(0, "c");
		this.cluster.node(0).onNext("GET", FakeAnswer.reset());
		List<Outcome> outcomes = this.client.pipeline().repair(false).add("GET", key).execute();
		assertThat(outcomes.get(0).failure()).isInstanceOf(NodeConnectionException.class);
	}

	@Test
	void oneFailureLeavesTheOtherResultsInPlace() {
		String key = key(0, "a");
		List<Outcome> outcomes = this.client.pipeline()
			.add("SET", key, "x")
			.add("INCR", key)
			.add("SUBSCRIBE", "no")
			.add("MGET", key, key(1, "b"), key(2, "c"))
			.add("DBSIZE")
			.add("DEL", key, key(1, "b"))
			.execute();
		assertThat(outcomes).hasSize(6);
		assertThat(outcomes.get(1).failure()).isInstanceOf(ServerErrorException.class);
		assertThat(outcomes.get(2).failure()).isInstanceOf(CommandRefusedException.class);
		assertThat(outcomes.get(3).reply().asStringList()).containsExactly("x", null, null);
		assertThat(outcomes.get(4).reply().asLong()).isEqualTo(1);
		assertThat(outcomes.get(5).reply().asLong()).isEqualTo(1);
	}

	@Test
	void everyNodeIsWrittenBeforeTheFirstReplyIsAwaited() {
		Gate gate = Gate.closed();
		for (int i = 0; i < 3; i++) {
			this.cluster.node(i).on("GET", FakeAnswer.reply("v").after(gate));
		}
		Thread pipeline = new Thread(() -> this.client.pipeline()
			.add("GET", key(0, "a"))
			.add("GET", key(1, "a"))
			.add("GET", key(2, "a"))
			.execute());
		pipeline.start();
		gate.awaitArrivals(3, Duration.ofSeconds(20));
		gate.open();
	}

	@Test
	void noConnectionIsOpenedForAPipeline() {
		Pipeline pipeline = this.client.pipeline();
		for (int i = 0; i < 3; i++) {
			pipeline.add("GET", key(i, "a"));
		}
		pipeline.execute();
		long opened = opened();
		for (int round = 0; round < 20; round++) {
			for (int i = 0; i < 30; i++) {
				pipeline.add("SET", key(i % 3, "a"), i);
			}
			pipeline.execute();
		}
		assertThat(opened()).isEqualTo(opened);
	}

	private long opened() {
		return this.client.stats().nodes().values().stream().mapToLong(ClientStats.NodeStats::opened).sum();
	}

	@Test
	void commandsOfASlotKeepTheirOrderThroughTryAgain() {
		String tag = "{" + key(0, "t") + "}";
		this.client.execute("MSET", tag + "1", "old", tag + "2", "old");
		FakeNode owner = this.cluster.node(0);
		owner.onNext("MSET", 2, FakeAnswer.error("TRYAGAIN Multiple keys request during rehashing of slot"));
		List<Outcome> outcomes = this.client.pipeline()
			.add("MSET", tag + "1", "first", tag + "2", "first")
			.add("SET", tag + "1", "second")
			.add("GET", tag + "1")
			.execute();
		assertThat(outcomes).allMatch(Outcome::isSuccess);
		assertThat(outcomes.get(2).reply().asString()).isEqualTo("second");
		assertThat(this.client.execute("GET", tag + "1").asString()).isEqualTo("second");
	}

	@Test
	void readsOfSeveralKeysDoNotHoldUpEachOther() {
		String tag = "{" + key(0, "t") + "}";
		Gate gate = Gate.closed();
		this.cluster.node(0).on("MGET", FakeAnswer.reply(List.of("a", "b")).after(gate));
		Thread pipeline = new Thread(() -> this.client.pipeline()
			.add("MGET", tag + "1", tag + "2")
			.add("MGET", tag + "1", tag + "2")
			.execute());
		pipeline.start();
		this.cluster.node(0).awaitRequests("MGET", 2, Duration.ofSeconds(20));
		gate.open();
	}

	@Test
	void theNextWindowWaitsForTheLastReplyOfTheOneBefore() {
		AtomicInteger sets = new AtomicInteger();
		this.cluster.node(0).on("SET", (call) -> {
			if (sets.incrementAndGet() != 50) {
				call.reply("OK");
			}
		});
		try (ClusterClient narrow = connect(
				options().timeout(Duration.ofSeconds(30)).limits(new Limits(100, 1 << 20, 1 << 20)))) {
			Pipeline pipeline = narrow.pipeline();
			String key = key(0, "a");
			for (int i = 0; i < 5000; i++) {
				pipeline.add("SET", key, i);
			}
			Thread thread = new Thread(pipeline::execute);
			thread.start();
			this.cluster.node(0).awaitRequests("SET", 50, Duration.ofSeconds(20));
			assertThat(narrow.execute("GET", key(0, "b")).isNull()).isTrue();
			assertThat(this.cluster.node(0).requests("SET")).hasSize(50);
		}
	}

	@Test
	void manyWindowsGiveAllOutcomesInOrder() {
		Pipeline pipeline = this.client.pipeline();
		for (int i = 0; i < 10_000; i++) {
			pipeline.add("ECHO", i);
		}
		List<Outcome> outcomes = pipeline.execute();
		for (int i = 0; i < 10_000; i++) {
			assertThat(outcomes.get(i).reply().asLong()).isEqualTo(i);
		}
	}

	@Test
	void sixtyFourThreadsShareTheRoomInsteadOfBeingTurnedAway() throws Exception {
		try (ClusterClient narrow = connect(
				options().timeout(Duration.ofSeconds(30)).limits(new Limits(200, 1 << 20, 1 << 20)))) {
			ExecutorService threads = Executors.newFixedThreadPool(64);
			try {
				List<Future<List<Outcome>>> futures = new ArrayList<>();
				for (int t = 0; t < 64; t++) {
					String key = key(t % 3, "k") + t;
					futures.add(threads.submit(() -> {
						Pipeline pipeline = narrow.pipeline();
						for (int i = 0; i < 150; i++) {
							pipeline.add("APPEND", "{" + key + "}", "x");
						}
						return pipeline.execute();
					}));
				}
				for (Future<List<Outcome>> future : futures) {
					List<Outcome> outcomes = future.get(50, TimeUnit.SECONDS);
					for (int i = 0; i < 150; i++) {
						assertThat(outcomes.get(i).reply().asLong()).isEqualTo(i + 1);
					}
				}
			}
			finally {
				threads.shutdownNow();
			}
		}
	}

	@Test
	void aPipelineThatOnlyReadsReadsFromReplicasAndOneWriteSendsAllToPrimaries() {
		try (FakeCluster pair = FakeCluster.start(1, 1);
				ClusterClient reading = ClusterClient
					.connect(options().seeds(pair.seeds().toArray(String[]::new)).readFrom(ReadFrom.REPLICA).build())) {
			FakeNode primary = pair.node(0);
			FakeNode replica = pair.node(1);
			reading.pipeline().add("GET", "a").add("MGET", "a", "b").add("GET", "b").execute();
			assertThat(replica.requests("GET")).hasSize(2);
			assertThat(primary.requests("GET")).isEmpty();
			reading.pipeline().add("GET", "a").add("SET", "a", "1").add("GET", "a").execute();
			assertThat(primary.requests("GET")).hasSize(2);
			assertThat(replica.requests("GET")).hasSize(2);
		}
	}

	@Test
	void aScriptAndSplitsShareAPipelineWithPlainCommands() {
		for (FakeNode node : this.cluster.nodes()) {
			node.on("EVAL", FakeAnswer.reply(7L));
		}
		String key = key(0, "a");
		List<Outcome> outcomes = this.client.pipeline()
			.add("SET", key, "1")
			.add(Script.of("return 7").call(List.of(key)))
			.add("MSET", key, "2", key(1, "b"), "3")
			.add("GET", key)
			.execute();
		assertThat(outcomes).allMatch(Outcome::isSuccess);
		assertThat(outcomes.get(1).reply().asLong()).isEqualTo(7);
		assertThat(outcomes.get(3).reply().asString()).isEqualTo("2");
	}

	@Test
	void requestsOfOneNodeComeOverOneConnection() {
		Pipeline pipeline = this.client.pipeline();
		for (int i = 0; i < 300; i++) {
			pipeline.add("SET", key(i % 3, "a"), i);
		}
		pipeline.execute();
		for (FakeNode node : this.cluster.nodes()) {
			assertThat(node.requests("SET")).hasSize(100)
				.extracting(FakeRequest::connection)
				.containsOnly(node.requests("SET").get(0).connection());
		}
	}

}
