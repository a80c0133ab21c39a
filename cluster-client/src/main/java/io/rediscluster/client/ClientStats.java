package io.rediscluster.client;

import java.time.Duration;
import java.util.Map;

import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.event.ClusterListener.RedirectKind;
import io.rediscluster.client.topology.Node;

/**
 * Figures about a client at one moment. Counters grow from the client's start and never
 * fall.
 *
 * @param commands commands that callers have made, split and fan-out commands counted
 * once
 * @param redirects redirects followed, by kind
 * @param retries commands tried again, by reason
 * @param outcomesUnknown writes whose reply was lost
 * @param refreshes refreshes of the topology that gave a usable view
 * @param failedRefreshes refreshes that did not
 * @param topologyAge the time since a node last confirmed the topology
 * @param inFlight commands sent or queued and not answered
 * @param fences times a connection ended with unanswered writes
 * @param nodes figures of each node that has connections
 */
public record ClientStats(long commands, Map<RedirectKind, Long> redirects, Map<String, Long> retries,
		long outcomesUnknown, long refreshes, long failedRefreshes, Duration topologyAge, int inFlight, long fences,
		Map<Node, NodeStats> nodes) {

	/**
	 * Figures of one node.
	 *
	 * @param connections open connections, by kind
	 * @param inFlight commands sent or queued and not answered
	 * @param opened connections ever opened
	 * @param failed connections that could not be opened or broke
	 */
	public record NodeStats(Map<ConnectionKind, Integer> connections, int inFlight, long opened, long failed) {
	}

}
