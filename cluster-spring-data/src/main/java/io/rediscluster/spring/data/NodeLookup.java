package io.rediscluster.spring.data;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.util.StringUtils;

/**
 * Finds the nodes that callers name: by id, or by an address, announced or reachable.
 */
final class NodeLookup {

	/** Every node that the cluster has not agreed to be down. */
	static final Nodes LIVE = (topology) -> topology.nodes().stream().filter((node) -> !node.isFailed()).toList();

	/** Every such node that is a primary. */
	static final Nodes LIVE_PRIMARIES = (topology) -> LIVE.select(topology).stream().filter(Node::isPrimary).toList();

	private final ClusterClient client;

	NodeLookup(ClusterClient client) {
		this.client = client;
	}

	/**
	 * Finds a node; loads the topology again before it gives up, because the node may
	 * have joined a moment ago.
	 * @throws IllegalArgumentException if the cluster does not know the node
	 */
	Node require(RedisClusterNode node) {
		Require.notNull(node, "Node");
		Node found = find(this.client.topology(), node);
		if (found == null) {
			try {
				found = find(this.client.refresh(), node);
			}
			catch (ClusterClientException ex) {
				throw ExceptionTranslator.translate(ex);
			}
		}
		if (found == null) {
			throw new IllegalArgumentException("Node %s is unknown to cluster".formatted(describe(node)));
		}
		return found;
	}

	/**
	 * Returns a choice of one node.
	 * @throws IllegalArgumentException if the cluster does not know the node
	 */
	Nodes at(RedisClusterNode node) {
		return Nodes.withId(require(node).id());
	}

	/**
	 * Looks for a node in the topology as it is.
	 */
	@Nullable Node find(RedisNode node) {
		return find(this.client.topology(), node);
	}

	private static @Nullable Node find(Topology topology, RedisNode node) {
		String id = node.getId();
		Node found = StringUtils.hasText(id) ? topology.node(id) : null;
		if (found != null || !node.hasValidHost()) {
			return found;
		}
		return Nodes.at(new HostAndPort(node.getRequiredHost(), node.getRequiredPort()))
			.select(topology)
			.stream()
			.findFirst()
			.orElse(null);
	}

	private static String describe(RedisClusterNode node) {
		return node.hasValidHost() ? node.asString() : String.valueOf(node.getId());
	}

}
