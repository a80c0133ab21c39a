package io.rediscluster.boot.health;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;

/**
 * The health of one shard.
 *
 * @param shard the shard
 * @param state what its primary says about the cluster, or {@link #UNREACHABLE}
 * @param stats what the client knows about its connections
 */
record ShardHealth(Shard shard, String state, ClientStats stats) {

	static final String UNREACHABLE = "unreachable";

	/**
	 * Tells whether a primary says that the cluster does not serve.
	 */
	static boolean isFailed(String state) {
		return state.equals("fail") || state.equals("CLUSTERDOWN");
	}

	/**
	 * Joins what primaries say: the first answer that is not bad news, else the first
	 * answer. One that says the cluster is down while others work may stand alone in its
	 * part of a divided network.
	 */
	static String sum(Collection<String> states) {
		String sum = UNREACHABLE;
		for (String state : states) {
			if (!state.equals(UNREACHABLE) && !isFailed(state)) {
				return state;
			}
			sum = sum.equals(UNREACHABLE) ? state : sum;
		}
		return sum;
	}

	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("primary", this.shard.primary().address().toString());
		details.put("replicas", this.shard.replicas().stream().map((node) -> node.address().toString()).toList());
		details.put("slots", this.shard.slots().stream().map(SlotRange::toString).collect(Collectors.joining(",")));
		details.put("state", this.state);
		details.put("connected", isConnected());
		return details;
	}

	/**
	 * Returns what weakens the shard.
	 * @param replicated whether any shard of the cluster has replicas
	 */
	List<String> weaknesses(boolean replicated) {
		String name = "shard " + this.shard.ordinal() + ": ";
		List<String> weaknesses = new ArrayList<>();
		if (this.shard.slots().isEmpty()) {
			return weaknesses;
		}
		if (this.state.equals(UNREACHABLE)) {
			weaknesses.add(name + "primary " + this.shard.primary().address() + " does not answer");
		}
		else if (isFailed(this.state)) {
			weaknesses.add(name + "primary " + this.shard.primary().address() + " says that the cluster is down");
		}
		List<Node> failed = this.shard.replicas().stream().filter(Node::isFailed).toList();
		failed.forEach((node) -> weaknesses.add(name + "replica " + node.address() + " is down"));
		if (replicated && this.shard.replicas().size() == failed.size()) {
			weaknesses.add(name + "no replica can take over");
		}
		return weaknesses;
	}

	private boolean isConnected() {
		for (Map.Entry<Node, NodeStats> entry : this.stats.nodes().entrySet()) {
			boolean open = entry.getValue().connections().values().stream().anyMatch((count) -> count > 0);
			if (open && entry.getKey().id().equals(this.shard.primary().id())) {
				return true;
			}
		}
		return false;
	}

}
