package io.rediscluster.client.internal.execution;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.PartialFailureException;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.command.BoundCommand;
import org.jspecify.annotations.Nullable;

/**
 * A command over several slots as one command per slot (MGET, MSET, DEL, UNLINK, TOUCH,
 * EXISTS), in the order of the slots, and its reply made of theirs. Each part is atomic,
 * the whole is not. Immutable.
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
		// by slot, and within a slot in the order of the arguments
		long[] order = new long[arguments.length / step];
		for (int i = 0; i < order.length; i++) {
			order[i] = (long) BoundCommand.slotOf(arguments[i * step]) << 32 | i * step;
		}
		Arrays.sort(order);
		for (int from = 0, to = 0; from < order.length; from = to) {
			int slot = (int) (order[from] >> 32);
			while (to < order.length && (int) (order[to] >> 32) == slot) {
				to++;
			}
			addPart(slot, order, from, to, step);
		}
	}

	private void addPart(int slot, long[] order, int from, int to, int step) {
		Object[] arguments = this.whole.arguments();
		Object[] own = new Object[(to - from) * step];
		int[] indexes = new int[to - from];
		for (int i = 0; i < indexes.length; i++) {
			indexes[i] = (int) order[from + i];
			System.arraycopy(arguments, indexes[i], own, i * step, step);
		}
		this.parts.add(this.whole.part(own, slot));
		this.keys.add(indexes);
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
			@Nullable Object[] own = (@Nullable Object[]) Objects.requireNonNull(outcomes.get(part).reply().value());
			int[] indexes = this.keys.get(part);
			for (int i = 0; i < indexes.length; i++) {
				values[indexes[i]] = own[i];
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
		List.of(applied, notApplied, unknown).forEach((list) -> list.sort(null));
		throw new PartialFailureException("The command was carried out in part", details, applied, notApplied, unknown,
				first);
	}

}
