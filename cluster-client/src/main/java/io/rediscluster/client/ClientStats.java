package io.rediscluster.client;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

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
 * @param queued commands that wait to be written to a connection
 * @param queueWaits how many batches of commands were written to shared connections
 * @param queueWaitTime the times that the first command of each batch waited to be
 * written, added up; measured while the listener wants commands
 * @param fences times a connection ended with unanswered writes
 * @param nodes figures of each node that has connections
 */
public record ClientStats(long commands, Map<RedirectKind, Long> redirects, Map<String, Long> retries,
		long outcomesUnknown, long refreshes, long failedRefreshes, Duration topologyAge, int inFlight, int queued,
		long queueWaits, Duration queueWaitTime, long fences, Map<Node, NodeStats> nodes) {

	/**
	 * Copies the maps.
	 */
	public ClientStats {
		redirects = Map.copyOf(redirects);
		retries = Collections.unmodifiableMap(new TreeMap<>(retries));
		nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
	}

	/**
	 * Figures of one node.
	 *
	 * @param connections open connections, by kind
	 * @param busy how many of these have a call under way, by kind
	 * @param queued commands that wait to be written
	 * @param silent whether the node owes replies and is not heard
	 * @param inFlight commands sent or queued and not answered
	 * @param opened connections ever opened
	 * @param failed connections that could not be opened or broke
	 */
	public record NodeStats(Map<ConnectionKind, Integer> connections, Map<ConnectionKind, Integer> busy, int queued,
			boolean silent, int inFlight, long opened, long failed) {

		/**
		 * Copies the maps.
		 */
		public NodeStats {
			connections = Map.copyOf(connections);
			busy = Map.copyOf(busy);
		}

		/**
		 * Adds the figures of other connections to the same node.
		 * @param other the other figures
		 * @return the sums
		 */
		public NodeStats plus(NodeStats other) {
			return new NodeStats(sum(this.connections, other.connections), sum(this.busy, other.busy),
					this.queued + other.queued, this.silent || other.silent, this.inFlight + other.inFlight,
					this.opened + other.opened, this.failed + other.failed);
		}

		private static Map<ConnectionKind, Integer> sum(Map<ConnectionKind, Integer> first,
				Map<ConnectionKind, Integer> second) {
			Map<ConnectionKind, Integer> sums = new EnumMap<>(ConnectionKind.class);
			sums.putAll(first);
			second.forEach((kind, count) -> sums.merge(kind, count, Integer::sum));
			return sums;
		}

	}

}
