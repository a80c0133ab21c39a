package io.rediscluster.client.internal.execution;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.NodesFailedException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.CommandSpec;
import io.rediscluster.client.internal.command.CommandSpec.Merge;
import io.rediscluster.client.internal.command.CommandTable;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReplyMergeTests {

	private static final CallDetails DETAILS = new CallDetails("X", -1, null, 1, Duration.ZERO, true, true);

	/** Stands for a node that failed. */
	private static final ClusterClientException FAILED = new ClusterClientException("failed");

	private static CommandSpec rule(Merge merge) {
		return CommandTable.builtIn()
			.all()
			.stream()
			.filter((spec) -> spec.merge() == merge)
			.findFirst()
			.orElseThrow(() -> new AssertionError("no command is merged by " + merge));
	}

	private static CommandSpec command(String name) {
		return Objects.requireNonNull(CommandTable.builtIn().find(name));
	}

	private static Reply merge(CommandSpec spec, Object... values) {
		Map<Node, Outcome> outcomes = new LinkedHashMap<>();
		for (int i = 0; i < values.length; i++) {
			HostAndPort address = new HostAndPort("h", i + 1);
			outcomes.put(new Node("n" + i, address, address, NodeRole.PRIMARY, null, 1, Set.of()),
					(values[i] == FAILED) ? Outcome.failure(FAILED) : Outcome.success(Reply.of(values[i])));
		}
		return ReplyMerge.merge(spec, outcomes, DETAILS);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static Object[] array(Object... elements) {
		return elements;
	}

	@Test
	void allNeedsEveryNode() {
		assertThat(merge(rule(Merge.ALL), "OK", "OK").asString()).isEqualTo("OK");
		assertThatThrownBy(() -> merge(rule(Merge.ALL), "OK", FAILED)).isInstanceOfSatisfying(
				NodesFailedException.class, (ex) -> assertThat(ex.failures()).hasSize(1).containsValue(FAILED));
	}

	@Test
	void oneNeedsOneNode() {
		assertThat(merge(rule(Merge.ONE), FAILED, "OK").asString()).isEqualTo("OK");
		assertThatThrownBy(() -> merge(rule(Merge.ONE), FAILED, FAILED)).isInstanceOf(NodesFailedException.class)
			.hasMessageContaining("2 of 2");
	}

	@Test
	void theFirstValueIsTheFirstThatIsNotNull() {
		Set<String> picked = new HashSet<>();
		for (int i = 0; i < 200; i++) {
			picked.add(merge(rule(Merge.FIRSTVALUE), null, bytes("k"), bytes("l")).asString());
		}
		assertThat(picked).containsExactlyInAnyOrder("k", "l");
		assertThat(merge(rule(Merge.FIRSTVALUE), null, null).isNull()).isTrue();
	}

	@Test
	void numbersAreAdded() {
		assertThat(merge(rule(Merge.SUM), 1L, 2L, 4L).asLong()).isEqualTo(7);
		assertThatThrownBy(() -> merge(rule(Merge.SUM), 1L, FAILED)).isInstanceOf(NodesFailedException.class);
	}

	@Test
	void numbersOfArraysAreAndedByPosition() {
		assertThat(merge(command("SCRIPT EXISTS"), array(1L, 0L, 1L), array(1L, 1L, 0L)).toObject())
			.isEqualTo(java.util.List.of(1L, 0L, 0L));
	}

	@Test
	void theLargestNumberWins() {
		assertThat(merge(rule(Merge.MAX), 3L, 9L, 4L).asLong()).isEqualTo(9);
	}

	@Test
	void arraysAreJoined() {
		assertThat(merge(rule(Merge.CONCAT), array(bytes("a"), bytes("b")), array(), array(bytes("a"))).asStringList())
			.containsExactly("a", "b", "a");
	}

	@Test
	void equalStringsAreKeptOnceByTheirBytes() {
		byte[] odd = { -1 };
		byte[] other = { -2 };
		assertThat(merge(rule(Merge.DISTINCT), array(bytes("a"), odd), array(bytes("a"), other)).asBytesList())
			.containsExactly(bytes("a"), odd, other);
	}

	@Test
	void textsAreJoined() {
		assertThat(merge(rule(Merge.TEXT), bytes("a\n"), bytes("b\n")).asString()).isEqualTo("a\nb\n");
	}

	@Test
	void pairsOfNameAndCountAreAddedByTheBytesOfTheName() {
		byte[] odd = { -1 };
		byte[] other = { -2 };
		Reply merged = merge(command("PUBSUB NUMSUB"), array(bytes("a"), 1L, odd, 2L),
				array(other, 4L, bytes("a"), 8L));
		assertThat(merged.asList()).extracting(Reply::value).containsExactly(bytes("a"), 9L, odd, 2L, other, 4L);
	}

	@Test
	void plainCountsAreAddedAndOkCountsAsOne() {
		assertThat(merge(command("CLIENT KILL"), 2L, 3L).asLong()).isEqualTo(5);
		assertThat(merge(command("CLIENT KILL"), "OK", 1L).asLong()).isEqualTo(2);
	}

	@Test
	void withoutARuleOnlyASingleReplyIsOne() {
		assertThat(merge(command("GET"), bytes("v")).asString()).isEqualTo("v");
		assertThatThrownBy(() -> merge(command("GET"), bytes("v"), bytes("w")))
			.isInstanceOf(CommandRefusedException.class)
			.hasMessageContaining("GET");
	}

}
