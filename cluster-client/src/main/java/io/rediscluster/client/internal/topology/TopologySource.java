package io.rediscluster.client.internal.topology;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.internal.connection.ConnectionOpener;
import io.rediscluster.client.internal.connection.ControlConnection;
import io.rediscluster.client.internal.connection.Mode;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.VerbatimValue;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import org.jspecify.annotations.Nullable;

/**
 * Asks one node for its view over a connection of its own:
 * {@code MULTI, CLUSTER SLOTS, CLUSTER NODES, EXEC} as one unit, so that both describe
 * the same moment; {@code CLUSTER SLOTS} alone where the user may not do that. Thread
 * safe.
 */
final class TopologySource {

	private static final String[][] UNIT = { { "MULTI" }, { "CLUSTER", "SLOTS" }, { "CLUSTER", "NODES" }, { "EXEC" } };

	private static final String[][] SLOTS_ALONE = { { "CLUSTER", "SLOTS" } };

	private final ClusterClientOptions options;

	private final ConnectionOpener opener;

	TopologySource(ClusterClientOptions options, ConnectionOpener opener) {
		this.options = options;
		this.opener = opener;
	}

	/**
	 * Asks an address.
	 * @param address the address to connect to
	 * @param node the node that must be there, or {@code null} for a seed
	 * @param deadline the limit
	 * @return its view
	 * @throws IOException if it gives none; the message says why
	 */
	ClusterView load(HostAndPort address, @Nullable Node node, long deadline) throws IOException {
		HostAndPort announced = (node != null) ? node.announced() : address;
		String id = (node != null && !node.id().equals(node.announced().toString())) ? node.id() : null;
		try (ControlConnection connection = ControlConnection.open(this.opener, address, announced, id, Mode.PRIMARY,
				deadline)) {
			@Nullable Object[] replies = connection.exchange(deadline, UNIT);
			Object slots;
			String nodes = null;
			if (replies[3] instanceof Object[] results && results.length == 2 && !(results[0] instanceof ErrorValue)) {
				slots = results[0];
				nodes = VerbatimValue.text(results[1]);
			}
			else {
				slots = connection.exchange(deadline, SLOTS_ALONE)[0];
			}
			if (slots instanceof ErrorValue error) {
				return refused(address, error);
			}
			ClusterView view = ClusterViewReader.read(address, this.options.addressMapper(), slots, nodes);
			if (!view.coversAnything()) {
				throw new InvalidViewException(address
						+ " is in cluster mode and knows no slots: the cluster is not formed yet, or the node was reset",
						null);
			}
			return view;
		}
	}

	private ClusterView refused(HostAndPort address, ErrorValue error) throws InvalidViewException {
		if (!error.message().contains("cluster support disabled")) {
			throw new InvalidViewException(address + " does not tell its slots: " + error.message(), null);
		}
		if (!this.options.standalone()) {
			throw new InvalidViewException(
					address + " is a Redis server, and not one of a cluster (cluster-enabled no);"
							+ " for development 'standalone: accept' uses it as a single shard",
					null);
		}
		Node node = new Node(address.toString(), address, address, NodeRole.PRIMARY, null, 0, Set.of());
		@Nullable String[] owners = new String[HashSlot.COUNT];
		Arrays.fill(owners, node.id());
		return new ClusterView(Map.of(node.id(), node), owners, false);
	}

}
