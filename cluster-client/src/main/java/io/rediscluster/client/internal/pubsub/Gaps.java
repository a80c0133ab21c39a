package io.rediscluster.client.internal.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

import io.rediscluster.client.SubscriptionGap;
import io.rediscluster.client.Topic;
import io.rediscluster.client.topology.Node;

/**
 * The interruptions of a subscription that are not over, one for each node. Not thread
 * safe: its owner guards it.
 */
final class Gaps {

	private final Map<String, Open> open = new HashMap<>();

	/**
	 * Begins an interruption, or adds to the one that the node is in.
	 */
	void begin(Node node, Set<Topic> topics) {
		begin(node, topics, 0);
	}

	/**
	 * Begins an interruption that is noticed late.
	 * @param ago when it began, in nanoseconds before now
	 */
	void begin(Node node, Set<Topic> topics, long ago) {
		if (!topics.isEmpty()) {
			this.open.computeIfAbsent(node.id(), (id) -> new Open(node, System.nanoTime() - ago, new HashSet<>()))
				.topics()
				.addAll(topics);
		}
	}

	boolean isEmpty() {
		return this.open.isEmpty();
	}

	/**
	 * Ends the interruptions that are over.
	 * @param isWanted whether a topic still belongs to the subscription
	 * @param isRestored whether a topic is served again, as far as the node is concerned
	 * @return what is over
	 */
	List<SubscriptionGap> end(Predicate<Topic> isWanted, BiPredicate<Node, Topic> isRestored) {
		if (this.open.isEmpty()) {
			return List.of();
		}
		List<SubscriptionGap> over = new ArrayList<>();
		for (Iterator<Open> all = this.open.values().iterator(); all.hasNext();) {
			Open gap = all.next();
			gap.topics.removeIf(isWanted.negate());
			if (gap.topics.stream().allMatch((topic) -> isRestored.test(gap.node, topic))) {
				all.remove();
				if (!gap.topics.isEmpty()) {
					over.add(
							new SubscriptionGap(gap.node, gap.topics, Duration.ofNanos(System.nanoTime() - gap.began)));
				}
			}
		}
		return over;
	}

	private record Open(Node node, long began, Set<Topic> topics) {
	}

}
