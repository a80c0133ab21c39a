package io.rediscluster.client.internal.keyspace;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterAdmin;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.NodesFailedException;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;

/**
 * Carries out changes of the cluster. Thread safe.
 */
public final class NodeAdmin implements ClusterAdmin {

	private final NodeCalls calls;

	private final CredentialsProvider credentials;

	/**
	 * Makes the administration of a client's cluster.
	 * @param calls reaches its nodes
	 * @param credentials what servers authenticate with when they send keys to each other
	 */
	public NodeAdmin(NodeCalls calls, CredentialsProvider credentials) {
		this.calls = calls;
		this.credentials = credentials;
	}

	@Override
	public void moveSlots(Node target, SlotRange... slots) {
		new SlotMover(this.calls, this.credentials, target.id()).move(bits(slots));
	}

	private static BitSet bits(SlotRange... slots) {
		BitSet bits = new BitSet();
		for (SlotRange range : slots) {
			bits.set(range.first(), range.last() + 1);
		}
		return bits;
	}

	@Override
	public List<OpenSlot> openSlots() {
		this.calls.refresh();
		NodeStates states = new NodeStates(this.calls);
		List<OpenSlot> open = new ArrayList<>();
		for (Node node : this.calls.topology().nodes()) {
			if (node.isPrimary() && !node.isFailed()) {
				states.read(node).migrating().forEach((slot, target) -> open.add(new OpenSlot(slot, node, target)));
			}
		}
		open.sort((a, b) -> Integer.compare(a.slot(), b.slot()));
		return open;
	}

	@Override
	public void addSlots(Node node, SlotRange... slots) {
		this.calls.at(node, Command.named("CLUSTER ADDSLOTS").args(bits(slots).stream().boxed().toList()).build());
		this.calls.refresh();
	}

	@Override
	public void deleteSlots(SlotRange... slots) {
		this.calls.refresh();
		Map<String, BitSet> byOwner = new LinkedHashMap<>();
		bits(slots).stream().forEach((slot) -> {
			Shard shard = this.calls.topology().shardOf(slot);
			if (shard == null) {
				throw new ClusterUnavailableException("The slot has no owner",
						new CallDetails("CLUSTER DELSLOTS", slot, null, 0, Duration.ZERO, false, false), null);
			}
			byOwner.computeIfAbsent(shard.primary().id(), (id) -> new BitSet()).set(slot);
		});
		List<Node> nodes = new ArrayList<>(this.calls.topology().nodes());
		byOwner.forEach((owner, owned) -> {
			Command command = Command.named("CLUSTER DELSLOTS").args(owned.stream().boxed().toList()).build();
			nodes.sort((a, b) -> Boolean.compare(b.id().equals(owner), a.id().equals(owner)));
			toEach("CLUSTER DELSLOTS", nodes, (node) -> deleteAt(node, command, node.id().equals(owner)));
		});
		this.calls.refresh();
	}

	private void deleteAt(Node node, Command command, boolean owner) {
		try {
			this.calls.at(node, command);
		}
		catch (ServerErrorException ex) {
			// another node may have heard of it from the owner
			if (owner || !String.valueOf(ex.getMessage()).contains("already unassigned")) {
				throw ex;
			}
		}
	}

	@Override
	public void forget(Node node) {
		Command command = Command.of("CLUSTER FORGET", node.id());
		toEach("CLUSTER FORGET", others((other) -> !other.id().equals(node.id())),
				(other) -> this.calls.at(other, command));
		this.calls.refresh();
	}

	@Override
	public void resetAllNodes(boolean hard) {
		Command command = Command.of("CLUSTER RESET", hard ? "HARD" : "SOFT");
		List<Node> order = new ArrayList<>(others((node) -> !node.isPrimary()));
		order.addAll(others(Node::isPrimary));
		toEach("CLUSTER RESET", order, (node) -> this.calls.at(node, command));
	}

	private List<Node> others(Predicate<Node> which) {
		return this.calls.topology().nodes().stream().filter(which).filter((node) -> !node.isFailed()).toList();
	}

	/**
	 * Does something at each node, whatever becomes of it at others.
	 */
	private static void toEach(String name, List<Node> nodes, Consumer<Node> action) {
		Map<Node, ClusterClientException> failures = new LinkedHashMap<>();
		for (Node node : nodes) {
			try {
				action.accept(node);
			}
			catch (ClusterClientException ex) {
				failures.put(node, ex);
			}
		}
		if (!failures.isEmpty()) {
			ClusterClientException first = failures.values().iterator().next();
			CallDetails details = new CallDetails(name, Command.NO_SLOT, first.node(), nodes.size(), first.elapsed(),
					true, false);
			throw new NodesFailedException(
					failures.size() + " of " + nodes.size() + " nodes failed: " + first.getMessage(), details,
					failures);
		}
	}

}
