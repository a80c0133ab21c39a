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
	 */
	record Member(String id, Set<String> flags, @Nullable String primaryId, long configEpoch, boolean connected,
			List<SlotRange> slots, Map<Integer, String> migrating) {

		private static final int FIRST_SLOTS = 8;

		private static Member parse(String line) {
			String[] words = line.split(" ");
			List<SlotRange> slots = new ArrayList<>();
			Map<Integer, String> migrating = new LinkedHashMap<>();
			for (String word : Arrays.asList(words).subList(FIRST_SLOTS, words.length)) {
				if (!word.startsWith("[")) {
					slots.add(SlotRange.parse(word));
				}
				else if (word.contains("->-")) {
					String[] sides = word.substring(1, word.length() - 1).split("->-");
					migrating.put(Integer.valueOf(sides[0]), sides[1]);
				}
			}
			return new Member(words[0], Set.of(words[2].split(",")), words[3].equals("-") ? null : words[3],
					Long.parseLong(words[6]), words[7].equals("connected"), List.copyOf(slots), Map.copyOf(migrating));
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
