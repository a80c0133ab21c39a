package io.rediscluster.sample.console;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;

/**
 * Small topologies for tests. A node is named by its port.
 */
final class Topologies {

	private Topologies() {
	}

	static Topology of(Shard... shards) {
		return new Topology(1, List.of(shards));
	}

	static Shard shard(int first, int last, Node primary, Node... replicas) {
		return new Shard(0, primary, List.of(replicas), List.of(new SlotRange(first, last)));
	}

	static Shard empty(Node primary, Node... replicas) {
		return new Shard(9, primary, List.of(replicas), List.of());
	}

	static Node primary(int port, String... flags) {
		return node(port, NodeRole.PRIMARY, null, flags);
	}

	static Node replica(int port, Node primary, String... flags) {
		return node(port, NodeRole.REPLICA, primary.id(), flags);
	}

	static String id(int port) {
		return String.format("%040d", port);
	}

	static String address(int port) {
		return "127.0.0.1:" + port;
	}

	private static Node node(int port, NodeRole role, String primaryId, String... flags) {
		HostAndPort address = HostAndPort.parse(address(port));
		return new Node(id(port), address, address, role, primaryId, 1, Set.copyOf(Arrays.asList(flags)));
	}

}
