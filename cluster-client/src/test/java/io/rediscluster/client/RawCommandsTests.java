package io.rediscluster.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.Gate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Commands that the client's table does not have, as those of modules: what the server
 * says of them decides where they go, and replies of every type come through.
 */
@Timeout(60)
class RawCommandsTests extends OnFakeCluster {

	private final ClusterClient client = connect(options().timeout(Duration.ofSeconds(5)));

	RawCommandsTests() {
		super(3, 0);
	}

	/** Lets all nodes describe and answer a command. */
	private void module(String name, String flag, int firstKey, int lastKey, int step, Object reply) {
		List<Object> description = List.of(name.toLowerCase(Locale.ROOT), -2L, List.of(flag), (long) firstKey,
				(long) lastKey, (long) step);
		for (FakeNode node : this.cluster.nodes()) {
			node.on("COMMAND INFO", FakeAnswer.reply(List.of(description)));
			node.on(name, (reply instanceof FakeAnswer answer) ? answer : FakeAnswer.reply(reply));
		}
	}

	private int asked(String name) {
		return this.cluster.nodes().stream().mapToInt((node) -> node.requests(name).size()).sum();
	}

	@ParameterizedTest
	@CsvSource({ "JSON.GET, readonly", "JSON.SET, write", "BF.ADD, write", "TS.ADD, write", "CMS.QUERY, readonly" })
	void aModulesCommandGoesToTheOwnerOfItsKeyAndTheServerIsAskedOnce(String name, String flag) {
		module(name, flag, 1, 1, 1, "done");
		for (int i = 0; i < 10; i++) {
			String key = "doc:" + i;
			FakeNode owner = this.cluster.owner(HashSlot.of(key));
			owner.clearRequests();
			assertThat(this.client.execute(name, key, "$").asString()).isEqualTo("done");
			assertThat(owner.requests(name)).singleElement()
				.satisfies((request) -> assertThat(request.words()).hasSize(3));
		}
		int described = asked("COMMAND INFO");
		assertThat(described).isLessThanOrEqualTo(1);
	}

	@Test
	void aModulesCommandWithoutKeysGoesToAnyPrimary() {
		module("FT.SEARCH", "readonly", 0, 0, 0, List.of(1L, "doc:1", List.of("title", "x")));
		List<Reply> reply = this.client.execute("FT.SEARCH", "index", "@title:x").asList();
		assertThat(reply.get(0).asLong()).isEqualTo(1);
		assertThat(reply.get(2).asStringList()).containsExactly("title", "x");
	}

	@Test
	void keysOfAModulesCommandInSeveralSlotsAreRefusedBeforeAnythingIsSent() {
		module("JSON.MGET", "readonly", 1, -2, 1, List.of("1", "2"));
		assertThat(this.client.execute("JSON.MGET", "{d}1", "{d}2", "$").asStringList()).containsExactly("1", "2");
		int before = asked("JSON.MGET");
		assertThatThrownBy(() -> this.client.execute("JSON.MGET", "a", "b", "$")).isInstanceOf(CrossSlotException.class)
			.hasMessageContaining("hash tag");
		assertThat(asked("JSON.MGET")).isEqualTo(before);
	}

	@Test
	void aModulesCommandWhoseKeysTheServerCannotTellWantsThemNamed() {
		module("GRAPH.ODD", "movablekeys", 0, 0, 0, "done");
		assertThatThrownBy(() -> this.client.execute("GRAPH.ODD", "x", "key"))
			.isInstanceOf(CommandRefusedException.class)
			.hasMessageContaining("name its keys with keys(...)");
		assertThat(asked("GRAPH.ODD")).isZero();
		assertThat(this.client.execute(Command.of("GRAPH.ODD", "x", "key").keys(1)).asString()).isEqualTo("done");
		assertThat(this.cluster.owner(HashSlot.of("key")).requests("GRAPH.ODD")).hasSize(1);
	}

	@Test
	void anUnknownCommandFollowsRedirectsAndIsNeverTakenForARead() {
		module("BF.ADD", "write", 1, 1, 1, 1L);
		int slot = HashSlot.of("filter");
		FakeNode owner = this.cluster.owner(slot);
		FakeNode target = this.cluster.primaryOtherThan(owner);
		this.cluster.moveSlot(slot, target);
		owner.on("BF.ADD", FakeAnswer.moved(slot, target.address()));
		assertThat(this.client.execute("BF.ADD", "filter", "item").asBoolean()).isTrue();
		target.on("BF.ADD", FakeAnswer.close());
		assertThatThrownBy(() -> this.client.execute("BF.ADD", "filter", "other"))
			.isInstanceOf(CommandOutcomeUnknownException.class);
		assertThat(target.requests("BF.ADD")).as("not repeated").hasSize(2);
	}

