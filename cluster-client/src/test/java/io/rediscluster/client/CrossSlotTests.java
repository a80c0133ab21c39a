package io.rediscluster.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.rediscluster.client.ClusterClientOptions.CrossSlotLimits;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeRequest;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Emulated commands against nodes whose every answer is chosen: what is sent, and what
 * the caller is told when a step fails. The keys a and b are on different nodes.
 */
@Timeout(60)
class CrossSlotTests extends OnFakeCluster {

	private static final List<String> STEPS = List.of("TYPE", "EXISTS", "LMOVE", "LINDEX", "LPUSH", "RPUSH", "SMOVE",
			"SADD", "UNLINK", "WATCH", "PTTL", "DUMP", "RESTORE", "UNWATCH", "DISCARD");

	private final ConcurrentLinkedQueue<String> emulated = new ConcurrentLinkedQueue<>();

	private final FakeNode source = this.cluster.owner(Slots.of("a"));

	private final FakeNode destination = this.cluster.owner(Slots.of("b"));

	private final FakeNode other = this.cluster.nodes()
		.stream()
		.filter((node) -> node != this.source && node != this.destination)
		.findFirst()
		.orElseThrow();

	private ClusterClient client;

	CrossSlotTests() {
		super(3, 0);
	}

	@BeforeEach
	void start() {
		for (FakeNode node : this.cluster.nodes()) {
			node.on("TYPE", FakeAnswer.reply("none"));
			node.on("LMOVE", FakeAnswer.reply("x"));
			node.on("SMOVE", FakeAnswer.reply(1));
			node.on("SADD", FakeAnswer.reply(1));
			node.on("RPUSH", FakeAnswer.reply(1));
			node.on("LPUSH", FakeAnswer.reply(1));
			node.on("UNLINK", FakeAnswer.reply(1));
			node.on("RESTORE", FakeAnswer.ok());
			node.on("PTTL", FakeAnswer.reply(-1));
			node.on("DUMP", FakeAnswer.reply("payload"));
		}
		this.client = connect((options) -> {
		});
	}

	private ClusterClient connect(Consumer<ClusterClientOptions.Builder> customizer) {
		ClusterClientOptions.Builder options = options().timeout(Duration.ofSeconds(10))
			.listener(new ClusterListener() {

				@Override
				public void onEmulation(String command) {
					CrossSlotTests.this.emulated.add(command);
				}

			});
		customizer.accept(options);
		ClusterClient client = connect(options);
		// the right to use MULTI is looked at once, before the first transaction
		client.transaction((tx) -> tx.multi().add("SET", "a", "1"));
		this.cluster.nodes().forEach(FakeNode::clearRequests);
		return client;
	}

	private static List<String> steps(FakeNode node) {
		return node.requests().stream().map(FakeRequest::name).filter(STEPS::contains).toList();
	}

	private static String word(FakeNode node, String command, int index) {
		return node.requests(command).get(0).word(index);
	}

	private Reply lmove() {
		return this.client.execute("LMOVE", "a", "b", "LEFT", "RIGHT");
	}

	@Test
	void anElementIsParkedBesideItsSourceUntilItIsAtItsDestination() {
		assertThat(lmove().asString()).isEqualTo("x");
		assertThat(steps(this.source)).containsExactly("LMOVE", "UNLINK");
		assertThat(steps(this.destination)).containsExactly("TYPE", "RPUSH");
		String stage = word(this.source, "LMOVE", 2);
		assertThat(stage).startsWith("a:xslot-l-");
		assertThat(Slots.of(stage)).isEqualTo(Slots.of("a"));
		assertThat(word(this.source, "UNLINK", 1)).isEqualTo(stage);
		assertThat(this.emulated).containsExactly("LMOVE");
	}

	@Test
	void anElementThatWasParkedWhileTheReplyWasLostGoesOn() {
		this.source.onNext("LMOVE", FakeAnswer.close());
		this.source.on("LINDEX", FakeAnswer.reply("y"));
		assertThat(lmove().asString()).isEqualTo("y");
		assertThat(steps(this.source)).containsExactly("LMOVE", "LINDEX", "UNLINK");
		assertThat(word(this.destination, "RPUSH", 2)).isEqualTo("y");
	}

