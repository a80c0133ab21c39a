package io.rediscluster.boot.test.containers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.test.Await;
import io.rediscluster.test.ServerConnection;

/**
 * Forms a cluster of empty servers from outside: they are told each other's addresses
 * within their network, over connections to their mapped ports.
 */
final class ClusterFormation {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private final List<HostAndPort> inside;

	private final List<HostAndPort> outside;

	private final int primaries;

	/**
	 * Prepares to form a cluster.
	 * @param addresses the reachable address of each node by its address in the network;
	 * primaries come first
	 * @param primaries how many primaries there are
	 */
	ClusterFormation(Map<HostAndPort, HostAndPort> addresses, int primaries) {
		this.inside = List.copyOf(addresses.keySet());
		this.outside = List.copyOf(addresses.values());
		this.primaries = primaries;
	}

	void form() {
		for (int i = 0; i < this.outside.size(); i++) {
			// distinct from the start, so that no two primaries have to sort it out
			ask(i, "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
			if (i < this.primaries) {
				ask(i, slots(i));
			}
			if (i > 0) {
				ask(0, "CLUSTER", "MEET", this.inside.get(i).host(), Integer.toString(this.inside.get(i).port()));
			}
		}
		Await.until("all nodes know each other", TIMEOUT, () -> all((node) -> links(node) == this.outside.size()));
		for (int i = this.primaries; i < this.outside.size(); i++) {
			ask(i, "CLUSTER", "REPLICATE", ask(i % this.primaries, "CLUSTER", "MYID"));
		}
		Await.until("every node says that the cluster is ready", TIMEOUT, () -> all(this::isReady));
	}

	private String[] slots(int primary) {
		int first = HashSlot.COUNT * primary / this.primaries;
		int end = HashSlot.COUNT * (primary + 1) / this.primaries;
		List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
		IntStream.range(first, end).mapToObj(Integer::toString).forEach(words::add);
		return words.toArray(String[]::new);
	}

	private boolean all(IntPredicate condition) {
		return IntStream.range(0, this.outside.size()).allMatch(condition);
	}

	private long links(int node) {
		return ask(node, "CLUSTER", "NODES").lines()
			.filter((line) -> !line.contains("handshake") && line.contains(" connected"))
			.count();
	}

	private boolean isReady(int node) {
		String nodes = ask(node, "CLUSTER", "NODES");
		long replicas = nodes.lines().filter((line) -> line.contains("slave")).count();
		return replicas == this.outside.size() - this.primaries
				&& ask(node, "CLUSTER", "INFO").contains("cluster_state:ok");
	}

	private String ask(int node, String... words) {
		HostAndPort address = this.outside.get(node);
		try (ServerConnection connection = new ServerConnection(address.host(), address.port(),
				Duration.ofSeconds(5))) {
			return String.valueOf(connection.command(words));
		}
	}

}
