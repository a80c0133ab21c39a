package io.rediscluster.client.internal.execution;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.topology.HashSlot;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for every split, whatever the keys: nothing is lost, nothing asked twice,
 * and values come back in the order of the keys.
 */
class SplitPlanProperties {

	private static Object[] keys(List<Integer> numbers) {
		// few tags, so that slots repeat and keys too
		return numbers.stream().map((number) -> "{" + number % 7 + "}" + number).toArray();
	}

	@Property(tries = 500)
	void valuesComeBackInTheOrderOfTheKeys(
			@ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 40) Integer> numbers) {
		Object[] keys = keys(numbers);
		SplitPlan plan = new SplitPlan(BoundCommand.of("MGET", keys));
		List<Outcome> outcomes = new ArrayList<>();
		for (BoundCommand part : plan.parts()) {
			Object[] values = new Object[part.argumentCount()];
			for (int i = 0; i < values.length; i++) {
				// a key is its own value
				values[i] = part.argument(i);
			}
			outcomes.add(Outcome.success(Reply.of(values)));
		}
		List<String> merged = Reply
			.of(plan.join(outcomes, new CallDetails("MGET", -2, null, 1, Duration.ZERO, true, true)))
			.asList()
			.stream()
			.map(Reply::asString)
			.toList();
		assertThat(merged).containsExactly(Arrays.copyOf(keys, keys.length, String[].class));
	}

	@Property(tries = 500)
	void eachPartHasOneSlotAndTogetherTheyHaveEveryKeyOnce(
			@ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 40) Integer> numbers) {
		Object[] keys = keys(numbers);
		SplitPlan plan = new SplitPlan(BoundCommand.of("DEL", keys));
		List<String> asked = new ArrayList<>();
		int slot = -1;
		for (BoundCommand part : plan.parts()) {
			assertThat(part.slot()).isGreaterThan(slot);
			slot = part.slot();
			for (int i = 0; i < part.argumentCount(); i++) {
				assertThat(HashSlot.of(part.argument(i))).isEqualTo(slot);
				asked.add(new String(part.argument(i), StandardCharsets.UTF_8));
			}
		}
		assertThat(asked).containsExactlyInAnyOrder(Arrays.copyOf(keys, keys.length, String[].class));
	}

}