	@Test
	void aCommandThatTheServerDoesNotKnowEitherGetsTheServersOwnError() {
		for (FakeNode node : this.cluster.nodes()) {
			node.on("NO.SUCH", FakeAnswer.error("ERR unknown command 'NO.SUCH'"));
			node.on("COMMAND INFO", FakeAnswer.raw("*1\r\n*-1\r\n"));
		}
		assertThatThrownBy(() -> this.client.execute("NO.SUCH", "a")).isInstanceOf(ServerErrorException.class)
			.hasMessageContaining("ERR unknown command");
	}

	@Test
	void aModuleThatIsLoadedLaterIsDescribedThen() {
		for (FakeNode node : this.cluster.nodes()) {
			node.on("BF.ADD", FakeAnswer.error("ERR unknown command 'BF.ADD'"));
			node.on("COMMAND INFO", FakeAnswer.raw("*1\r\n*-1\r\n"));
		}
		assertThatThrownBy(() -> this.client.execute("BF.ADD", "filter", "item"))
			.hasMessageContaining("ERR unknown command");
		module("BF.ADD", "write", 1, 1, 1, 1L);
		FakeNode owner = this.cluster.owner(HashSlot.of("filter"));
		this.cluster.nodes().forEach(FakeNode::clearRequests);
		for (int i = 0; i < 5; i++) {
			assertThat(this.client.execute("BF.ADD", "filter", "item" + i).asBoolean()).isTrue();
		}
		assertThat(owner.requests("BF.ADD")).hasSize(5);
		assertThat(asked("COMMAND INFO")).isEqualTo(1);
	}

	@Test
	void whatWasLearntHoldsForAsynchronousCallsAndPipelinesToo() throws Exception {
		module("BF.ADD", "write", 1, 1, 1, 1L);
		Command command = Command.of("BF.ADD", "filter", "item");
		assertThat(this.client.executeAsync(command)).failsWithin(Duration.ofSeconds(5))
			.withThrowableThat()
			.withCauseInstanceOf(CommandRefusedException.class)
			.withMessageContaining("execute it once blocking");
		assertThat(asked("BF.ADD")).isZero();
		this.client.execute(command);
		assertThat(this.client.executeAsync(command).toCompletableFuture().get(5, TimeUnit.SECONDS).asLong())
			.isEqualTo(1);
		assertThat(this.client.pipeline().add(command).execute().get(0).reply().asLong()).isEqualTo(1);
		assertThat(this.cluster.owner(HashSlot.of("filter")).requests("BF.ADD")).hasSize(3);
		assertThat(asked("COMMAND INFO")).isEqualTo(1);
	}

	@ParameterizedTest
	@CsvSource({ "1, 0", "0, 1" })
	void aModulesCommandThatWaitsHoldsUpNobody(int keysKnown, int keysNamed) throws Exception {
		List<Object> description = List.of("mod.wait", -2L, List.of("write", "blocking", "movablekeys"),
				(long) keysKnown, (long) keysKnown, (long) keysKnown);
		Gate gate = Gate.closed();
		for (FakeNode node : this.cluster.nodes()) {
			node.on("COMMAND INFO", FakeAnswer.reply(List.of(description)));
			node.on("MOD.WAIT", FakeAnswer.reply("done").after(gate));
		}
		Command waiting = (keysNamed > 0) ? Command.of("MOD.WAIT", "key", "0").keys(0)
				: Command.of("MOD.WAIT", "key", "0");
		FakeNode owner = this.cluster.owner(HashSlot.of("key"));
		Thread thread = new Thread(() -> this.client.execute(waiting));
		thread.start();
		owner.awaitRequests("MOD.WAIT", 1, Duration.ofSeconds(5));
		for (int i = 0; i < 20; i++) {
			assertThat(this.client.execute("SET", "key", i).asString()).isEqualTo("OK");
		}
		assertThatThrownBy(() -> this.client.on(Nodes.ALL).execute("MOD.WAIT", "key", "0"))
			.isInstanceOf(CommandRefusedException.class)
			.hasMessageContaining("connection of its own");
		gate.open();
		thread.join(5000);
		assertThat(thread.isAlive()).isFalse();
	}

