package io.rediscluster.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;

/**
 * Chooses nodes of the topology at the moment a command is sent to them.
 */
@FunctionalInterface
public interface Nodes {

	/** Every node, primaries and replicas. */
	Nodes ALL = Topology::nodes;

	/** Every primary that owns slots. */
	Nodes PRIMARIES = Topology::primaries;

	/** Every replica. */
	Nodes REPLICAS = (topology) -> topology.nodes().stream().filter((node) -> !node.isPrimary()).toList();

	/**
	 * Chooses the nodes.
	 * @param topology the current topology
	 * @return the nodes to send to
	 */
	Collection<Node> select(Topology topology);

	/**
	 * Chooses one node by its id.
	 * @param nodeId the node id
	 * @return a choice of that node, or of none if it is not part of the cluster
	 */
	static Nodes withId(String nodeId) {
		return (topology) -> {
			Node node = topology.node(nodeId);
			return (node != null) ? List.of(node) : List.of();
		};
	}

	/**
	 * Chooses one node by its address, announced or reachable.
	 * @param address the address
	 * @return a choice of that node, or of none if it is not part of the cluster
	 */
	static Nodes at(HostAndPort address) {
		return (topology) -> topology.nodes()
			.stream()
			.filter((node) -> node.announced().equals(address) || node.address().equals(address))
			.limit(1)
			.toList();
	}

	/**
	 * Chooses the primary that owns a key.
	 * @param key the key
	 * @return a choice of that primary, or of none if its slot is not covered
	 */
	static Nodes owning(String key) {
		return (topology) -> {
			Shard shard = topology.shardOf(key);
			return (shard != null) ? List.of(shard.primary()) : List.of();
		};
	}

	/**
	 * Chooses the nodes of this choice and of another, each once.
	 * @param other another choice
	 * @return both together
	 */
	default Nodes and(Nodes other) {
		return (topology) -> {
			List<Node> nodes = new ArrayList<>(select(topology));
			other.select(topology).stream().filter((node) -> !nodes.contains(node)).forEach(nodes::add);
			return nodes;
		};
	}

}
