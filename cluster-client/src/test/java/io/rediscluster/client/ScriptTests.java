package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeRequest;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Scripts against nodes whose every answer is chosen.
 */
@Timeout(60)
class ScriptTests extends OnFakeCluster {

	private static final FakeAnswer MISSING = FakeAnswer.error("NOSCRIPT No matching script. Please use EVAL.");

	private static final int SLOT = Slots.of("{s}");

	private static final List<String> NAMES = List.of("EVAL", "EVALSHA", "EVAL_RO", "EVALSHA_RO", "SET");

	private final Script script = Script.of("return 1");

	private final FakeNode owner = this.cluster.owner(SLOT);

	private final FakeNode other = this.cluster.primaryOtherThan(this.owner);

	private final ClusterClient client = connect(options());

	ScriptTests() {
		super(3, 1);
	}

	@BeforeEach
	void answerScripts() {
		for (FakeNode node : this.cluster.nodes()) {
			node.on("EVAL", FakeAnswer.reply(1L)).on("EVALSHA", FakeAnswer.reply(1L));
			node.on("EVAL_RO", FakeAnswer.reply(1L)).on("EVALSHA_RO", FakeAnswer.reply(1L));
		}
	}

	private static List<String> sent(FakeNode node) {
		return node.requests().stream().map(FakeRequest::name).filter(NAMES::contains).toList();
	}

	private Command call() {
		return this.script.call(List.of("{s}"), "argument");
	}

	@Test
	void theDigestIsTheOneThatServersCompute() {
		assertThat(this.script.sha1()).isEqualTo("e0e1f9fabfc9d4800c877a703b823ac0578ff8db");
		assertThat(this.script).hasToString("Script[e0e1f9fabfc9d4800c877a703b823ac0578ff8db]");
		assertThat(call().name()).isEqualTo("EVALSHA");
		assertThat(this.script.readOnly().call(List.of("a")).isReadOnly()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> this.script.call(List.of("a"), (Object) null));
	}

	@Test
	void aNodeGetsTheScriptOnceAndItsDigestAfterwards() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.client.execute(call()).asLong()).isEqualTo(1);
		}
		assertThat(sent(this.owner)).containsExactly("EVAL", "EVALSHA", "EVALSHA");
		assertThat(this.owner.requests("EVAL").get(0).word(1)).isEqualTo("return 1");
	}

	@Test
	void aNodeThatHasLostTheScriptGetsItAgain() {
		this.client.execute(call());
		this.owner.onNext("EVALSHA", MISSING);
		assertThat(this.client.execute(call()).asLong()).isEqualTo(1);
		assertThat(sent(this.owner)).containsExactly("EVAL", "EVALSHA", "EVAL");
	}

	@Test
	void aReplicatedCallGivesTheScriptToANodeThatDoesNotHoldIt() {
		this.cluster.nodes().forEach((node) -> node.on("WAIT", FakeAnswer.reply(1L)));
		this.owner.on("EVALSHA", MISSING);
		Command replicated = call().replicated(1, Duration.ofSeconds(1));
		assertThat(this.client.execute(replicated).asLong()).isEqualTo(1);
		assertThat(this.client.execute(replicated).asLong()).isEqualTo(1);
		assertThat(sent(this.owner)).containsExactly("EVAL", "EVALSHA", "EVAL");
	}

	@Test
	void aScriptThatFailsIsNotRunAgain() {
		this.owner.on("EVAL", FakeAnswer.error("NOSCRIPT No matching script. Please use EVAL."));
		assertThatThrownBy(() -> this.client.execute(call())).isInstanceOf(ServerErrorException.class);
		assertThat(sent(this.owner)).containsExactly("EVAL", "EVAL");
	}

	@Test
	void aDigestAloneWorksOnceTheClientHasSeenTheScript() {
		this.owner.on("EVALSHA", MISSING);
		assertThatThrownBy(() -> this.client.execute("EVALSHA", this.script.sha1(), 1, "{s}"))
			.isInstanceOf(ServerErrorException.class)
			.hasMessageStartingWith("NOSCRIPT");
		String elsewhere = Slots.keyIn("k", Slots.of("{s}") ^ 8192);
		this.client.execute("EVAL", "return 1", 1, elsewhere);
		assertThat(this.client.execute("EVALSHA", this.script.sha1().toUpperCase(Locale.ROOT), 1, "{s}").asLong())
			.isEqualTo(1);
	}

	@Test
	void aNewConnectionMayBeToAnotherProcess() {
		this.client.pipeline().add(call()).execute();
		this.owner.resetAll();
		// a read is repeated, and so comes back over the new connection
		assertThat(this.client.pipeline().add("GET", "{s}").execute()).allMatch(Outcome::isSuccess);
		this.client.pipeline().add(call()).execute();
		assertThat(sent(this.owner)).containsExactly("EVAL", "EVAL");
	}

	@Test
	void inAPipelineTheScriptItselfGoesFirstSoThatTheOrderHolds() {
		this.owner.on("EVALSHA", MISSING);
		List<Outcome> outcomes = this.client.pipeline().add(call()).add("SET", "{s}", "1").execute();
		assertThat(outcomes).allMatch(Outcome::isSuccess);
		assertThat(sent(this.owner)).containsExactly("EVAL", "SET");
	}

	@Test
	void inATransactionTheScriptItselfGoes() {
		this.client.execute(call());
		this.owner.clearRequests();
		assertThat(this.client.transaction((tx) -> tx.multi().add(call()).add("SET", "{s}", "1"))).isPresent();
		assertThat(sent(this.owner)).containsExactly("EVAL", "SET");
	}

	@Test
	void aRedirectedScriptIsSentInFullToTheNewNode() {
		this.client.execute(call());
		this.owner.onNext("EVALSHA", FakeAnswer.moved(SLOT, this.other.address()));
		assertThat(this.client.execute(call()).asLong()).isEqualTo(1);
		assertThat(sent(this.other)).containsExactly("EVAL");
	}

	@Test
	void readOnlyScriptsAndFunctionsGoToReplicasWhenReadsDo() {
		FakeNode replica = this.cluster.replicasOf(this.owner).get(0);
		replica.on("FCALL_RO", FakeAnswer.reply(2L));
		ClusterClient replicas = this.client.withReadFrom(ReadFrom.REPLICA);
		assertThat(replicas.execute(this.script.readOnly().call(List.of("{s}"))).asLong()).isEqualTo(1);
		assertThat(replicas.execute("FCALL_RO", "f", 1, "{s}").asLong()).isEqualTo(2);
		replicas.execute(call());
		assertThat(sent(replica)).containsExactly("EVAL_RO");
		assertThat(sent(this.owner)).containsExactly("EVAL");
	}

	@Test
	void keysOfTwoSlotsAreRefusedBeforeAnythingIsSent() {
		assertThatThrownBy(() -> this.client.execute(this.script.call(List.of("a", "b"))))
			.isInstanceOf(CrossSlotException.class);
		assertThat(this.cluster.nodes()).flatExtracting(ScriptTests::sent).isEmpty();
	}

}