	@Test
	void anElementThatIsNotFoundParkedIsReportedWithTheStage() {
		this.source.onNext("LMOVE", FakeAnswer.close());
		this.source.on("LINDEX", FakeAnswer.reply((Object) null));
		assertThatThrownBy(this::lmove).isInstanceOfSatisfying(CommandOutcomeUnknownException.class, (ex) -> {
			assertThat(ex).hasMessageContaining("LMOVE over the slots 15495, 3300")
				.hasMessageContaining(word(this.source, "LMOVE", 2))
				.hasMessageContaining("most likely it is at its source");
			assertThat(ex.command()).isEqualTo("LMOVE");
			assertThat(ex.mayRepeat()).isFalse();
		});
		assertThat(steps(this.destination)).containsExactly("TYPE");
	}

	@Test
	void anElementThatTheDestinationRefusesGoesBackToItsEnd() {
		this.destination.on("RPUSH", FakeAnswer.error("WRONGTYPE wrong"));
		assertThatThrownBy(this::lmove).isInstanceOfSatisfying(ServerErrorException.class, (ex) -> {
			assertThat(ex).hasMessage("WRONGTYPE wrong");
			assertThat(ex.command()).isEqualTo("LMOVE");
		});
		assertThat(steps(this.source)).containsExactly("LMOVE", "LMOVE");
		FakeRequest back = this.source.requests("LMOVE").get(1);
		assertThat(back.words().size()).isEqualTo(5);
		assertThat(back.word(1)).isEqualTo(word(this.source, "LMOVE", 2));
		assertThat(List.of(back.word(2), back.word(3), back.word(4))).containsExactly("a", "LEFT", "LEFT");
	}

	@Test
	void anElementGoesBackAlsoWhenTheTimeForItsDestinationHasPassed() {
		this.destination.on("RPUSH", FakeAnswer.error("TRYAGAIN later"));
		// slower than what is left of the time by then, which is less than a wait
		this.source.onNext("LMOVE", FakeAnswer.reply("x"))
			.on("LMOVE", FakeAnswer.reply("x").after(Duration.ofMillis(400)));
		try (ClusterClient hasty = connect((options) -> options.timeout(Duration.ofMillis(700)))) {
			assertThatThrownBy(() -> hasty.execute("LMOVE", "a", "b", "LEFT", "RIGHT"))
				.isInstanceOfSatisfying(ClusterUnavailableException.class, (ex) -> {
					assertThat(ex).hasMessageContaining("nothing was changed");
					assertThat(ex.mayRepeat()).isTrue();
				});
		}
		assertThat(steps(this.source)).containsExactly("LMOVE", "LMOVE");
	}

	@Test
	void theWaitAtTheSourceIsNoTimeForTheOtherSteps() {
		try (ClusterClient hasty = connect((options) -> options.timeout(Duration.ofSeconds(1)))) {
			for (FakeNode node : this.cluster.nodes()) {
				node.on("BLMOVE", FakeAnswer.reply("x").after(Duration.ofMillis(1500)));
			}
			assertThat(hasty.execute("BLMOVE", "a", "b", "LEFT", "RIGHT", 0).asString()).isEqualTo("x");
			this.destination.on("RPUSH", FakeAnswer.error("TRYAGAIN later"));
			assertThatThrownBy(() -> hasty.execute("BLMOVE", "a", "b", "LEFT", "RIGHT", 0))
				.isInstanceOf(ClusterUnavailableException.class)
				.hasMessageContaining("nothing was changed");
		}
	}

	@Test
	void anElementStaysParkedWhenItCannotBePutBack() {
		this.destination.on("RPUSH", FakeAnswer.error("OOM out of memory"));
		this.source.onNext("LMOVE", FakeAnswer.reply("x")).on("LMOVE", FakeAnswer.error("OOM out of memory"));
		assertThatThrownBy(this::lmove).isInstanceOf(CommandOutcomeUnknownException.class)
			.hasMessageContaining(word(this.source, "LMOVE", 2) + "'")
			.hasMessageContaining("could not be put back");
	}

	@Test
	void anElementStaysParkedWhenTheReplyOfItsDestinationIsLost() {
		this.destination.on("RPUSH", FakeAnswer.close());
		assertThatThrownBy(this::lmove).isInstanceOf(CommandOutcomeUnknownException.class)
			.hasMessageContaining("failed at RPUSH in slot 3300")
			.hasMessageContaining(word(this.source, "LMOVE", 2));
		assertThat(steps(this.source)).containsExactly("LMOVE");
	}

