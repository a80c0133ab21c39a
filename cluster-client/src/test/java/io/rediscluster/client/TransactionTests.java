package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeRequest;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Transactions against nodes whose every answer is chosen.
 */
@Timeout(60)
class TransactionTests extends OnFakeCluster {

	private static final int SLOT = Slots.of("{t}");

	private static final List<String> STEPS = List.of("ASKING", "MULTI", "EXEC", "WATCH", "UNWATCH", "DISCARD", "SET",
			"GET", "INCR", "MSET");

	private static final List<String> DATA = List.of("WATCH", "SET", "GET", "INCR", "MSET");

	private final FakeNode owner = this.cluster.owner(SLOT);

	private final FakeNode other = this.cluster.primaryOtherThan(this.owner);

	private final ClusterClient client = connect(options().timeout(Duration.ofSeconds(5)));

	TransactionTests() {
		super(3, 0);
	}

	@BeforeEach
	void warmUp() {
		// the right to use MULTI is looked at once, before the first transaction
		this.client.transaction((tx) -> tx.multi().add("SET", "{t}warm", "1"));
		this.cluster.nodes().forEach(FakeNode::clearRequests);
	}

	private static List<String> steps(FakeNode node) {
		return node.requests()
			.stream()
			.filter((request) -> STEPS.contains(request.name()) && carriesData(node, request.connection()))
			.map(FakeRequest::name)
			.toList();
	}

	/** The client loads the topology with MULTI and EXEC too. */
	private static boolean carriesData(FakeNode node, int connection) {
		return node.requests()
			.stream()
			.anyMatch((request) -> request.connection() == connection && DATA.contains(request.name()));
	}

	private static long execs(FakeNode node) {
		return steps(node).stream().filter("EXEC"::equals).count();
	}

	/** Answers the next EXEC that does not load the topology. */
	private static void onNextExec(FakeNode node, FakeAnswer answer) {
		AtomicBoolean done = new AtomicBoolean();
		node.on("EXEC", (call) -> {
			if (carriesData(node, call.connection().number()) && done.compareAndSet(false, true)) {
				answer.answer(call);
			}
			else {
				call.proceed();
			}
		});
	}

	private int dedicated() {
		return this.client.stats()
			.nodes()
			.values()
			.stream()
			.mapToInt((node) -> node.connections().getOrDefault(ConnectionKind.DEDICATED, 0))
			.sum();
	}

	@Test
	void commandsAreOneAdjacentBlockAndTheirErrorsStayInTheirPlaces() {
		Optional<List<Reply>> replies = this.client
			.transaction((tx) -> tx.multi().add("SET", "{t}a", "x").add("INCR", "{t}a").add("GET", "{t}a"));
		assertThat(steps(this.owner)).containsExactly("MULTI", "SET", "INCR", "GET", "EXEC");
		assertThat(replies).isPresent();
		assertThat(replies.get().get(0).asString()).isEqualTo("OK");
		assertThat(replies.get().get(1).isError()).isTrue();
		assertThat(replies.get().get(2).asString()).isEqualTo("x");
	}

	@Test
	void nothingIsSentForASecondSlotAndTheRestIsNotCarriedOutEither() {
		try (Transaction tx = this.client.transaction()) {
			tx.multi().add("SET", "{t}a", "1");
			assertThatThrownBy(() -> tx.add("SET", "{other}a", "1")).isInstanceOf(CrossSlotException.class)
				.hasMessageContaining("hash tag");
			assertThatThrownBy(tx::exec).isInstanceOf(CommandRefusedException.class)
				.hasMessageContaining("nothing was sent");
		}
		try (Transaction tx = this.client.transaction()) {
			assertThatThrownBy(() -> tx.watch("{t}a", "{other}a")).isInstanceOf(CrossSlotException.class);
			tx.watch("{t}a");
			assertThatThrownBy(() -> tx.watch("{other}a")).isInstanceOf(CrossSlotException.class);
			tx.multi();
			assertThatThrownBy(() -> tx.add("MSET", "{t}a", "1", "{other}", "2"))
				.isInstanceOf(CrossSlotException.class);
		}
		assertThat(this.cluster.nodes()).flatExtracting(TransactionTests::steps).containsExactly("WATCH", "UNWATCH");
	}

	@Test
	void commandsThatCanBeNoPartOfItAreRefused() {
		try (Transaction tx = this.client.transaction()) {
			tx.multi();
			for (String name : List.of("DBSIZE", "WATCH", "MULTI", "SUBSCRIBE", "FLUSHALL")) {
				Object[] arguments = (name.equals("WATCH") || name.equals("SUBSCRIBE")) ? new Object[] { "{t}a" }
						: new Object[0];
				assertThatThrownBy(() -> tx.add(name, arguments)).isInstanceOf(CommandRefusedException.class);
			}
		}
		assertThat(this.cluster.nodes()).flatExtracting(TransactionTests::steps).isEmpty();
	}

