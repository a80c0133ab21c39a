package io.rediscluster.client.internal.execution;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.PartialFailureException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.topology.HashSlot;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SplitPlanTests {

	private static final CallDetails DETAILS = new CallDetails("MSET", -2, null, 1, Duration.ZERO, true, false);

	private static SplitPlan plan(String name, Object... arguments) {
		return new SplitPlan(BoundCommand.of(name, arguments));
	}

	private static List<String> words(BoundCommand command) {
		List<String> words = new ArrayList<>();
		for (int i = 0; i < command.argumentCount(); i++) {
			words.add(new String(command.argument(i), StandardCharsets.UTF_8));
		}
		return words;
	}

	private static Outcome values(String... values) {
		return Outcome.success(Reply
			.of(Arrays.stream(values).map((v) -> (v != null) ? v.getBytes(StandardCharsets.UTF_8) : null).toArray()));
	}

	private static Outcome unsent() {
		return Outcome.failure(new ClusterClientException("unsent",
				new CallDetails("MSET", 1, null, 1, Duration.ZERO, false, false), null));
	}

	private static Outcome unknown() {
		return Outcome.failure(new CommandOutcomeUnknownException("unknown", DETAILS, null));
	}

	@Test
	void keysOfASlotStayTogetherInTheirOrderAndSlotsAscend() {
		SplitPlan plan = plan("DEL", "{b}1", "{c}1", "{b}2", "{d}1", "{c}2".getBytes());
		assertThat(plan.parts()).extracting(SplitPlanTests::words)
			.containsExactly(List.of("{b}1", "{b}2"), List.of("{c}1", "{c}2"), List.of("{d}1"));
		assertThat(plan.parts()).extracting(BoundCommand::slot)
			.containsExactly(HashSlot.of("b"), HashSlot.of("c"), HashSlot.of("d"));
	}

	@Test
	void mgetGivesTheValuesInTheOrderOfTheKeysEvenOfRepeatedOnes() {
		SplitPlan plan = plan("MGET", "b", "c", "b", "{c}x", "d");
		Object joined = plan.join(List.of(values("A", "A"), values("B", null), values("C")), DETAILS);
		assertThat(Reply.of(joined).asStringList()).containsExactly("A", "B", "A", null, "C");
	}

	@Test
	void msetKeepsEachValueWithItsKey() {
		SplitPlan plan = plan("MSET", "{b}1", 1, "{c}1", 2, "{b}2", 3);
		assertThat(plan.parts()).extracting(SplitPlanTests::words)
			.containsExactly(List.of("{b}1", "1", "{b}2", "3"), List.of("{c}1", "2"));
		Outcome ok = Outcome.success(Reply.of("OK"));
		assertThat(plan.join(List.of(ok, ok), DETAILS)).isEqualTo("OK");
		assertThatIllegalArgumentException().isThrownBy(() -> plan("MSET", "b", 1, "c"));
	}

	@Test
	void countsAreAdded() {
		SplitPlan plan = plan("EXISTS", "b", "c", "d");
		assertThat(plan.join(
				List.of(Outcome.success(Reply.of(1L)), Outcome.success(Reply.of(0L)), Outcome.success(Reply.of(2L))),
				DETAILS))
			.isEqualTo(3L);
	}

	@Test
	void aPartialFailureListsWhatBecameOfEachKeyArgument() {
		SplitPlan plan = plan("MSET", "{b}1", 1, "{c}1", 2, "{b}2", 3, "{d}1", 4, "{a}1", 5);
		Outcome refused = Outcome.failure(new ServerErrorException("OOM no", DETAILS));
		PartialFailureException failure = catchThrowableOfType(PartialFailureException.class,
				() -> plan.join(List.of(Outcome.success(Reply.of("OK")), unsent(), unknown(), refused), DETAILS));
		assertThat(failure.applied()).containsExactly(0, 4);
		assertThat(failure.notApplied()).containsExactly(2, 8);
		assertThat(failure.unknown()).containsExactly(6);
		assertThat(failure).hasMessageContaining("applied: [0, 4]").cause().hasMessageContaining("unsent");
	}

	@Test
	void aLostReplyAloneIsAPartialFailureToo() {
		SplitPlan plan = plan("DEL", "b", "c");
		assertThatThrownBy(() -> plan.join(List.of(unknown(), unsent()), DETAILS))
			.isInstanceOfSatisfying(PartialFailureException.class, (ex) -> {
				assertThat(ex.unknown()).containsExactly(0);
				assertThat(ex.notApplied()).containsExactly(1);
				assertThat(ex.applied()).isEmpty();
			});
	}

	@Test
	void whereNothingWasAppliedTheCauseItselfIsThrown() {
		SplitPlan plan = plan("DEL", "b", "c");
		Outcome first = unsent();
		assertThatThrownBy(() -> plan.join(List.of(first, unsent()), DETAILS)).isSameAs(first.failure());
	}

	@Test
	void aReadThatFailsInPartThrowsItsCause() {
		SplitPlan plan = plan("MGET", "b", "c");
		Outcome failed = unknown();
		assertThatThrownBy(() -> plan.join(List.of(values("A"), failed), DETAILS)).isSameAs(failed.failure());
	}

}
