package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Reply;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.ClusterInfo;
import org.springframework.data.redis.connection.RedisClusterCommands;
import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisClusterNode.SlotRange;
import org.springframework.util.Assert;

/**
 * The {@code CLUSTER} commands. Questions about nodes, replicas and owners of slots are
 * answered at once in every mode, as Spring promises never to return {@code null} for
 * them; the others follow the mode of the connection.
 */
final class TopologyCommands implements RedisClusterCommands {

	private final ClusterClient client;

	private final CommandInvoker invoker;

	private final NodeLookup lookup;

	TopologyCommands(ClusterClient client, CommandInvoker invoker, NodeLookup lookup) {
		this.client = client;
		this.invoker = invoker;
		this.lookup = lookup;
	}

	@Override
	public List<RedisClusterNode> clusterGetNodes() {
		try {
			String text = this.client.execute(Command.of("CLUSTER NODES")).asString();
			return ClusterNodesReader.read(text, this.client.topology());
		}
		catch (ClusterClientException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	@Override
	public Set<RedisClusterNode> clusterGetReplicas(RedisClusterNode master) {
		Require.notNull(master, "Master");
		return replicasOf(this.lookup.require(master).id(), clusterGetNodes());
	}

	@Override
	public Map<RedisClusterNode, Collection<RedisClusterNode>> clusterGetMasterReplicaMap() {
		List<RedisClusterNode> nodes = clusterGetNodes();
		Map<RedisClusterNode, Collection<RedisClusterNode>> map = new LinkedHashMap<>();
		for (RedisClusterNode node : nodes) {
			if (node.isMaster() && !node.isMarkedAsFail()) {
				map.put(node, replicasOf(String.valueOf(node.getId()), nodes));
			}
		}
		return map;
	}

	private static Set<RedisClusterNode> replicasOf(String primaryId, Collection<RedisClusterNode> nodes) {
		Set<RedisClusterNode> replicas = new LinkedHashSet<>();
		for (RedisClusterNode node : nodes) {
			if (node.isReplica() && primaryId.equals(node.getMasterId())) {
				replicas.add(node);
			}
		}
		return replicas;
	}

	@Override
	public Integer clusterGetSlotForKey(byte[] key) {
		Require.notNull(key, "Key");
		return HashSlot.of(key);
	}

	@Override
	public @Nullable RedisClusterNode clusterGetNodeForSlot(int slot) {
		Shard shard = this.client.topology().shardOf(checked(slot));
		return (shard != null) ? ClusterNodesReader.primaryOf(shard) : null;
	}

	@Override
	public @Nullable RedisClusterNode clusterGetNodeForKey(byte[] key) {
		return clusterGetNodeForSlot(clusterGetSlotForKey(key));
	}

	@Override
	public @Nullable ClusterInfo clusterGetClusterInfo() {
		return this.invoker.invoke(Command.of("CLUSTER INFO"),
				(reply) -> new ClusterInfo(InfoReader.read(reply.asString())));
	}

	@Override
	public void clusterAddSlots(RedisClusterNode node, int... slots) {
		runAt(node, withSlots("CLUSTER ADDSLOTS", slots));
	}

	@Override
	public void clusterAddSlots(RedisClusterNode node, SlotRange range) {
		Require.notNull(range, "Range");
		clusterAddSlots(node, range.getSlotsArray());
	}

	@Override
	public void clusterDeleteSlots(RedisClusterNode node, int... slots) {
		runAt(node, withSlots("CLUSTER DELSLOTS", slots));
	}

	@Override
	public void clusterDeleteSlotsInRange(RedisClusterNode node, SlotRange range) {
		Require.notNull(range, "Range");
		clusterDeleteSlots(node, range.getSlotsArray());
	}

	private static Command withSlots(String name, int... slots) {
		Require.notNull(slots, "Slots");
		Assert.isTrue(slots.length > 0, "Slots must not be empty");
		List<Integer> arguments = new ArrayList<>(slots.length);
		for (int slot : slots) {
			arguments.add(checked(slot));
		}
		return Command.named(name).args(arguments).build();
	}

	@Override
	public @Nullable Long clusterCountKeysInSlot(int slot) {
		Command command = Command.of("CLUSTER COUNTKEYSINSLOT", checked(slot));
		return this.invoker.invoke(command, Reply::asLong);
	}

	@Override
	public @Nullable List<byte[]> clusterGetKeysInSlot(int slot, Integer count) {
		Require.notNull(count, "Count");
		Command command = Command.of("CLUSTER GETKEYSINSLOT", checked(slot), count);
		return this.invoker.invoke(command, Reply::asBytesList);
	}

	@Override
	public void clusterForget(RedisClusterNode node) {
		Node forgotten = this.lookup.require(node);
		Command command = Command.of("CLUSTER FORGET", forgotten.id());
		Nodes others = (topology) -> NodeLookup.LIVE.select(topology)
			.stream()
			.filter((other) -> !other.id().equals(forgotten.id()))
			.toList();
		this.invoker.runOn(others, command, NodeResults.requireAll(command));
	}

	@Override
	public void clusterMeet(RedisClusterNode node) {
		Assert.notNull(node, "Cluster node must not be null for CLUSTER MEET command");
		Assert.hasText(node.getHost(), "Node to meet cluster must have a host");
		Assert.isTrue(node.getRequiredPort() > 0, "Node to meet cluster must have a port greater 0");
		Command command = Command.of("CLUSTER MEET", node.getRequiredHost(), node.getRequiredPort());
		this.invoker.runOn(NodeLookup.LIVE, command, NodeResults.requireAll(command));
	}

	/**
	 * Tells a node about a slot. {@code IMPORTING}: the node is told to import it from
	 * its owner. {@code MIGRATING}: the owner is told to migrate it to the node.
	 * {@code NODE} and {@code STABLE}: the node is told that it owns the slot, or to
	 * forget the migration.
	 */
	@Override
	public void clusterSetSlot(RedisClusterNode node, int slot, AddSlots mode) {
		Require.notNull(mode, "AddSlots mode");
		Node named = this.lookup.require(node);
		Shard shard = this.client.topology().shardOf(checked(slot));
		Node owner = (shard != null) ? shard.primary() : null;
		switch (mode) {
			case IMPORTING -> setSlot(named, slot, "IMPORTING", other(owner, named, slot, mode).id());
			case MIGRATING -> setSlot(other(owner, named, slot, mode), slot, "MIGRATING", named.id());
			case NODE -> setSlot(named, slot, "NODE", named.id());
			case STABLE -> setSlot(named, slot, "STABLE");
		}
	}

	private void setSlot(Node told, Object... arguments) {
		Command command = Command.of("CLUSTER SETSLOT", arguments);
		this.invoker.runOn(Nodes.withId(told.id()), command, NodeResults.requireAll(command));
	}

	private static Node other(@Nullable Node owner, Node named, int slot, AddSlots mode) {
		if (owner == null || owner.id().equals(named.id())) {
			throw new InvalidDataAccessApiUsageException(mode + " needs a node that is not the owner of slot " + slot
					+ ", and an owner: name the node that is to have the slot");
		}
		return owner;
	}

	@Override
	public void clusterReplicate(RedisClusterNode master, RedisClusterNode replica) {
		runAt(replica, Command.of("CLUSTER REPLICATE", this.lookup.require(master).id()));
	}

	private void runAt(RedisClusterNode node, Command command) {
		this.invoker.runOn(this.lookup.at(node), command, NodeResults.requireAll(command));
	}

	private static int checked(int slot) {
		Assert.isTrue(slot >= 0 && slot < HashSlot.COUNT, () -> "Slot " + slot + " is not in 0..16383");
		return slot;
	}

}
