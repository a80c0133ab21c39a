package io.rediscluster.boot.endpoint;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;

/**
 * What one change of the topology was about.
 *
 * @param at when the client took notice
 * @param version the version of the topology since then
 * @param joined the addresses of nodes that are new
 * @param left the addresses of nodes that are gone
 * @param promoted the addresses of replicas that have become primaries
 * @param movedSlots how many slots have another primary; those that had none or have none
 * now do not count
 * @param uncoveredSlots how many slots no node owns since then
 */
public record TopologyChange(Instant at, long version, List<String> joined, List<String> left, List<String> promoted,
		int movedSlots, int uncoveredSlots) {

	static TopologyChange between(Topology before, Topology after) {
		List<String> joined = new ArrayList<>();
		List<String> promoted = new ArrayList<>();
		for (Node node : after.nodes()) {
			Node old = before.node(node.id());
			if (old == null) {
				joined.add(node.address().toString());
			}
			else if (node.isPrimary() && !old.isPrimary()) {
				promoted.add(node.address().toString());
			}
		}
		List<String> left = before.nodes()
			.stream()
			.filter((node) -> after.node(node.id()) == null)
			.map((node) -> node.address().toString())
			.toList();
		return new TopologyChange(Instant.now(), after.version(), joined, left, promoted, moved(before, after),
				HashSlot.COUNT - after.coveredSlots());
	}

	private static int moved(Topology before, Topology after) {
		int moved = 0;
		for (int slot = 0; slot < HashSlot.COUNT; slot++) {
			Shard old = before.shardOf(slot);
			Shard shard = after.shardOf(slot);
			if (old != null && shard != null && !old.primary().id().equals(shard.primary().id())) {
				moved++;
			}
		}
		return moved;
	}

}
