package io.rediscluster.client.internal.emulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.emulation.SlotCalls.WatchedKeys;
import io.rediscluster.client.topology.HashSlot;

/**
 * MSETNX: the keys of each slot are set if none of them exists, slot by slot in ascending
 * order, so that two callers meet at the first slot they share. Where a key exists, what
 * was set before is removed again.
 */
final class SetIfNoneExists implements Emulation {

	@Override
	public Object run(EmulatedCall call) {
		List<Group> groups = groups(call);
		if (anyExists(call, groups)) {
			return 0L;
		}
		Deque<Group> done = new ArrayDeque<>();
		for (Group group : groups) {
			try {
				if (call.calls().call(BoundCommand.of("MSETNX", group.words.toArray())).asLong() == 0) {
					removeAll(call, done, call.unavailable("a key exists"));
					return 0L;
				}
			}
			catch (ClusterClientException ex) {
				if (!EmulatedCall.isNotApplied(ex)) {
					throw call.unknown("the keys of " + done.size() + " of " + groups.size()
							+ " slots are set, and those of slot " + group.slot + " may be", ex);
				}
				removeAll(call, done, ex);
				throw call.unchanged(ex);
			}
			done.push(group);
		}
		return 1L;
	}

	private static List<Group> groups(EmulatedCall call) {
		Object[] arguments = call.command().arguments();
		if (arguments.length % 2 != 0) {
			throw new IllegalArgumentException(call.command().name() + ": a value is missing for the last key");
		}
		Map<Integer, Group> groups = new TreeMap<>();
		for (int i = 0; i < call.keyPositions().length; i++) {
			int slot = HashSlot.of(call.key(i));
			Group group = groups.computeIfAbsent(slot, Group::new);
			group.add(call.key(i), call.command().argument(call.keyPositions()[i] + 1));
		}
		return new ArrayList<>(groups.values());
	}

	private static boolean anyExists(EmulatedCall call, List<Group> groups) {
		List<Outcome> outcomes = call.calls()
			.together(groups.stream().map((group) -> BoundCommand.of("EXISTS", group.keys.toArray())).toList());
		boolean exists = false;
		for (Outcome outcome : outcomes) {
			ClusterClientException failure = outcome.failure();
			if (failure != null) {
				throw call.unchanged(failure);
			}
			exists |= outcome.reply().asLong() > 0;
		}
		return exists;
	}

	private static void removeAll(EmulatedCall call, Deque<Group> done, ClusterClientException cause) {
		call.calls().allowCleanUp();
		List<Integer> left = new ArrayList<>();
		for (Group group : done) {
			try {
				if (!removed(call, group)) {
					left.add(group.slot);
				}
			}
			catch (ClusterClientException ex) {
				cause.addSuppressed(ex);
				left.add(group.slot);
			}
		}
		if (!left.isEmpty()) {
			throw call.unknown("the keys of the slots " + left + " were set and could not be removed again", cause);
		}
	}

	/**
	 * Removes keys if all of them are as they were set.
	 */
	private static boolean removed(EmulatedCall call, Group group) {
		Object[] keys = group.keys.toArray();
		try (WatchedKeys watch = call.calls().watch(BoundCommand.of("WATCH", keys))) {
			Reply now = watch.read(BoundCommand.of("MGET", keys));
			return now != null && group.isAsSet(now.asBytesList())
					&& watch.exec(List.of(BoundCommand.of("UNLINK", keys))).isPresent();
		}
	}

	/**
	 * The keys of one slot with their values.
	 */
	private static final class Group {

		private final int slot;

		private final List<byte[]> keys = new ArrayList<>();

		private final List<byte[]> words = new ArrayList<>();

		Group(int slot) {
			this.slot = slot;
		}

		void add(byte[] key, byte[] value) {
			this.keys.add(key);
			this.words.add(key);
			this.words.add(value);
		}

		/** A key that is named twice has its last value. */
		boolean isAsSet(List<byte[]> values) {
			for (int i = 0; i < values.size(); i++) {
				byte[] wanted = this.words.get(2 * i + 1);
				for (int later = i + 1; later < this.keys.size(); later++) {
					if (Arrays.equals(this.keys.get(later), this.keys.get(i))) {
						wanted = this.words.get(2 * later + 1);
					}
				}
				if (!Arrays.equals(wanted, values.get(i))) {
					return false;
				}
			}
			return true;
		}

	}

}
