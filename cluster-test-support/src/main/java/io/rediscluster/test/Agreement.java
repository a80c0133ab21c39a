package io.rediscluster.test;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether the nodes of a cluster see the same healthy cluster. Stateless.
 */
final class Agreement {

	private Agreement() {
	}

	/**
	 * Asks nodes again and again until they agree.
	 * @param nodes those that should: all that run and are not paused
	 * @param timeout the limit
	 * @throws IllegalStateException if they do not agree in time, saying why
	 */
	static void await(Supplier<List<EmbeddedNode>> nodes, Duration timeout) {
		Await.untilClear("all nodes agree", timeout, () -> obstacle(nodes.get()));
	}

	private static @Nullable String obstacle(List<EmbeddedNode> nodes) {
		try {
			return disagreement(nodes);
		}
		catch (ServerReplyException ex) {
			String line = String.valueOf(ex.getMessage());
			if (line.startsWith("LOADING")) {
				return line;
			}
			throw ex;
		}
	}

	private static @Nullable String disagreement(List<EmbeddedNode> nodes) {
		Map<String, NodesView> views = new HashMap<>();
		Map<String, Integer> replicas = new HashMap<>();
		for (EmbeddedNode node : nodes) {
			try {
				NodesView view = NodesView.of(node);
				views.put(view.myself().id(), view);
				String primary = view.myself().primaryId();
				if (primary != null) {
					replicas.merge(primary, 1, Integer::sum);
				}
			}
			catch (UncheckedIOException ex) {
				return node + " does not answer: " + ex.getMessage();
			}
		}
		String obstacle = disagreement(views);
		for (EmbeddedNode node : nodes) {
			if (obstacle != null) {
				return obstacle;
			}
			obstacle = ownObstacle(node, replicas.getOrDefault(node.id(), 0));
		}
		return obstacle;
	}

	private static @Nullable String disagreement(Map<String, NodesView> views) {
		BitSet served = new BitSet(Slots.COUNT);
		for (Map.Entry<String, NodesView> entry : views.entrySet()) {
			NodesView.Member self = entry.getValue().myself();
			for (NodesView view : views.values()) {
				String seenBy = " as seen by " + view.myself().id();
				NodesView.Member seen = view.members().get(entry.getKey());
				if (seen == null || !seen.isSound()) {
					return entry.getKey() + " is no sound member" + seenBy;
				}
				if (!seen.claim().equals(self.claim())) {
					return entry.getKey() + " is " + self.claim() + ", but " + seen.claim() + seenBy;
				}
			}
			self.slots().forEach((range) -> served.set(range.first(), range.last() + 1));
		}
		int missing = Slots.COUNT - served.cardinality();
		return (missing > 0) ? missing + " slots have no owner that runs" : null;
	}

	private static @Nullable String ownObstacle(EmbeddedNode node, int replicas) {
		try {
			if (!node.text("CLUSTER", "INFO").contains("cluster_state:ok")) {
				return node + " does not call the cluster ok";
			}
			String info = node.text("INFO", "replication");
			if (info.contains("role:slave") && !info.contains("master_link_status:up")) {
				return node + " has no link to its primary";
			}
			long online = info.lines().filter((line) -> line.contains("state=online")).count();
			return (online < replicas) ? node + " has " + online + " of " + replicas + " replicas online" : null;
		}
		catch (UncheckedIOException ex) {
			return node + " does not answer: " + ex.getMessage();
		}
	}

}
