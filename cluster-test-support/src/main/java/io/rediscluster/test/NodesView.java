package io.rediscluster.test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What one node says about the cluster: its CLUSTER NODES, parsed. Immutable.
 *
 * @param members the lines by node id
 * @param myself the line of the node that was asked
 */
record NodesView(Map<String, Member> members, Member myself) {

	/** Asks a node. */
	static NodesView of(EmbeddedNode node) {
		return parse(node.text("CLUSTER", "NODES"));
	}

	static NodesView parse(String text) {
		Map<String, Member> members = new LinkedHashMap<>();
		Member myself = null;
		for (String line : text.split("\n")) {
			Member member = Member.parse(line.trim());
			members.put(member.id, member);
			if (member.flags.contains("myself")) {
				myself = member;
			}
		}
		if (myself == null) {
			throw new IllegalStateException("a node does not list itself: " + text);
		}
		return new NodesView(members, myself);
	}

	/**
	 * A line of CLUSTER NODES.
	 *
	 * @param primaryId the id of its primary, {@code null} for a primary
	 * @param connected whether the writer of the line has a link to the node's bus
	 * @param slots what it owns, in order
	 */
	record Member(String id, Set<String> flags, @Nullable String primaryId, long configEpoch, boolean connected,
			List<SlotRange> slots) {

		private static final int FIRST_SLOTS = 8;

		private static Member parse(String line) {
			String[] words = line.split(" ");
			List<SlotRange> slots = new ArrayList<>();
			for (String word : Arrays.asList(words).subList(FIRST_SLOTS, words.length)) {
				// in brackets stands what is only being moved
				if (!word.startsWith("[")) {
					slots.add(SlotRange.parse(word));
				}
			}
			return new Member(words[0], Set.of(words[2].split(",")), words[3].equals("-") ? null : words[3],
					Long.parseLong(words[6]), words[7].equals("connected"), List.copyOf(slots));
		}

		boolean isPrimary() {
			return this.flags.contains("master");
		}

		boolean owns(int slot) {
			return this.slots.stream().anyMatch((range) -> range.contains(slot));
		}

		/** Tells whether the one who wrote the line takes the node for a sound member. */
		boolean isSound() {
			return this.connected && this.flags.stream()
				.noneMatch((flag) -> flag.startsWith("fail") || flag.equals("handshake") || flag.equals("noaddr"));
		}

		/** The role, the epoch and the slots: what all have to agree on. */
		String claim() {
			return (this.primaryId != null) ? "replica of " + this.primaryId
					: "primary, epoch " + this.configEpoch + ", slots " + this.slots;
		}

	}

}
