package io.rediscluster.client.internal.keyspace;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * Walks over whatever keys are on certain nodes, one node after another, as they are:
 * slots that move are not followed. A node that turns out to be another process at its
 * end is walked over again. For one thread.
 */
final class NodeScan extends BatchIterator<Reply> {

	private final NodeCalls calls;

	private final NodeStates states;

	private final Scan scan;

	private final Deque<Node> nodes;

	private @Nullable KeyWalk walk;

	private @Nullable String runId;

	private int rounds;

	NodeScan(NodeCalls calls, Collection<Node> nodes, Scan scan) {
		this.calls = calls;
		this.states = new NodeStates(calls);
		this.nodes = new ArrayDeque<>(nodes);
		this.scan = scan;
	}

	@Override
	List<Reply> fetch() {
		Patience patience = new Patience(this.calls, this.calls.timeout());
		while (true) {
			try {
				return page();
			}
			catch (ClusterClientException ex) {
				patience.after(ex);
			}
		}
	}

	private List<Reply> page() {
		Node node = this.nodes.peek();
		if (node == null) {
			end();
			return List.of();
		}
		KeyWalk walk = this.walk;
		if (walk == null) {
			checkRounds(node);
			this.runId = this.states.runId(node);
			walk = new NodeWalk(this.calls, node, this.scan);
			this.walk = walk;
		}
		List<Reply> keys = walk.next();
		if (walk.hasEnded()) {
			this.walk = null;
			this.rounds++;
			if (Objects.equals(this.runId, this.states.runId(node))) {
				this.nodes.remove();
				this.rounds = 0;
			}
			if (this.nodes.isEmpty()) {
				end();
			}
		}
		return keys;
	}

	private void checkRounds(Node node) {
		if (this.rounds == this.calls.maxRounds()) {
			this.rounds = 0;
			throw new ClusterUnavailableException(
					"Node " + node + " was restarted in each of " + this.calls.maxRounds()
							+ " rounds of the scan (scan.max-rounds)",
					new CallDetails("SCAN", Command.NO_SLOT, node, this.calls.maxRounds(), Duration.ZERO, true, true),
					null);
		}
	}

}
