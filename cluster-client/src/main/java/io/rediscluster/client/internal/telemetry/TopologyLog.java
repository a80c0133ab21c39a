package io.rediscluster.client.internal.telemetry;

import java.util.List;
import java.util.function.Predicate;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the log what an operator wants to find there after an incident: which nodes
 * came, went and changed their role, and whether slots are without an owner. Slots that
 * move between sound nodes, one after the other by the thousand, are left to meters and
 * listeners. Without state.
 */
final class TopologyLog {

	private static final Logger logger = LoggerFactory.getLogger(TopologyLog.class);

	private TopologyLog() {
	}

	static void changed(Topology before, Topology after) {
		int uncovered = HashSlot.COUNT - after.coveredSlots();
		if (before.nodes().isEmpty()) {
			logger.info("Found the cluster; primaries: {}, replicas: {}, slots without an owner: {}",
					after.primaries().size(), after.nodes().size() - after.primaries().size(), uncovered);
			return;
		}
		addresses(after, (node) -> before.node(node.id()) == null)
			.forEach((address) -> logger.info("Node {} serves the cluster from now on", address));
		addresses(after, (node) -> node.isPrimary() && was(node, before, false))
			.forEach((address) -> logger.info("Node {} has become a primary", address));
		addresses(after, (node) -> !node.isPrimary() && was(node, before, true))
			.forEach((address) -> logger.info("Node {} has become a replica", address));
		addresses(before, (node) -> after.node(node.id()) == null)
			.forEach((address) -> logger.info("Node {} no longer serves the cluster", address));
		int uncoveredBefore = HashSlot.COUNT - before.coveredSlots();
		if (uncovered > 0 && uncoveredBefore == 0) {
			logger.warn("{} slots have no owner any more", uncovered);
		}
		else if (uncovered == 0 && uncoveredBefore > 0) {
			logger.info("All slots have an owner again");
		}
	}

	private static List<String> addresses(Topology topology, Predicate<Node> filter) {
		return topology.nodes().stream().filter(filter).map((node) -> node.address().toString()).toList();
	}

	private static boolean was(Node node, Topology before, boolean primary) {
		Node old = before.node(node.id());
		return old != null && old.isPrimary() == primary;
	}

}
