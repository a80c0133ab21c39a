package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClientOptions.Pool;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeRequest;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Commands that wait at the server, against nodes whose every answer is chosen.
 */
@Timeout(60)
class BlockingCommandTests extends OnFakeCluster {

	private static final int SLOT = Slots.of("{b}");

	private final FakeNode owner = this.cluster.owner(SLOT);

	private final FakeNode other = this.cluster.primaryOtherThan(this.owner);

	private final ClusterClient client = connect(options());

	BlockingCommandTests() {
		super(3, 0);
	}

	/** Calls on a thread of its own. */
	private static CompletableFuture<Reply> call(ClusterClient client, String name, Object... arguments) {
		CompletableFuture<Reply> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(client.execute(name, arguments));
			}
			catch (RuntimeException ex) {
				result.completeExceptionally(ex);
			}
		});
		thread.start();
		result.whenComplete((reply, failure) -> thread.interrupt());
		return result;
	}

	@Test
	void othersAreNotHeldUp() {
		this.owner.on("BLPOP", FakeAnswer.nothing());
		CompletableFuture<Reply> waiting = call(this.client, "BLPOP", "{b}", 0);
		this.owner.awaitRequests("BLPOP", 1, Duration.ofSeconds(20));
		assertThat(this.client.execute("SET", "{b}x", "1").asString()).isEqualTo("OK");
		assertThat(this.client.execute("GET", "{b}x").asString()).isEqualTo("1");
		assertThat(waiting).isNotDone();
		assertThat(this.owner.requests("SET").get(0).connection())
			.isNotEqualTo(this.owner.requests("BLPOP").get(0).connection());
	}

	@Test
	void closeEndsThem() {
		this.owner.on("BLPOP", FakeAnswer.nothing()).on("XREAD", FakeAnswer.nothing());
		CompletableFuture<Reply> pop = call(this.client, "BLPOP", "{b}", 0);
		CompletableFuture<Reply> read = call(this.client, "XREAD", "BLOCK", 0, "STREAMS", "{b}s", "$");
		this.owner.awaitRequests("BLPOP", 1, Duration.ofSeconds(20));
		this.owner.awaitRequests("XREAD", 1, Duration.ofSeconds(20));
		this.client.close();
		assertThat(pop).failsWithin(20, TimeUnit.SECONDS)
			.withThrowableThat()
			.withCauseInstanceOf(ClusterClientException.class);
		assertThat(read).failsWithin(20, TimeUnit.SECONDS)
			.withThrowableThat()
			.withCauseInstanceOf(ClusterUnavailableException.class);
	}

	@Test
	void anInterruptEndsThemAndTheirConnection() throws Exception {
		this.owner.onNext("BLPOP", FakeAnswer.nothing());
		CompletableFuture<Throwable> end = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.client.execute("BLPOP", "{b}", 0);
			}
			catch (RuntimeException ex) {
				end.complete(Thread.currentThread().isInterrupted() ? ex : new AssertionError("status lost"));
			}
		});
		thread.start();
		this.owner.awaitRequests("BLPOP", 1, Duration.ofSeconds(20));
		thread.interrupt();
		assertThat(end.get(20, TimeUnit.SECONDS)).isInstanceOf(ClusterClientException.class);
		this.owner.onNext("BLPOP", FakeAnswer.reply(List.of("{b}", "v")));
		assertThat(this.client.execute("BLPOP", "{b}", 0).asStringList()).containsExactly("{b}", "v");
		assertThat(this.owner.requests("BLPOP")).extracting(FakeRequest::connection).doesNotHaveDuplicates();
	}

	@Test
	void aServerThatForgetsItsOwnTimeoutIsLeftBehind() {
		this.owner.on("BLPOP", FakeAnswer.nothing());
		try (ClusterClient hurried = connect(options().timeout(Duration.ofMillis(300)))) {
			assertThatThrownBy(() -> hurried.execute("BLPOP", "{b}", "0.2"))
				.isInstanceOf(CommandTimeoutException.class);
		}
	}

	@Test
	void aNodeThatBecameAReplicaSendsThemToTheNewOwnerForTheRestOfTheirTime() {
		this.owner.on("BLPOP", FakeAnswer.moved(SLOT, this.other.address()));
		this.owner.onNext("BLPOP", (call) -> {
			Thread.sleep(20);
			this.cluster.moveSlot(SLOT, this.other);
			FakeAnswer
				.error("UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)")
				.answer(call);
		});
		this.other.on("BLPOP", FakeAnswer.reply(List.of("{b}", "v")));
		assertThat(this.client.execute("BLPOP", "{b}", 30).asStringList()).containsExactly("{b}", "v");
		FakeRequest last = this.other.requests("BLPOP").get(0);
		assertThat(Double.parseDouble(last.word(2))).isPositive().isLessThan(30);
	}

	@Test
	void aSlotThatMovedSendsThemToTheNewOwnerForTheRestOfTheirTime() {
		this.owner.onNext("XREAD", (call) -> {
			Thread.sleep(20);
			FakeAnswer.moved(SLOT, this.other.address()).answer(call);
		});
		this.other.on("XREAD", FakeAnswer.reply(null));
		assertThat(this.client.execute("XREAD", "BLOCK", 30_000, "STREAMS", "{b}", "$").isNull()).isTrue();
		assertThat(Long.parseLong(this.other.requests("XREAD").get(0).word(2))).isPositive().isLessThan(30_000);
	}

	@Test
	void beingUnblockedByAClientIsTheCallersError() {
		this.owner.onNext("BLPOP", FakeAnswer.error("UNBLOCKED client unblocked via CLIENT UNBLOCK"));
		assertThatThrownBy(() -> this.client.execute("BLPOP", "{b}", 0)).isInstanceOf(ServerErrorException.class)
			.hasMessageStartingWith("UNBLOCKED");
		assertThat(this.owner.requests("BLPOP")).hasSize(1);
	}

	@Test
	void aLostConnectionIsUnknownForAPopAndRepeatedForARead() {
		this.owner.onNext("BLPOP", FakeAnswer.reset());
		assertThatThrownBy(() -> this.client.execute("BLPOP", "{b}", 1))
			.isInstanceOf(CommandOutcomeUnknownException.class);
		this.owner.onNext("XREAD", FakeAnswer.reset()).onNext("XREAD", FakeAnswer.reply(null));
		assertThat(this.client.execute("XREAD", "BLOCK", 5000, "STREAMS", "{b}", "$").isNull()).isTrue();
	}

	@Test
	void aNodeThatLostItsSlotsAndDoesNotAnswerHoldsNobody() {
		this.owner.on("XREAD", FakeAnswer.nothing());
		this.other.on("XREAD", FakeAnswer.reply(null));
		ClusterClient attentive = connect(options().silenceTimeout(Duration.ofMillis(300)));
		CompletableFuture<Reply> waiting = call(attentive, "XREAD", "BLOCK", 0, "STREAMS", "{b}", "$");
		this.owner.awaitRequests("XREAD", 1, Duration.ofSeconds(20));
		this.owner.freeze();
		this.owner.hangConnections();
		this.cluster.moveSlot(SLOT, this.other);
		attentive.refresh();
		assertThat(waiting).succeedsWithin(30, TimeUnit.SECONDS);
		this.owner.resume();
		this.owner.acceptConnections();
	}

	@Test
	void thereAreNoMoreConnectionsThanThePoolAllows() {
		this.owner.on("BLPOP", FakeAnswer.nothing());
		try (ClusterClient small = connect(options().pool(new Pool(2, 2, 0, Duration.ofMillis(50))))) {
			call(small, "BLPOP", "{b}", 0);
			call(small, "BLPOP", "{b}", 0);
			this.owner.awaitRequests("BLPOP", 2, Duration.ofSeconds(20));
			assertThatThrownBy(() -> small.execute("BLPOP", "{b}", 0)).isInstanceOf(ClusterUnavailableException.class)
				.hasMessageContaining("pool.max-active");
		}
	}

	@Test
	void aReplicatedWriteAndItsWaitShareAConnection() {
		this.owner.on("WAIT", FakeAnswer.reply(1L));
		Command set = Command.of("SET", "{b}", "1").replicated(1, Duration.ofMillis(500));
		assertThat(this.client.execute(set).asString()).isEqualTo("OK");
		FakeRequest wait = this.owner.requests("WAIT").get(0);
		assertThat(wait.text()).isEqualTo("WAIT 1 500");
		assertThat(wait.connection()).isEqualTo(this.owner.requests("SET").get(0).connection());
		assertThat(this.client.pipeline().add("GET", "{b}").add(set).add("GET", "{b}").execute()).hasSize(3)
			.allMatch(Outcome::isSuccess);
	}

	@Test
	void tooFewReplicasAreReportedWithTheReplyToTheWrite() {
		this.owner.on("WAIT", FakeAnswer.reply(1L));
		assertThatThrownBy(() -> this.client.execute(Command.of("INCR", "{b}").replicated(2, Duration.ofMillis(10))))
			.isInstanceOfSatisfying(NotReplicatedException.class, (ex) -> {
				assertThat(ex.acknowledged()).isEqualTo(1);
				assertThat(ex.reply().asLong()).isEqualTo(1);
				assertThat(ex.mayRepeat()).isFalse();
			});
	}

	@Test
	void aReplicatedWriteFollowsItsSlot() {
		this.other.on("WAIT", FakeAnswer.reply(1L));
		this.owner.on("WAIT", FakeAnswer.reply(0L));
		this.cluster.moveSlot(SLOT, this.other);
		this.client.execute(Command.of("SET", "{b}", "1").replicated(1, Duration.ofMillis(10)));
		assertThat(this.other.requests("WAIT")).hasSize(1);
	}

	@Test
	void waitWithoutItsWriteIsRefusedAndSoIsWhatCannotWait() {
		assertThatThrownBy(() -> this.client.execute("WAIT", 1, 100)).isInstanceOf(CommandRefusedException.class)
			.hasMessageContaining("its own connection")
			.hasMessageContaining("replicated(");
		Duration time = Duration.ofMillis(10);
		assertThatThrownBy(() -> this.client.execute(Command.of("MSET", "a", "1", "b", "2").replicated(1, time)))
			.isInstanceOf(CommandRefusedException.class);
		assertThatThrownBy(() -> this.client.execute(Command.of("FLUSHALL").replicated(1, time)))
			.isInstanceOf(CommandRefusedException.class);
		assertThatThrownBy(
				() -> this.client.transaction((tx) -> tx.multi().add(Command.of("SET", "a", "1").replicated(1, time))))
			.isInstanceOf(CommandRefusedException.class);
		assertThatIllegalArgumentException().isThrownBy(() -> Command.of("GET", "a").replicated(1, time));
		assertThatIllegalArgumentException().isThrownBy(() -> Command.of("SET", "a", "1").replicated(0, time));
	}

}
