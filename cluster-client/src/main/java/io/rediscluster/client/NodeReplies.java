package io.rediscluster.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

import io.rediscluster.client.topology.Node;

/**
 * What each of several nodes answered to one command. One dead node never costs the
 * others' answers. Immutable.
 */
public final class NodeReplies {

	private final Map<Node, Outcome> outcomes;

	private final Function<Map<Node, Outcome>, Reply> merge;

	/**
	 * Makes the result.
	 * @param outcomes the outcome of each node that was asked, in the order of asking
	 * @param merge joins them; may throw if a needed node failed
	 */
	public NodeReplies(Map<Node, Outcome> outcomes, Function<Map<Node, Outcome>, Reply> merge) {
		this.outcomes = Collections.unmodifiableMap(new LinkedHashMap<>(outcomes));
		this.merge = merge;
	}

	/**
	 * Returns the outcome of each node that was asked.
	 * @return an unmodifiable map in the order of asking
	 */
	public Map<Node, Outcome> outcomes() {
		return this.outcomes;
	}

	/**
	 * Returns the replies of the nodes that answered.
	 * @return a new map
	 */
	public Map<Node, Reply> successes() {
		Map<Node, Reply> successes = new LinkedHashMap<>();
		this.outcomes.forEach((node, outcome) -> {
			if (outcome.isSuccess()) {
				successes.put(node, outcome.reply());
			}
		});
		return successes;
	}

	/**
	 * Returns the failures of the nodes that did not.
	 * @return a new map, empty when all answered
	 */
	public Map<Node, ClusterClientException> failures() {
		Map<Node, ClusterClientException> failures = new LinkedHashMap<>();
		this.outcomes.forEach((node, outcome) -> {
			ClusterClientException failure = outcome.failure();
			if (failure != null) {
				failures.put(node, failure);
			}
		});
		return failures;
	}

	/**
	 * Joins the replies by the command's response policy: counts are added, arrays
	 * joined, a status is {@code OK} only if it is so everywhere.
	 * @return the joined reply
	 * @throws NodesFailedException if a node failed whose answer the policy needs
	 * @throws CommandRefusedException if the command has no meaningful joined reply
	 */
	public Reply merged() {
		return this.merge.apply(this.outcomes);
	}

}
