package io.rediscluster.client.internal.keyspace;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself: the process it is, and its own line of
 * {@code CLUSTER NODES}, the only one that names open slots.
 *
 * @param runId the id of the process, or {@code null} if it may not be asked for
 * @param primary whether it is a primary
 * @param epoch its configuration epoch
 * @param slots the slots it owns; not to be changed
 * @param migrating the slots it gives away, and to which node id
 * @param importing the slots it takes over, and from which node id
 */
record NodeState(@Nullable String runId, boolean primary, long epoch, BitSet slots, Map<Integer, String> migrating,
		Map<Integer, String> importing) {

	private static final int FIRST_SLOT = 8;

	NodeState {
		migrating = Map.copyOf(migrating);
		importing = Map.copyOf(importing);
	}

	/**
	 * Reads the line of the node that was asked.
	 * @param runId the id of the process
	 * @param nodes the reply to {@code CLUSTER NODES}
	 * @throws IllegalArgumentException if it has no line of its own
	 */
	static NodeState parse(@Nullable String runId, String nodes) {
		for (String line : nodes.split("\n")) {
			String[] words = line.trim().split(" ");
			if (words.length >= FIRST_SLOT) {
				List<String> flags = Arrays.asList(words[2].split(","));
				if (flags.contains("myself")) {
					return of(runId, flags.contains("master"), words);
				}
			}
		}
		throw new IllegalArgumentException("CLUSTER NODES has no line of the node itself");
	}

	private static NodeState of(@Nullable String runId, boolean primary, String[] words) {
		BitSet slots = new BitSet();
		Map<Integer, String> migrating = new HashMap<>();
		Map<Integer, String> importing = new HashMap<>();
		for (int i = FIRST_SLOT; i < words.length; i++) {
			String word = words[i];
			if (word.startsWith("[")) {
				int dash = word.indexOf('-');
				String other = word.substring(dash + 3, word.length() - 1);
				((word.charAt(dash + 1) == '>') ? migrating : importing).put(Integer.valueOf(word.substring(1, dash)),
						other);
			}
			else {
				int dash = word.indexOf('-');
				int first = Integer.parseInt((dash < 0) ? word : word.substring(0, dash));
				int last = (dash < 0) ? first : Integer.parseInt(word.substring(dash + 1));
				slots.set(first, last + 1);
			}
		}
		return new NodeState(runId, primary, Long.parseLong(words[6]), slots, migrating, importing);
	}

	/**
	 * Tells whether this and a later reading are of one process.
	 */
	boolean isProcessOf(NodeState later) {
		return Objects.equals(this.runId, later.runId);
	}

	/**
	 * Tells whether nothing happened between this and a later reading that could have
	 * taken a slot away and brought it back: that takes another epoch.
	 */
	boolean lasted(NodeState later) {
		return this.primary && later.primary && this.epoch == later.epoch && isProcessOf(later);
	}

	/**
	 * Tells whether some slot is on its way from or to the node.
	 */
	boolean hasOpenSlots() {
		return !this.migrating.isEmpty() || !this.importing.isEmpty();
	}

	/**
	 * Tells whether a slot is owned by the node and nobody moves its keys.
	 */
	boolean holds(int slot) {
		return this.slots.get(slot) && !this.migrating.containsKey(slot);
	}

}
