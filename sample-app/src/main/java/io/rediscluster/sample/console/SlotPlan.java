package io.rediscluster.sample.console;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;

import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;

/**
 * Says which slots go where. The highest slots of a shard leave it first.
 */
final class SlotPlan {

	private SlotPlan() {
	}

	/** Plans to move slots from one shard to another. */
	static List<Move> move(Shard from, Shard to, int count) {
		List<Integer> slots = highestFirst(from).subList(0, count);
		return List.of(new Move(to.primary(), ranges(slots)));
	}

	/**
	 * Plans the fewest moves after which all shards own as many slots, give or take one.
	 * A shard whose primary is down neither gets nor gives any: a topology lists a former
	 * primary as one too, until it comes back as a replica.
	 * @param all the shards of a topology
	 * @param runs tells whether the process of a primary runs
	 */
	static List<Move> even(List<Shard> all, Predicate<Node> runs) {
		List<Shard> shards = all.stream()
			.filter((shard) -> !shard.primary().isFailed() && runs.test(shard.primary()))
			.toList();
		int total = shards.stream().mapToInt(Shard::slotCount).sum();
		List<Integer> spare = new ArrayList<>();
		int[] missing = new int[shards.size()];
		for (int i = 0; i < shards.size(); i++) {
			// those that have more keep what does not divide evenly
			int share = total / shards.size() + ((i < total % shards.size()) ? 1 : 0);
			List<Integer> slots = highestFirst(shards.get(i));
			if (slots.size() > share) {
				spare.addAll(slots.subList(0, slots.size() - share));
			}
			missing[i] = Math.max(0, share - slots.size());
		}
		List<Move> moves = new ArrayList<>();
		int used = 0;
		for (int i = 0; i < shards.size(); i++) {
			int count = Math.min(missing[i], spare.size() - used);
			if (count > 0) {
				moves.add(new Move(shards.get(i).primary(), ranges(spare.subList(used, used + count))));
				used += count;
			}
		}
		return moves;
	}

	private static List<Integer> highestFirst(Shard shard) {
		List<Integer> slots = new ArrayList<>();
		for (SlotRange range : shard.slots()) {
			for (int slot = range.first(); slot <= range.last(); slot++) {
				slots.add(slot);
			}
		}
		slots.sort(Collections.reverseOrder());
		return slots;
	}

	private static List<SlotRange> ranges(List<Integer> slots) {
		List<Integer> sorted = slots.stream().sorted().toList();
		List<SlotRange> ranges = new ArrayList<>();
		int first = 0;
		for (int i = 1; i <= sorted.size(); i++) {
			if (i == sorted.size() || sorted.get(i) != sorted.get(i - 1) + 1) {
				ranges.add(new SlotRange(sorted.get(first), sorted.get(i - 1)));
				first = i;
			}
		}
		return ranges;
	}

	/**
	 * Slots that go to a primary.
	 *
	 * @param target the primary
	 * @param slots the slots
	 */
	record Move(Node target, List<SlotRange> slots) {

		int count() {
			return this.slots.stream().mapToInt(SlotRange::size).sum();
		}

		/** Cuts the move into parts of at most so many slots. */
		List<Move> parts(int size) {
			List<Move> parts = new ArrayList<>();
			for (SlotRange range : this.slots) {
				for (int first = range.first(); first <= range.last(); first += size) {
					int last = Math.min(range.last(), first + size - 1);
					parts.add(new Move(this.target, List.of(new SlotRange(first, last))));
				}
			}
			return parts;
		}

	}

}
