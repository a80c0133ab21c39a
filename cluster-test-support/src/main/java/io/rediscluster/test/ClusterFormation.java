package io.rediscluster.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Makes a cluster of processes: starts nodes, makes them known to each other, gives them
 * slots and roles. Immutable; what is made belongs to the caller.
 */
final class ClusterFormation {

	static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

	private final ClusterSettings settings;

	private final Path base;

	/**
	 * Prepares a cluster.
	 * @param base the folder in which each node creates its own
	 */
	ClusterFormation(ClusterSettings settings, Path base) {
		this.settings = settings;
		this.base = base;
	}

	ClusterSettings settings() {
		return this.settings;
	}

	/**
	 * Starts all nodes and waits until they agree.
	 * @return the primaries, then one replica of each primary in turn
	 * @throws IllegalStateException if they do not agree in time; none is left running
	 */
	List<EmbeddedNode> form() {
		int count = this.settings.primaries() * (1 + this.settings.replicasPerPrimary());
		List<EmbeddedNode> nodes = ServerStart.all(IntStream.range(0, count).mapToObj(this::factory).toList());
		try {
			connect(nodes);
			return nodes;
		}
		catch (RuntimeException ex) {
			nodes.forEach(EmbeddedNode::close);
			throw ex;
		}
	}

	private void connect(List<EmbeddedNode> nodes) {
		int primaries = this.settings.primaries();
		for (int i = 0; i < nodes.size(); i++) {
			EmbeddedNode node = nodes.get(i);
			// distinct from the start, so that no two primaries have to sort it out
			node.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
			if (i < primaries) {
				addSlots(node, Slots.share(i, primaries));
			}
			if (i > 0) {
				meet(nodes.get(0), node);
			}
		}
		awaitAcquainted(nodes);
		for (int i = primaries; i < nodes.size(); i++) {
			nodes.get(i).command("CLUSTER", "REPLICATE", nodes.get(i % primaries).id());
		}
		Agreement.await(() -> nodes, READY_TIMEOUT);
	}

	private IntFunction<EmbeddedNode> factory(int index) {
		return (port) -> this.settings.node(index, port, this.base);
	}

	private static void addSlots(EmbeddedNode node, SlotRange slots) {
		if (RedisBinary.find().isAtLeast(7, 0)) {
			node.command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(slots.first()), Integer.toString(slots.last()));
			return;
		}
		List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
		IntStream.rangeClosed(slots.first(), slots.last()).mapToObj(Integer::toString).forEach(words::add);
		node.command(words.toArray(String[]::new));
	}

	/**
	 * Starts one more node, which will be a primary without slots.
	 * @param index its position
	 */
	EmbeddedNode start(int index) {
		return ServerStart.one(factory(index));
	}

	/** Has a node of the cluster greet another one. */
	static void meet(EmbeddedNode known, EmbeddedNode other) {
		known.command("CLUSTER", "MEET", FreePorts.HOST, Integer.toString(other.announcedPort()),
				Integer.toString(other.busPort()));
	}

	/** Waits until every one of these nodes knows all of them. */
	static void awaitAcquainted(List<EmbeddedNode> nodes) {
		List<String> ids = nodes.stream().map(EmbeddedNode::id).toList();
		Await.until("all nodes know each other", READY_TIMEOUT,
				() -> nodes.stream().map(NodesView::of).allMatch((view) -> {
					boolean handshake = view.members()
						.values()
						.stream()
						.anyMatch((member) -> member.flags().contains("handshake"));
					return !handshake && view.members().keySet().containsAll(ids);
				}));
	}

}
