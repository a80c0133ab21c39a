package io.rediscluster.client.internal.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.PartialFailureException;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.topology.HashSlot;
import org.jspecify.annotations.Nullable;

/**
 * A command over several slots as one command per slot (MGET, MSET, DEL, UNLINK, TOUCH,
 * EXISTS), and its reply made of theirs. Each part is atomic, the whole is not.
 * Immutable.
 */
final class SplitPlan {

	private final BoundCommand whole;

	private final List<BoundCommand> parts = new ArrayList<>();

	/** The indexes of the key arguments of each part. */
	private final List<int[]> keys = new ArrayList<>();

	SplitPlan(BoundCommand whole) {
		this.whole = whole;
		Object[] arguments = whole.arguments();
		int step = whole.name().equals("MSET") ? 2 : 1;
		if (arguments.length % step != 0) {
			throw new IllegalArgumentException(whole.name() + ": a value is missing for the last key");
		}
		Map<Integer, List<Integer>> bySlot = new LinkedHashMap<>();
		for (int i = 0; i < arguments.length; i += step) {
			bySlot.computeIfAbsent(slotOf(arguments[i]), (slot) -> new ArrayList<>()).add(i);
		}
		bySlot.forEach((slot, indexes) -> {
			Object[] own = new Object[indexes.size() * step];
			int at = 0;
			for (int index : indexes) {
				for (int i = 0; i < step; i++) {
					own[at++] = arguments[index + i];
				}
			}
			this.parts.add(whole.part(own, slot));
			this.keys.add(indexes.stream().mapToInt(Integer::intValue).toArray());
		});
	}

	private static int slotOf(Object key) {
		return (key instanceof byte[] bytes) ? HashSlot.of(bytes) : HashSlot.of(key.toString());
	}

	/**
	 * Returns the commands, one per slot.
	 */
	List<BoundCommand> parts() {
		return this.parts;
	}

	/**
	 * Joins the outcomes of the parts.
	 * @param outcomes one for each part, in order
	 * @param details of the whole call
	 * @throws ClusterClientException if a part failed
	 */
	@Nullable Object join(List<Outcome> outcomes, CallDetails details) {
		checkFailures(outcomes, details);
		return switch (this.whole.name()) {
			case "MGET" -> values(outcomes);
			case "MSET" -> "OK";
			default -> outcomes.stream().mapToLong((outcome) -> outcome.reply().asLong()).sum();
		};
	}

	private Object values(List<Outcome> outcomes) {
		@Nullable Object[] values = new Object[this.whole.arguments().length];
		for (int part = 0; part < this.parts.size(); part++) {
			List<byte @Nullable []> own = outcomes.get(part).reply().asBytesList();
			int[] indexes = this.keys.get(part);
			for (int i = 0; i < indexes.length; i++) {
				values[indexes[i]] = own.get(i);
			}
		}
		return values;
	}

	private void checkFailures(List<Outcome> outcomes, CallDetails details) {
		List<Integer> applied = new ArrayList<>();
		List<Integer> notApplied = new ArrayList<>();
		List<Integer> unknown = new ArrayList<>();
		ClusterClientException first = null;
		for (int part = 0; part < this.parts.size(); part++) {
			ClusterClientException failure = outcomes.get(part).failure();
			List<Integer> list = applied;
			if (failure != null) {
				first = (first != null) ? first : failure;
				list = (failure.mayRepeat() || failure instanceof ServerErrorException) ? notApplied : unknown;
			}
			Arrays.stream(this.keys.get(part)).forEach(list::add);
		}
		if (first == null) {
			return;
		}
		if (this.whole.isReadOnly() || (applied.isEmpty() && unknown.isEmpty())) {
			throw first;
		}
		throw new PartialFailureException("The command was carried out in part", details, applied, notApplied, unknown,
				first);
	}

}