	@Test
	void everyTypeOfReplyComesThrough() {
		String all = "*14\r\n+simple\r\n$4\r\nbul\n\r\n:-7\r\n,3.25\r\n,inf\r\n#t\r\n#f\r\n_\r\n"
				+ "(3492890328409238509324850943850943825024385\r\n=7\r\ntxt:abc\r\n%1\r\n+k\r\n:1\r\n~2\r\n:1\r\n:2\r\n"
				+ "!9\r\nERR inner\r\n*-1\r\n";
		module("X.TYPES", "readonly", 1, 1, 1, FakeAnswer.raw(all));
		List<Reply> reply = this.client.execute("X.TYPES", "k").asList();
		assertThat(reply.get(0).asString()).isEqualTo("simple");
		assertThat(reply.get(1).asString()).isEqualTo("bul\n");
		assertThat(reply.get(2).asLong()).isEqualTo(-7);
		assertThat(reply.get(3).asDouble()).isEqualTo(3.25);
		assertThat(reply.get(4).asDouble()).isEqualTo(Double.POSITIVE_INFINITY);
		assertThat(reply.get(5).asBoolean()).isTrue();
		assertThat(reply.get(6).asBoolean()).isFalse();
		assertThat(reply.get(7).isNull()).isTrue();
		assertThat(reply.get(8).toObject()).hasToString("3492890328409238509324850943850943825024385");
		assertThat(reply.get(9).asString()).isEqualTo("abc");
		assertThat(reply.get(9).asBytes()).asString(StandardCharsets.UTF_8).isEqualTo("abc");
		assertThat(reply.get(9).toObject()).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
		assertThat(reply.get(9).format()).isEqualTo("txt");
		assertThat(reply.get(1).format()).isNull();
		assertThat(reply.get(10).isMap()).isTrue();
		assertThat(reply.get(10).asMap()).containsOnlyKeys("k");
		assertThat(reply.get(11).asList()).hasSize(2);
		assertThat(reply.get(11).isSet()).isTrue();
		assertThat(reply.get(10).isSet()).isFalse();
		assertThat(reply.get(12).isError()).isTrue();
		assertThat(reply.get(12).errorMessage()).isEqualTo("ERR inner");
		assertThat(reply.get(13).isNull()).isTrue();
		// the connection is where it should be
		assertThat(this.client.execute("SET", "k", "v").asString()).isEqualTo("OK");
		assertThat(this.client.execute("GET", "k").asString()).isEqualTo("v");
	}

	@ParameterizedTest
	@CsvSource({ "INFO, server", "ECHO, hello", "CONFIG GET, maxmemory" })
	void aQuestionWhoseAnswerIsLostIsAskedAgain(String name, String argument) {
		for (FakeNode node : this.cluster.nodes()) {
			node.on(name, FakeAnswer.reply("answered"));
			node.onNext(name, FakeAnswer.close());
		}
		assertThat(this.client.execute(name, argument).asString()).isEqualTo("answered");
		for (FakeNode node : this.cluster.nodes()) {
			node.onNext(name, FakeAnswer.close());
		}
		assertThat(this.client.on(Nodes.ALL).execute(name, argument).successes()).as("of every node").hasSize(3);
	}

	@Test
	void aSettingWhoseAnswerIsLostIsNotSentAgain() {
		FakeNode node = this.cluster.node(1);
		node.on("CONFIG SET", FakeAnswer.close());
		NodeReplies replies = this.client.on(Nodes.at(HostAndPort.parse(node.address())))
			.execute("CONFIG SET", "maxmemory", "1gb");
		assertThat(replies.failures().values()).singleElement().isInstanceOf(CommandOutcomeUnknownException.class);
		assertThat(node.requests("CONFIG SET")).hasSize(1);
	}

	@Test
	void aSubcommandOfAModuleIsPartOfItsArguments() {
		module("FT.CONFIG", "readonly", 0, 0, 0, Map.of("TIMEOUT", "500"));
		assertThat(this.client.execute("FT.CONFIG", "GET", "TIMEOUT").asMap().get("TIMEOUT").asString())
			.isEqualTo("500");
		assertThat(this.client.on(Nodes.ALL).execute("FT.CONFIG", "GET", "TIMEOUT").successes()).hasSize(3);
	}

}