	@Test
	void theStageIsRemovedAgainWhenTheReplyToThatIsLost() {
		this.source.onNext("UNLINK", FakeAnswer.close());
		assertThat(lmove().asString()).isEqualTo("x");
		assertThat(steps(this.source)).containsExactly("LMOVE", "UNLINK", "UNLINK");
	}

	@Test
	void aMemberOfASetIsParkedToo() {
		assertThat(this.client.execute("SMOVE", "a", "b", "m").asBoolean()).isTrue();
		assertThat(word(this.source, "SMOVE", 2)).startsWith("a:xslot-s-");
		this.source.on("SMOVE", FakeAnswer.reply(0));
		assertThat(this.client.execute("SMOVE", "a", "b", "m").asBoolean()).isFalse();
		assertThat(steps(this.destination)).containsExactly("TYPE", "SADD", "TYPE");
	}

	@Test
	void aDestinationOfAnotherTypeIsFoundOutBeforeAnythingIsMoved() {
		this.destination.on("TYPE", FakeAnswer.reply("string"));
		this.source.on("EXISTS", FakeAnswer.reply(1));
		assertThatThrownBy(this::lmove).isInstanceOf(ServerErrorException.class).hasMessageStartingWith("WRONGTYPE");
		this.source.on("EXISTS", FakeAnswer.reply(0));
		assertThat(lmove().isNull()).isTrue();
		assertThat(steps(this.source)).containsExactly("EXISTS", "EXISTS");
	}

	@ParameterizedTest
	@ValueSource(strings = { "TYPE", "LMOVE", "RPUSH", "UNLINK" })
	void aRedirectIsFollowedAtEveryStepOfAMove(String step) {
		redirectNext(step, List.of("TYPE", "RPUSH").contains(step) ? this.destination : this.source);
		assertThat(lmove().asString()).isEqualTo("x");
		assertThat(steps(this.other)).containsExactly(step);
	}

	@ParameterizedTest
	@ValueSource(strings = { "WATCH", "RESTORE" })
	void aRedirectIsFollowedAtEveryStepOfARename(String step) {
		this.client.execute("SET", "a", "1");
		redirectNext(step, step.equals("RESTORE") ? this.destination : this.source);
		assertThat(this.client.execute("RENAME", "a", "b").asString()).isEqualTo("OK");
		assertThat(steps(this.other)).contains(step);
	}

	private void redirectNext(String step, FakeNode node) {
		int slot = Slots.of((node == this.source) ? "a" : "b");
		node.onNext(step, FakeAnswer.ask(slot, this.other.address()));
		this.other.on("WATCH", FakeAnswer.ok()).on("EXISTS", FakeAnswer.reply(1));
	}

	@Test
	void aSourceIsCopiedUnderWatchAndThenRemoved() {
		this.source.on("PTTL", FakeAnswer.reply(1500));
		assertThat(this.client.execute("RENAME", "a", "b").asString()).isEqualTo("OK");
		assertThat(steps(this.source)).containsExactly("WATCH", "PTTL", "DUMP", "UNLINK");
		assertThat(steps(this.destination)).containsExactly("PTTL", "DUMP", "RESTORE");
		FakeRequest restore = this.destination.requests("RESTORE").get(0);
		assertThat(List.of(restore.word(1), restore.word(2), restore.word(3), restore.word(4))).containsExactly("b",
				"1500", "payload", "REPLACE");
	}

	@Test
	void lessThanAMillisecondToLiveIsNotForEver() {
		this.source.on("PTTL", FakeAnswer.reply(0));
		this.client.execute("RENAME", "a", "b");
		assertThat(word(this.destination, "RESTORE", 2)).isEqualTo("1");
	}

	@Test
	void aMissingSourceIsTheServersErrorAndTheWatchEnds() {
		this.source.on("DUMP", FakeAnswer.reply((Object) null));
		assertThatThrownBy(() -> this.client.execute("RENAME", "a", "b")).isInstanceOf(ServerErrorException.class)
			.hasMessage("ERR no such key");
		assertThat(steps(this.source)).containsExactly("WATCH", "PTTL", "DUMP", "UNWATCH");
		assertThat(steps(this.destination)).isEmpty();
	}

