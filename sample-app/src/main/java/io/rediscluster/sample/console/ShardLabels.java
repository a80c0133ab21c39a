package io.rediscluster.sample.console;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Gives each shard a letter that it keeps whatever happens to its slots and its primary:
 * the letter goes with the nodes. Thread safe.
 */
final class ShardLabels {

	private final Map<String, String> labelsById = new HashMap<>();

	/**
	 * Learns the nodes of a topology. A primary that has lost all slots to a replica of
	 * its own stays a member of that shard, although the topology lists it as one.
	 */
	synchronized void learn(Topology topology) {
		Set<String> given = new HashSet<>();
		topology.shards().stream().filter((shard) -> !shard.slots().isEmpty()).forEach((shard) -> learn(shard, given));
		topology.shards()
			.stream()
			.filter((shard) -> shard.slots().isEmpty() && !this.labelsById.containsKey(shard.primary().id()))
			.forEach((shard) -> learn(shard, given));
	}

	private void learn(Shard shard, Set<String> given) {
		String label = nodes(shard).map((node) -> this.labelsById.get(node.id()))
			.filter((known) -> known != null && !given.contains(known))
			.findFirst()
			.orElseGet(this::unused);
		given.add(label);
		nodes(shard).forEach((node) -> this.labelsById.put(node.id(), label));
	}

	private static Stream<Node> nodes(Shard shard) {
		return Stream.concat(Stream.of(shard.primary()), shard.replicas().stream());
	}

	private String unused() {
		int number = 0;
		while (this.labelsById.containsValue(label(number))) {
			number++;
		}
		return label(number);
	}

	private static String label(int number) {
		String letter = Character.toString('A' + number % 26);
		return (number < 26) ? letter : letter + (number / 26);
	}

	/** Returns the letter of the shard that a node was last seen in. */
	synchronized @Nullable String of(String nodeId) {
		return this.labelsById.get(nodeId);
	}

}
