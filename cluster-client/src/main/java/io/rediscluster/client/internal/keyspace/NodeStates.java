package io.rediscluster.client.internal.keyspace;

import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.rediscluster.client.Command;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.NodeConnectionException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import org.jspecify.annotations.Nullable;

/**
 * Asks nodes for their state. Users without the right to {@code CLUSTER NODES} get what
 * the client's topology says: their walks do not see which slots are open. For one
 * thread.
 */
final class NodeStates {

	private static final Command NODES = Command.of("CLUSTER NODES");

	private static final Command INFO = Command.of("INFO", "server");

	private final NodeCalls calls;

	/** Whether a process has {@code CLUSTERSCAN}, by its id. */
	private final Map<String, Boolean> clusterScan = new HashMap<>();

	/** Whether a node has {@code CLUSTER MIGRATESLOTS}, by its id. */
	private final Map<String, Boolean> migrateSlots = new HashMap<>();

	NodeStates(NodeCalls calls) {
		this.calls = calls;
	}

	/**
	 * Reads the state of a node.
	 */
	NodeState read(Node node) {
		String runId = runId(node);
		String nodes;
		try {
			nodes = this.calls.at(node, NODES).asString();
		}
		catch (ServerErrorException ex) {
			if (!isMissing(ex)) {
				throw ex;
			}
			this.calls.refresh();
			return fromTopology(node, runId);
		}
		return NodeState.parse(runId, String.valueOf(nodes));
	}

	/**
	 * Reads the id of a node's process.
	 * @return the id, or {@code null} if the user may not ask for it
	 */
	@Nullable String runId(Node node) {
		String info;
		try {
			info = this.calls.at(node, INFO).asString();
		}
		catch (ServerErrorException ex) {
			if (!isMissing(ex)) {
				throw ex;
			}
			return null;
		}
		for (String line : String.valueOf(info).split("\r?\n")) {
			if (line.startsWith("run_id:")) {
				return line.substring("run_id:".length()).trim();
			}
		}
		return null;
	}

	/**
	 * Reads the states of all primaries that can be asked, by node id.
	 */
	Map<String, Primary> ofPrimaries() {
		Map<String, Primary> primaries = new LinkedHashMap<>();
		for (Node node : this.calls.topology().nodes()) {
			if (node.isPrimary() && !node.isFailed()) {
				try {
					primaries.put(node.id(), new Primary(node, read(node)));
				}
				catch (NodeConnectionException | CommandTimeoutException | CommandOutcomeUnknownException ex) {
					// whoever needs this one finds it missing
				}
			}
		}
		return primaries;
	}

	/**
	 * Tells whether two nodes can move slots by {@code CLUSTER MIGRATESLOTS}.
	 */
	boolean hasMigrateSlots(Node source, Node target) {
		return this.migrateSlots.computeIfAbsent(source.id(), (id) -> has(source, "CLUSTER|MIGRATESLOTS"))
				&& this.migrateSlots.computeIfAbsent(target.id(), (id) -> has(target, "CLUSTER|MIGRATESLOTS"));
	}

	private boolean has(Node node, String command) {
		return !this.calls.at(node, Command.of("COMMAND INFO", command)).asList().get(0).isNull();
	}

	/**
	 * Tells whether a node has {@code CLUSTERSCAN} and the user may use it.
	 * @param state the state of the node, for the process that it is
	 */
	boolean hasClusterScan(Node node, NodeState state) {
		String process = (state.runId() != null) ? state.runId() : node.id();
		return this.clusterScan.computeIfAbsent(process, (id) -> askForClusterScan(node));
	}

	private boolean askForClusterScan(Node node) {
		try {
			if (!has(node, "CLUSTERSCAN")) {
				return false;
			}
			this.calls.bySlot(Command.of("CLUSTERSCAN", ScanCommands.ZERO, "SLOT", 0), ReadFrom.PRIMARY);
			return true;
		}
		catch (ServerErrorException ex) {
			if (!isMissing(ex)) {
				throw ex;
			}
			return false;
		}
	}

	/**
	 * Tells whether the user may not ask, or the server is not in cluster mode.
	 */
	static boolean isMissing(ServerErrorException ex) {
		return "NOPERM".equals(ex.code()) || "ERR".equals(ex.code());
	}

	private NodeState fromTopology(Node node, @Nullable String runId) {
		Node now = this.calls.topology().node(node.id());
		Shard shard = (now != null) ? this.calls.topology().shardOf(now) : null;
		BitSet slots = new BitSet();
		if (now != null && shard != null && now.isPrimary()) {
			for (SlotRange range : shard.slots()) {
				slots.set(range.first(), range.last() + 1);
			}
		}
		return new NodeState(runId, now != null && now.isPrimary(), (now != null) ? now.configEpoch() : 0, slots,
				Map.of(), Map.of());
	}

	/**
	 * A primary and what it says of itself.
	 *
	 * @param node the node
	 * @param state its state
	 */
	record Primary(Node node, NodeState state) {

	}

}