	@Test
	void aDestinationThatExistsIsNotReplaced() {
		this.destination.on("RESTORE", FakeAnswer.error("BUSYKEY Target key name already exists."));
		assertThat(this.client.execute("RENAMENX", "a", "b").asBoolean()).isFalse();
		assertThat(this.client.execute("COPY", "a", "b").asBoolean()).isFalse();
		assertThat(steps(this.source)).containsExactly("WATCH", "PTTL", "DUMP", "UNWATCH", "PTTL", "DUMP");
		assertThat(this.destination.requests("RESTORE").get(0).words()).hasSize(4);
	}

	@Test
	void aSourceThatChangesIsCopiedAnew() {
		AtomicInteger copies = new AtomicInteger();
		this.client.execute("SET", "a", "0");
		this.destination.on("RESTORE", (call) -> {
			if (copies.incrementAndGet() < 3) {
				this.client.execute("SET", "a", String.valueOf(copies.get()));
			}
			call.reply("OK");
		});
		assertThat(this.client.execute("RENAME", "a", "b").asString()).isEqualTo("OK");
		assertThat(copies.get()).isEqualTo(3);
	}

	@Test
	void aDestinationGetsBackWhatItHadWhenTheSourceIsGone() {
		this.client.execute("SET", "a", "0");
		this.destination.onNext("DUMP", FakeAnswer.reply("before"));
		this.destination.onNext("PTTL", FakeAnswer.reply(7000));
		this.destination.onNext("RESTORE", (call) -> {
			this.source.on("DUMP", FakeAnswer.reply((Object) null));
			this.client.execute("SET", "a", "changed");
			call.reply("OK");
		});
		assertThatThrownBy(() -> this.client.execute("RENAME", "a", "b")).hasMessage("ERR no such key");
		List<FakeRequest> restores = this.destination.requests("RESTORE");
		assertThat(restores).hasSize(2);
		assertThat(restores.get(1).word(2)).isEqualTo("7000");
		assertThat(restores.get(1).word(3)).isEqualTo("before");
	}

	@Test
	void aDestinationThatOthersHaveChangedIsLeftToThemAndReported() {
		this.client.execute("SET", "a", "0");
		this.destination.onNext("RESTORE", (call) -> {
			this.source.on("DUMP", FakeAnswer.reply((Object) null));
			this.destination.on("DUMP", FakeAnswer.reply("changed " + System.nanoTime()));
			this.client.execute("SET", "a", "changed");
			call.reply("OK");
		});
		this.destination.onNext("DUMP", FakeAnswer.reply("before"));
		this.destination.onNext("DUMP", FakeAnswer.reply("theirs"));
		assertThatThrownBy(() -> this.client.execute("RENAME", "a", "b"))
			.isInstanceOf(CommandOutcomeUnknownException.class)
			.hasMessageContaining("could not be given back what it had");
	}

	@Test
	void aSourceThatNeverRestsIsNotRenamedAndTheDestinationIsAsItWas() {
		this.client.execute("SET", "a", "0");
		AtomicInteger number = new AtomicInteger();
		this.destination.on("RESTORE", (call) -> {
			this.client.execute("SET", "a", String.valueOf(number.incrementAndGet()));
			call.reply("OK");
		});
		assertThatThrownBy(() -> this.client.execute("RENAMENX", "a", "b"))
			.isInstanceOfSatisfying(ClusterUnavailableException.class, (ex) -> {
				assertThat(ex).hasMessageContaining("changed 20 times");
				assertThat(ex.mayRepeat()).isTrue();
			});
		assertThat(this.destination.requests("UNLINK")).hasSize(20);
	}

	@Test
	void aLostCopyAndALostEndOfARenameTellWhatMayExist() {
		this.destination.onNext("RESTORE", FakeAnswer.close());
		assertThatThrownBy(() -> this.client.execute("RENAME", "a", "b"))
			.isInstanceOf(CommandOutcomeUnknownException.class)
			.hasMessageContaining("RENAME over the slots 15495, 3300 failed at RESTORE in slot 3300")
			.hasMessageContaining("the source is untouched; the destination may have its value");
		this.source.on("EXEC", (call) -> {
			// the topology is loaded with EXEC too, and not by a connection that watches
			boolean watches = this.source.requests("WATCH")
				.stream()
				.anyMatch((watch) -> watch.connection() == call.connection().number());
			if (watches) {
				call.connection().close();
			}
			else {
				call.proceed();
			}
		});
		assertThatThrownBy(() -> this.client.execute("RENAME", "a", "b"))
			.isInstanceOf(CommandOutcomeUnknownException.class)
			.hasMessageContaining("both keys may exist");
		this.destination.onNext("RESTORE", FakeAnswer.close());
		assertThatThrownBy(() -> this.client.execute("COPY", "a", "b"))
			.isInstanceOf(CommandOutcomeUnknownException.class)
			.hasMessageContaining("the destination may have a copy");
	}

