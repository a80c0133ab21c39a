package io.rediscluster.client.internal.pubsub;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

import io.rediscluster.client.Topic;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Decides which node serves which topic: keyspace events every primary, a channel the
 * owner of its slot, a pattern any node. A channel whose owner cannot be reached is
 * served by any other node as well, until it can: plain messages reach all nodes. What a
 * node serves it keeps until the one that takes over has confirmed it. Not thread safe:
 * its owner guards it.
 */
final class Placement {

	/** Where topics are that any node can serve, by node id. */
	private final Map<Topic, String> homes = new HashMap<>();

	/**
	 * Places topics.
	 * @param present the nodes that serve some already, by their id
	 * @return the topics of each node, by its id
	 */
	Map<String, Set<Topic>> place(Collection<Topic> topics, Topology topology, Map<String, NodeSubscription> present) {
		Predicate<Node> failing = (node) -> {
			NodeSubscription known = present.get(node.id());
			return known != null && known.isFailing();
		};
		Map<String, Set<Topic>> places = new HashMap<>();
		this.homes.keySet().retainAll(topics);
		for (Topic topic : topics) {
			if (topic.isOnEveryPrimary()) {
				topology.primaries().forEach((primary) -> add(places, primary.id(), topic));
				continue;
			}
			Node target = target(topic, topology, present, failing);
			if (target != null) {
				add(places, target.id(), topic);
			}
			if (topic.kind() == Topic.Kind.CHANNEL && target != null && failing.test(target)) {
				Node other = home(topic, topology, present, failing);
				if (other != null) {
					add(places, other.id(), topic);
				}
			}
			NodeSubscription next = (target != null) ? present.get(target.id()) : null;
			if (next == null || !next.isActive(topic)) {
				present.forEach((id, node) -> {
					if (node.isActive(topic)) {
						add(places, id, topic);
					}
				});
			}
		}
		return places;
	}

	private static void add(Map<String, Set<Topic>> places, String id, Topic topic) {
		places.computeIfAbsent(id, (key) -> new HashSet<>()).add(topic);
	}

	private @Nullable Node target(Topic topic, Topology topology, Map<String, NodeSubscription> present,
			Predicate<Node> failing) {
		if (topic.kind() == Topic.Kind.PATTERN) {
			return home(topic, topology, present, failing);
		}
		Shard owner = topology.shardOf(topic.name());
		if (owner != null) {
			return owner.primary();
		}
		return (topic.kind() == Topic.Kind.CHANNEL) ? home(topic, topology, present, failing) : null;
	}

	/**
	 * Returns the node that serves a topic which any node can serve: the same as before
	 * while it can be reached, else one that has a connection, else any.
	 */
	private @Nullable Node home(Topic topic, Topology topology, Map<String, NodeSubscription> present,
			Predicate<Node> failing) {
		String home = this.homes.get(topic);
		Node known = (home != null) ? topology.node(home) : null;
		if (known != null && !failing.test(known)) {
			return known;
		}
		List<Node> candidates = new ArrayList<>(topology.primaries());
		candidates.removeIf(failing);
		List<Node> connected = candidates.stream().filter((node) -> present.containsKey(node.id())).toList();
		List<Node> best = connected.isEmpty() ? candidates : connected;
		Node chosen = best.isEmpty() ? known : best.get(ThreadLocalRandom.current().nextInt(best.size()));
		if (chosen == null && !topology.primaries().isEmpty()) {
			chosen = topology.primaries().get(0);
		}
		if (chosen != null) {
			this.homes.put(topic, chosen.id());
		}
		return chosen;
	}

}
