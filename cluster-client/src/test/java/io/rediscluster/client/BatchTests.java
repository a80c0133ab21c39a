package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.rediscluster.client.ClusterClientOptions.Transport;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.Gate;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Commands that a node gets in one piece, over connections that are lent (the parameter
 * is how many) and over the shared one (0).
 */
@Timeout(60)
class BatchTests {

	private FakeCluster cluster;

	@BeforeEach
	void start() {
		this.cluster = FakeCluster.start(3, 0);
	}

	@AfterEach
	void close() {
		this.cluster.close();
	}

	private ClusterClient connect(int direct, Duration timeout) {
		return connect(direct, timeout, Duration.ofSeconds(20));
	}

	private ClusterClient connect(int direct, Duration timeout, Duration silence) {
		return ClusterClient.connect(ClusterClientOptions.builder()
			.seeds(this.cluster.seeds().toArray(String[]::new))
			.transport(new Transport(direct, Duration.ofNanos(40_000)))
			.timeout(timeout)
			.silenceTimeout(silence)
			.build());
	}

	private ClusterClient connect(int direct) {
		return connect(direct, Duration.ofSeconds(20));
	}

	/** A key of the share of a primary, each letter in a slot of its own. */
	private static String key(int primary, String letter) {
		return Slots.keyIn(letter, Slots.share(primary, 3).first() + letter.charAt(0));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 8 })
	void whatWasAnsweredBeforeTheConnectionBrokeIsKept(int direct) {
		FakeNode node = this.cluster.node(0);
		List<String> letters = List.of("a", "b", "c", "d", "e");
		node.onNext("APPEND", 3, FakeAnswer.reply(7L));
		node.onNext("APPEND", FakeAnswer.reset());
		try (ClusterClient client = connect(direct)) {
			Pipeline pipeline = client.pipeline().add("APPEND", key(1, "a"), "x");
			letters.forEach((letter) -> pipeline.add("APPEND", key(0, letter), "x"));
			List<Outcome> outcomes = pipeline.execute();
			assertThat(outcomes.get(0).reply().asLong()).isEqualTo(1);
			assertThat(outcomes.subList(1, 4)).allMatch((outcome) -> outcome.isSuccess());
			assertThat(outcomes.subList(4, 6)).extracting(Outcome::failure)
				.allSatisfy((failure) -> assertThat(failure).isInstanceOf(CommandOutcomeUnknownException.class));
			assertThat(node.requests("APPEND").size()).isLessThanOrEqualTo(5);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 8 })
	void readsThatGotNoReplyAreRepeatedAndTheOthersAreNot(int direct) {
		FakeNode node = this.cluster.node(0);
		try (ClusterClient client = connect(direct)) {
			for (String letter : List.of("a", "b", "c")) {
				client.execute("SET", key(0, letter), letter);
			}
			node.onNext("GET", FakeAnswer.standard());
			node.onNext("GET", FakeAnswer.reset());
			List<Outcome> outcomes = client.pipeline()
				.add("GET", key(0, "a"))
				.add("GET", key(0, "b"))
				.add("GET", key(0, "c"))
				.execute();
			assertThat(outcomes).extracting((outcome) -> outcome.reply().asString()).containsExactly("a", "b", "c");
			assertThat(node.requests("GET").stream().filter((request) -> request.word(1).equals(key(0, "a"))))
				.hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 8 })
	void aTimeoutTakesWhatHasComeAndNothingIsMixedUpAfterwards(int direct) {
		FakeNode node = this.cluster.node(0);
		Gate gate = Gate.closed();
		try (ClusterClient client = connect(direct, Duration.ofMillis(500))) {
			for (String letter : List.of("a", "b", "c")) {
				client.execute("SET", key(0, letter), letter);
			}
			node.onNext("GET", FakeAnswer.standard());
			node.onNext("GET", FakeAnswer.standard().after(gate));
			List<Outcome> outcomes = client.pipeline()
				.add("GET", key(0, "a"))
				.add("GET", key(0, "b"))
				.add("GET", key(0, "c"))
				.execute();
			assertThat(outcomes.get(0).reply().asString()).isEqualTo("a");
			assertThat(outcomes.get(1).failure()).isInstanceOf(CommandTimeoutException.class);
			assertThat(outcomes.get(2).failure()).isInstanceOf(CommandTimeoutException.class);
			gate.open();
			for (int i = 0; i < 50; i++) {
				List<Outcome> again = client.pipeline().add("GET", key(0, "c")).add("GET", key(0, "a")).execute();
				assertThat(again).extracting((outcome) -> outcome.reply().asString()).containsExactly("c", "a");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 8 })
	void repliesThatLieUnreadWhileAnotherNodeIsWaitedForAreNotTakenForSilence(int direct) throws Exception {
		Duration silence = Duration.ofMillis(50);
		try (ClusterClient client = connect(direct, Duration.ofSeconds(20), silence)) {
			for (int node = 0; node < 3; node++) {
				client.execute("SET", key(node, "a"), "warm");
			}
			this.cluster.node(0).freeze();
			CompletableFuture<List<Outcome>> outcomes = new CompletableFuture<>();
			Thread caller = new Thread(() -> {
				Pipeline pipeline = client.pipeline();
				for (int node = 0; node < 3; node++) {
					pipeline.add("APPEND", key(node, "b"), "x").add("APPEND", key(node, "c"), "x");
				}
				outcomes.complete(pipeline.execute());
			});
			caller.start();
			this.cluster.node(2).awaitRequests("APPEND", 2, Duration.ofSeconds(10));
			long answered = System.nanoTime();
			Await.until("a silent connection would have been cut", Duration.ofSeconds(20),
					() -> System.nanoTime() - answered > 10 * silence.toNanos());
			this.cluster.node(0).resume();
			assertThat(outcomes.get(20, TimeUnit.SECONDS)).allMatch(Outcome::isSuccess);
			caller.join();
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 8 })
	void anInterruptLeavesTheConnectionsInOrder(int direct) throws Exception {
		Gate gate = Gate.closed();
		try (ClusterClient client = connect(direct)) {
			for (int i = 0; i < 3; i++) {
				client.execute("SET", key(i, "a"), "a" + i);
				this.cluster.node(i).onNext("GET", FakeAnswer.standard().after(gate));
			}
			AtomicReference<Throwable> thrown = new AtomicReference<>();
			AtomicReference<Boolean> interrupted = new AtomicReference<>();
			Thread caller = new Thread(() -> {
				try {
					client.pipeline().add("GET", key(0, "a")).add("GET", key(1, "a")).add("GET", key(2, "a")).execute();
				}
				catch (RuntimeException ex) {
					thrown.set(ex);
				}
				interrupted.set(Thread.currentThread().isInterrupted());
			});
			caller.start();
			gate.awaitArrivals(3, Duration.ofSeconds(20));
			caller.interrupt();
			caller.join(TimeUnit.SECONDS.toMillis(20));
			assertThat(thrown.get()).isInstanceOf(ClusterClientException.class).hasMessageContaining("interrupted");
			assertThat(interrupted.get()).isTrue();
			gate.open();
			for (int round = 0; round < 50; round++) {
				for (int i = 0; i < 3; i++) {
					assertThat(client.execute("GET", key(i, "a")).asString()).isEqualTo("a" + i);
				}
			}
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 8 })
	void redirectedCommandsKeepTheirOrderAndTheOthersTheirReplies(int direct) {
		try (ClusterClient client = connect(direct)) {
			String moved = key(0, "a");
			this.cluster.moveSlot(Slots.of(moved), this.cluster.node(1));
			Pipeline pipeline = client.pipeline();
			for (int i = 0; i < 20; i++) {
				pipeline.add("APPEND", moved, (char) ('a' + i) + "").add("INCR", key(0, "b")).add("INCR", key(2, "c"));
			}
			List<Outcome> outcomes = pipeline.execute();
			assertThat(outcomes).allMatch(Outcome::isSuccess);
			assertThat(outcomes.get(58).reply().asLong()).isEqualTo(20);
			assertThat(client.execute("GET", moved).asString()).isEqualTo("abcdefghijklmnopqrst");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 8 })
	void repliesHaveOneShapeInBothProtocols(int direct) {
		this.cluster.nodes().forEach(FakeNode::resp2Only);
		try (ClusterClient client = connect(direct)) {
			this.cluster.node(0).on("HGETALL", FakeAnswer.reply(List.of("f", "v")));
			List<Outcome> outcomes = client.pipeline()
				.add("HGETALL", key(0, "h"))
				.add("GET", key(0, "i"))
				.add("HGETALL", key(0, "j"))
				.execute();
			assertThat(outcomes.get(0).reply().isMap()).isTrue();
			assertThat(outcomes.get(1).reply().isNull()).isTrue();
			assertThat(outcomes.get(2).reply().asMap().get("f").asString()).isEqualTo("v");
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 2, 8 })
	void noReplyReachesAnotherCallWhileCallsTimeOutAllTheTime(int direct) throws Exception {
		int keys = 60;
		AtomicInteger right = new AtomicInteger();
		AtomicInteger timeouts = new AtomicInteger();
		AtomicReference<Throwable> wrong = new AtomicReference<>();
		try (ClusterClient client = connect(direct)) {
			for (int i = 0; i < keys; i++) {
				client.execute("SET", "key:" + i, "value:" + i);
			}
			this.cluster.nodes().forEach((node) -> node.on("GET", (call) -> {
				if (ThreadLocalRandom.current().nextInt(40) == 0) {
					TimeUnit.MILLISECONDS.sleep(8);
				}
				call.proceed();
			}));
			List<Thread> threads = new ArrayList<>();
			for (int t = 0; t < 12; t++) {
				Thread thread = new Thread(() -> {
					for (int i = 0; i < 400 && wrong.get() == null; i++) {
						int key = ThreadLocalRandom.current().nextInt(keys);
						try {
							String value = client.execute(
									Command.of("GET", "key:" + key).timeout(Duration.ofMillis(4)).retry(Retry.NEVER))
								.asString();
							assertThat(value).isEqualTo("value:" + key);
							right.incrementAndGet();
						}
						catch (CommandTimeoutException | NodeConnectionException ex) {
							// the time may also pass while a connection is opened
							timeouts.incrementAndGet();
						}
						catch (Throwable ex) {
							wrong.set(ex);
						}
					}
				});
				threads.add(thread);
				thread.start();
			}
			for (Thread thread : threads) {
				thread.join(TimeUnit.SECONDS.toMillis(50));
				assertThat(thread.isAlive()).isFalse();
			}
		}
		assertThat(wrong.get()).isNull();
		assertThat(right).hasPositiveValue();
		assertThat(timeouts).hasPositiveValue();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 8 })
	void closingTheClientEndsAPipelineThatWaits(int direct) throws Exception {
		Gate gate = Gate.closed();
		this.cluster.node(0).on("GET", FakeAnswer.reply("v").after(gate));
		ClusterClient client = connect(direct);
		AtomicReference<List<Outcome>> outcomes = new AtomicReference<>();
		Thread caller = new Thread(
				() -> outcomes.set(client.pipeline().add("GET", key(0, "a")).add("GET", key(0, "b")).execute()));
		caller.start();
		gate.awaitArrivals(1, Duration.ofSeconds(20));
		client.close();
		caller.join(TimeUnit.SECONDS.toMillis(20));
		gate.open();
		assertThat(outcomes.get()).hasSize(2).allMatch((outcome) -> outcome.failure() != null);
		assertThatThrownBy(() -> client.execute("GET", key(0, "a"))).isInstanceOf(ClusterClientException.class);
	}

}