	@Test
	void aValueThatIsTooLargeIsRefusedBeforeAnythingIsWritten() {
		try (ClusterClient small = connect((options) -> options.crossSlotLimits(new CrossSlotLimits(6, 0)))) {
			assertThatThrownBy(() -> small.execute("RENAME", "a", "b")).isInstanceOf(CommandRefusedException.class)
				.hasMessageContaining("cross-slot.max-bytes")
				.hasMessageNotContaining("payload");
			assertThatThrownBy(() -> small.execute("COPY", "a", "b")).isInstanceOf(CommandRefusedException.class);
		}
		assertThat(steps(this.destination)).isEmpty();
	}

	@Test
	void theSourceIsKeptUntilEnoughReplicasHaveTheCopy() {
		try (ClusterClient safe = connect((options) -> options.crossSlotLimits(new CrossSlotLimits(1000, 1)))) {
			this.destination.on("WAIT", FakeAnswer.reply(1));
			assertThat(safe.execute("RENAMENX", "a", "b").asBoolean()).isTrue();
			this.destination.on("WAIT", FakeAnswer.reply(0));
			this.source.clearRequests();
			assertThatThrownBy(() -> safe.execute("RENAMENX", "a", "b")).isInstanceOf(ClusterClientException.class)
				.hasMessageContaining("nothing was changed");
		}
		assertThat(steps(this.source)).containsExactly("WATCH", "PTTL", "DUMP", "UNWATCH");
		assertThat(this.destination.requests("UNLINK")).hasSize(1);
	}

	@Test
	void theModeDecidesWhatIsEmulated() {
		for (CrossSlot mode : List.of(CrossSlot.SPLIT_ONLY, CrossSlot.REJECT)) {
			try (ClusterClient strict = connect((options) -> options.crossSlot(mode))) {
				assertThatThrownBy(() -> strict.execute("RENAME", "a", "b")).isInstanceOf(CrossSlotException.class)
					.hasMessageContaining("hash tag")
					.hasMessageContaining((mode == CrossSlot.REJECT) ? "'reject'" : "'split-only'");
			}
		}
		assertThat(this.cluster.nodes()).flatExtracting(CrossSlotTests::steps).isEmpty();
		assertThat(this.emulated).isEmpty();
	}

	@Test
	void whatWouldHaveToWaitAtSeveralNodesIsRefused() {
		for (String command : List.of("BLPOP a b 1", "BRPOP a b 1", "BZPOPMIN a b 1", "BLMPOP 1 2 a b LEFT",
				"XREAD BLOCK 10 STREAMS a b 0 0", "XREADGROUP GROUP g c STREAMS a b > >", "EVAL x 2 a b")) {
			String[] words = command.split(" ");
			Command.Builder builder = Command.named(words[0]);
			List.of(words).subList(1, words.length).forEach(builder::arg);
			assertThatThrownBy(() -> this.client.execute(builder.build())).as(command)
				.isInstanceOf(CrossSlotException.class)
				.hasMessageContaining("hash tag");
		}
	}

	@Test
	void aTransactionHasNoPlaceForIt() {
		try (Transaction tx = this.client.transaction()) {
			tx.multi();
			assertThatThrownBy(() -> tx.add("RENAME", "a", "b")).isInstanceOf(CrossSlotException.class)
				.hasMessageContaining("hash tag");
		}
	}

	@Test
	void keysThatAreNoTextStayTheirBytes() {
		byte[] key = { (byte) 0xff, 0, '\r', '\n' };
		byte[] to = "b".getBytes(StandardCharsets.UTF_8);
		assertThat(Slots.of(key)).isNotEqualTo(Slots.of(to));
		assertThat(this.client.execute("RENAME", key, to).asString()).isEqualTo("OK");
		assertThat(this.cluster.owner(Slots.of(key)).requests("WATCH").get(0).words().get(1)).isEqualTo(key);
	}

}