	@Test
	void stepsOutOfOrderAreTheCallersMistake() {
		try (Transaction tx = this.client.transaction()) {
			assertThatThrownBy(() -> tx.add("SET", "a", "1")).isInstanceOf(IllegalStateException.class);
			tx.multi();
			assertThatThrownBy(() -> tx.watch("a")).isInstanceOf(IllegalStateException.class);
			assertThatThrownBy(tx::unwatch).isInstanceOf(IllegalStateException.class);
			assertThatThrownBy(() -> tx.execute("GET", "a")).isInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	void anEmptyTransactionSendsNothing() {
		assertThat(this.client.transaction((tx) -> {
		})).contains(List.of());
		assertThat(this.client.transaction(Transaction::multi)).contains(List.of());
		assertThat(this.client.transaction((tx) -> tx.multi().add("SET", "{t}a", "1").discard())).contains(List.of());
		assertThat(this.cluster.nodes()).flatExtracting(TransactionTests::steps).isEmpty();
	}

	@Test
	void keylessCommandsWaitForTheSlot() {
		List<Reply> replies = this.client
			.transaction((tx) -> tx.multi().add("PING").add("SET", "{t}a", "1").add("ECHO", "x"))
			.orElseThrow();
		assertThat(replies).extracting(Reply::asString).containsExactly("PONG", "OK", "x");
		assertThat(this.owner.requests("PING")).hasSize(1);
	}

	@Test
	void movedRepeatsTheWholeAtTheNewOwner() {
		this.cluster.moveSlot(SLOT, this.other);
		assertThat(this.client.transaction((tx) -> tx.multi().add("SET", "{t}a", "1").add("INCR", "{t}a"))).isPresent();
		assertThat(steps(this.owner)).containsExactly("MULTI", "SET", "INCR", "EXEC");
		assertThat(steps(this.other)).containsExactly("MULTI", "SET", "INCR", "EXEC");
		assertThat(this.client.execute("GET", "{t}a").asLong()).isEqualTo(2);
	}

	@Test
	void askingComesBeforeMultiAtTheImportingNode() {
		this.cluster.openSlot(SLOT, this.other);
		assertThat(this.client.transaction((tx) -> tx.multi().add("SET", "{t}new", "1").add("INCR", "{t}new")))
			.isPresent();
		assertThat(steps(this.other)).containsExactly("ASKING", "MULTI", "SET", "INCR", "EXEC");
	}

	@Test
	void twoKeysOfAnOpenSlotWaitUntilItHasMoved() {
		this.client.execute("SET", "{t}a", "1");
		this.client.execute("SET", "{t}b", "1");
		this.cluster.openSlot(SLOT, this.other);
		this.cluster.migrateKey("{t}a");
		Thread moving = new Thread(() -> {
			Await.until("a second try", Duration.ofSeconds(20), () -> execs(this.other) > 1);
			this.cluster.migrateKey("{t}b");
			this.cluster.moveSlot(SLOT, this.other);
		});
		moving.start();
		assertThat(this.client.transaction((tx) -> tx.multi().add("INCR", "{t}a").add("INCR", "{t}b")).orElseThrow())
			.extracting(Reply::asLong)
			.containsExactly(2L, 2L);
		assertThat(this.client.execute("GET", "{t}a").asLong()).isEqualTo(2);
	}

	@Test
	void anUnwatchedBlockWhoseReplyIsLostIsUnknownAndNotRepeated() {
		onNextExec(this.owner, FakeAnswer.reset());
		assertThatThrownBy(() -> this.client.transaction((tx) -> tx.multi().add("INCR", "{t}a")))
			.isInstanceOf(CommandOutcomeUnknownException.class);
		assertThat(execs(this.owner)).isEqualTo(1);
	}

	@Test
	void aBlockThatOnlyReadsIsRepeatedAfterALostReply() {
		onNextExec(this.owner, FakeAnswer.reset());
		assertThat(this.client.transaction((tx) -> tx.multi().add("GET", "{t}a"))).isPresent();
		assertThat(execs(this.owner)).isEqualTo(2);
	}

	@Test
	void aCommandThatTheServerDoesNotQueueIsReportedByItsOwnError() {
		this.owner.on("INCR", FakeAnswer.error("ERR no such thing"));
		assertThatThrownBy(
				() -> this.client.transaction((tx) -> tx.multi().add("SET", "{t}a", "1").add("INCR", "{t}a")))
			.isInstanceOf(ServerErrorException.class)
			.hasMessage("ERR no such thing");
		assertThat(this.client.execute("EXISTS", "{t}a").asLong()).isZero();
	}

	@Test
	void aUserWithoutTheRightToMultiWritesNothing() {
		this.owner.on("MULTI", FakeAnswer.error("NOPERM this user has no permissions to run the 'multi' command"));
		try (ClusterClient fresh = connect(options())) {
			assertThatThrownBy(() -> fresh.transaction((tx) -> tx.multi().add("SET", "{t}a", "1")))
				.isInstanceOf(ServerErrorException.class)
				.hasMessageStartingWith("NOPERM");
			assertThatThrownBy(() -> fresh.transaction((tx) -> tx.watch("{t}a").multi().add("SET", "{t}a", "1")))
				.isInstanceOf(ServerErrorException.class);
		}
		assertThat(this.owner.requests("SET")).isEmpty();
	}

	@Test
	void watchedReadsAndTheBlockShareOneConnectionThatIsNotTheSharedOne() {
		this.client.execute("SET", "{t}a", "5");
		int shared = this.owner.requests("SET").get(0).connection();
		this.owner.clearRequests();
		assertThat(this.client.transaction((tx) -> {
			tx.watch("{t}a");
			long value = tx.execute("GET", "{t}a").asLong();
			tx.multi().add("SET", "{t}a", value + 1);
		})).isPresent();
		assertThat(steps(this.owner)).containsExactly("WATCH", "GET", "MULTI", "SET", "EXEC");
		assertThat(List.of("WATCH", "GET", "SET")).flatExtracting(this.owner::requests)
			.extracting(FakeRequest::connection)
			.containsOnly(this.owner.requests("WATCH").get(0).connection());
		assertThat(this.owner.requests("WATCH").get(0).connection()).isNotEqualTo(shared);
	}

	@Test
	void aChangedWatchIsEmptyAndTheLoopRunsAgain() {
		int[] rounds = { 0 };
		Optional<List<Reply>> done;
		do {
			done = this.client.transaction((tx) -> {
				tx.watch("{t}a");
				if (rounds[0]++ == 0) {
					this.client.execute("SET", "{t}a", "by another");
				}
				tx.multi().add("SET", "{t}a", "mine");
			});
		}
		while (done.isEmpty());
		assertThat(rounds[0]).isEqualTo(2);
		assertThat(this.client.execute("GET", "{t}a").asString()).isEqualTo("mine");
		assertThat(dedicated()).isEqualTo(1);
	}

	@Test
	void aLeakedWatchIsForgottenBeforeTheConnectionIsUsedAgain() {
		try (Transaction tx = this.client.transaction()) {
			tx.watch("{t}a");
		}
		this.client.execute("SET", "{t}a", "changed");
		assertThat(this.client.transaction((tx) -> tx.watch("{t}b").multi().add("SET", "{t}b", "1"))).isPresent();
		assertThat(steps(this.owner)).containsSubsequence("WATCH", "UNWATCH", "WATCH", "EXEC");
		assertThat(this.owner.requests("WATCH")).extracting(FakeRequest::connection)
			.containsOnly(this.owner.requests("WATCH").get(0).connection());
	}

	@Test
	void aConnectionThatDoesNotForgetIsClosed() {
		this.owner.onNext("UNWATCH", FakeAnswer.error("NOPERM no"));
		try (Transaction tx = this.client.transaction()) {
			tx.watch("{t}a");
		}
		assertAnotherConnectionIsUsedNext();
	}

	private void assertAnotherConnectionIsUsedNext() {
		assertThat(this.client.transaction((tx) -> tx.watch("{t}b").multi().add("SET", "{t}b", "1"))).isPresent();
		assertThat(this.owner.requests("WATCH")).hasSize(2).extracting(FakeRequest::connection).doesNotHaveDuplicates();
	}

	@Test
	void aConnectionLeftWithinMultiIsDiscardedBeforeItIsUsedAgain() {
		this.owner.onNext("SET", FakeAnswer.error("ERR not now"));
		assertThatThrownBy(() -> this.client.transaction((tx) -> tx.watch("{t}a").multi().add("SET", "{t}a", "1")))
			.isInstanceOf(ServerErrorException.class);
		assertThat(steps(this.owner)).containsExactly("WATCH", "MULTI", "SET", "DISCARD");
		assertThat(dedicated()).isEqualTo(1);
	}

	@Test
	void watchFollowsRedirects() {
		this.cluster.moveSlot(SLOT, this.other);
		assertThat(this.client.transaction((tx) -> tx.watch("{t}a").multi().add("SET", "{t}a", "1"))).isPresent();
		assertThat(steps(this.other)).containsExactly("WATCH", "MULTI", "SET", "EXEC");
	}

	@Test
	void watchOfAKeyThatIsMovingAsksTheImportingNodeEachTime() {
		this.cluster.openSlot(SLOT, this.other);
		assertThat(this.client.transaction((tx) -> {
			tx.watch("{t}a");
			assertThat(tx.execute("GET", "{t}a").isNull()).isTrue();
			tx.multi().add("SET", "{t}a", "1");
		})).isPresent();
		assertThat(steps(this.other)).containsExactly("ASKING", "WATCH", "ASKING", "GET", "ASKING", "MULTI", "SET",
				"EXEC");
	}

	@Test
	void aRedirectAfterWatchCountsAsAChange() {
		assertThat(this.client.transaction((tx) -> {
			tx.watch("{t}a");
			this.cluster.moveSlot(SLOT, this.other);
			tx.multi().add("SET", "{t}a", "1");
		})).isEmpty();
		assertThat(this.other.requests("SET")).isEmpty();
		assertThat(this.client.transaction((tx) -> tx.watch("{t}a").multi().add("SET", "{t}a", "1"))).isPresent();
	}

	@Test
	void aReadThatIsRedirectedAfterWatchIsAnsweredAndTheBlockIsNotCarriedOut() {
		this.client.execute("SET", "{t}a", "1");
		assertThat(this.client.transaction((tx) -> {
			tx.watch("{t}a");
			this.cluster.moveSlot(SLOT, this.other);
			assertThat(tx.execute("GET", "{t}a").asString()).isEqualTo("1");
			tx.watch("{t}b").multi().add("SET", "{t}a", "2");
		})).isEmpty();
		assertThat(this.client.execute("GET", "{t}a").asString()).isEqualTo("1");
	}

	@Test
	void aConnectionLostAfterWatchCountsAsAChange() {
		assertThat(this.client.transaction((tx) -> {
			tx.watch("{t}a");
			this.owner.resetAll();
			tx.multi().add("SET", "{t}a", "1");
		})).isEmpty();
		assertThat(execs(this.owner)).isZero();
	}

	@Test
	void aFenceAfterWatchCountsAsAChange() {
		assertThat(this.client.transaction((tx) -> {
			tx.watch("{t}a");
			this.owner.onNext("INCR", FakeAnswer.reset());
			assertThatThrownBy(() -> this.client.execute("INCR", "{t}n"))
				.isInstanceOf(CommandOutcomeUnknownException.class);
			Await.until("the fence", Duration.ofSeconds(10), () -> this.client.stats().fences() == 1);
			tx.multi().add("SET", "{t}a", "1");
		})).isEmpty();
		assertThat(this.owner.requests("SET")).isEmpty();
	}

	@Test
	void execWrittenAndItsReplyLostIsUnknown() {
		onNextExec(this.owner, FakeAnswer.reset());
		assertThatThrownBy(() -> this.client.transaction((tx) -> tx.watch("{t}a").multi().add("SET", "{t}a", "1")))
			.isInstanceOf(CommandOutcomeUnknownException.class);
		assertAnotherConnectionIsUsedNext();
	}

	@Test
	void execThatIsNotAnsweredEndsAtTheTimeout() {
		try (ClusterClient hurried = connect(
				options().timeout(Duration.ofMillis(500)).silenceTimeout(Duration.ofSeconds(20)))) {
			hurried.transaction((tx) -> tx.multi().add("SET", "{t}warm", "1"));
			onNextExec(this.owner, FakeAnswer.nothing());
			assertThatThrownBy(() -> hurried.transaction((tx) -> tx.watch("{t}a").multi().add("SET", "{t}a", "1")))
				.isInstanceOf(CommandTimeoutException.class)
				.satisfies((ex) -> assertThat(((ClusterClientException) ex).details().sent()).isTrue());
			assertThat(hurried.transaction((tx) -> tx.watch("{t}b").multi().add("SET", "{t}b", "1"))).isPresent();
			assertThat(this.owner.requests("WATCH")).extracting(FakeRequest::connection).doesNotHaveDuplicates();
		}
	}

	@Test
	void aWatchingConnectionThatIsDeadWhileItsNodeAnswersIsCutLongBeforeTheTimeout() {
		this.owner.onNext("WATCH", FakeAnswer.nothing());
		long began = System.nanoTime();
		assertThat(this.client.transaction((tx) -> tx.watch("{t}a").multi().add("SET", "{t}a", "1"))).isPresent();
		assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
		assertThat(this.owner.requests("WATCH")).extracting(FakeRequest::connection).doesNotHaveDuplicates().hasSize(2);
	}

	@Test
	void aTransactionCanBeUsedAgain() {
		try (Transaction tx = this.client.transaction()) {
			assertThat(tx.watch("{t}a").multi().add("SET", "{t}a", "1").exec()).isPresent();
			assertThat(tx.multi().add("SET", "{other}a", "1").size()).isEqualTo(1);
			assertThat(tx.exec()).isPresent();
			tx.watch("{t}a").unwatch();
			assertThat(tx.watch("{other}a").multi().add("GET", "{other}a").exec()).isPresent();
		}
	}

}
