package io.rediscluster.boot.endpoint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import io.rediscluster.boot.endpoint.ClusterDescriptor.ShardDescriptor;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * Shows what clients know about their clusters, and has them look again. Reading does no
 * I/O and never connects a client. Thread safe.
 */
@Endpoint(id = "rediscluster")
public final class ClusterEndpoint {

	private final Supplier<Map<String, ClusterConnectionFactory>> factories;

	private final Function<String, List<TopologyChange>> changes;

	/**
	 * Makes the endpoint.
	 * @param factories gives the connection factory of each cluster, by name
	 * @param changes gives the last changes of a cluster's topology, the latest first
	 */
	public ClusterEndpoint(Supplier<Map<String, ClusterConnectionFactory>> factories,
			Function<String, List<TopologyChange>> changes) {
		this.factories = factories;
		this.changes = changes;
	}

	/**
	 * Describes all clusters.
	 * @return topology, connections, counters and recent changes, by name of the cluster
	 */
	@ReadOperation
	public Clusters clusters() {
		Map<String, ClusterDescriptor> clusters = new LinkedHashMap<>();
		this.factories.get()
			.forEach((name, factory) -> clusters.put(name,
					ClusterDescriptor.of(factory.getClientIfConnected(), this.changes.apply(name))));
		return new Clusters(clusters);
	}

	/**
	 * Tells who owns a slot.
	 * @param slot 0 to 16383
	 * @param cluster the name of the cluster, or {@code null} for the first
	 * @return its shard, or {@code null} if no shard owns it or the client is not
	 * connected
	 */
	@ReadOperation
	public @Nullable ShardDescriptor slot(@Selector int slot, @Nullable String cluster) {
		Map<String, ClusterConnectionFactory> factories = this.factories.get();
		ClusterConnectionFactory factory = (cluster != null) ? factories.get(cluster)
				: factories.values().stream().findFirst().orElse(null);
		ClusterClient client = (factory != null) ? factory.getClientIfConnected() : null;
		if (client == null || slot < 0 || slot >= HashSlot.COUNT) {
			return null;
		}
		Shard shard = client.topology().shardOf(slot);
		return (shard != null) ? ShardDescriptor.of(shard, client.stats()) : null;
	}

	/**
	 * Loads topologies again and waits for them.
	 * @param cluster the name of a cluster, or {@code null} for all
	 * @return what came of it, by name of the cluster; {@code null} if there is no such
	 * cluster
	 */
	@WriteOperation
	public @Nullable Refreshes refresh(@Nullable String cluster) {
		Map<String, RefreshDescriptor> refreshes = new LinkedHashMap<>();
		this.factories.get().forEach((name, factory) -> {
			if (cluster == null || cluster.equals(name)) {
				refreshes.put(name, refresh(factory));
			}
		});
		return refreshes.isEmpty() ? null : new Refreshes(refreshes);
	}

	private static RefreshDescriptor refresh(ClusterConnectionFactory factory) {
		try {
			ClusterClient client = factory.getClient();
			long before = client.topology().version();
			Topology topology = client.refresh();
			return new RefreshDescriptor(true, topology.version() != before, topology.version(), null);
		}
		catch (ClusterClientException | IllegalStateException ex) {
			return new RefreshDescriptor(false, false, 0, ex.getMessage());
		}
	}

	/**
	 * All clusters.
	 *
	 * @param clusters the clusters by name
	 */
	public record Clusters(Map<String, ClusterDescriptor> clusters) {
	}

	/**
	 * What refreshes came to.
	 *
	 * @param clusters the refreshes by name of the cluster
	 */
	public record Refreshes(Map<String, RefreshDescriptor> clusters) {
	}

	/**
	 * What a refresh came to.
	 *
	 * @param successful whether a node gave a usable view
	 * @param changed whether the topology is another one now
	 * @param version the version of the topology, 0 if there is none
	 * @param error why there was no view, or {@code null}
	 */
	public record RefreshDescriptor(boolean successful, boolean changed, long version, @Nullable String error) {
	}

}
