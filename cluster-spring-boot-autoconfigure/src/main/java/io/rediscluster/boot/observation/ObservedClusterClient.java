package io.rediscluster.boot.observation;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClusterAdmin;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.CrossSlotOperations;
import io.rediscluster.client.NodeSelection;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Pipeline;
import io.rediscluster.client.PubSubListener;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.ScanIterator;
import io.rediscluster.client.Subscription;
import io.rediscluster.client.Transaction;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * A client whose commands, pipelines and transactions are observed, with redirects and
 * retries inside. Everything else goes straight to the client behind. Thread safe.
 */
public final class ObservedClusterClient implements ClusterClient {

	private static final ClusterObservationConvention DEFAULT = new DefaultClusterObservationConvention();

	private final ClusterClient client;

	private final ObservationRegistry registry;

	private final @Nullable ClusterObservationConvention convention;

	private final HostAndPort server;

	/**
	 * Puts observations around a client.
	 * @param client the client; closed with this one
	 * @param registry starts the observations
	 * @param convention names them, or {@code null} for the default
	 * @param server the address that stands for the cluster
	 */
	public ObservedClusterClient(ClusterClient client, ObservationRegistry registry,
			@Nullable ClusterObservationConvention convention, HostAndPort server) {
		this.client = client;
		this.registry = registry;
		this.convention = convention;
		this.server = server;
	}

	Observation observation(String operation, int batchSize) {
		return ClusterObservationDocumentation.OPERATION.observation(this.convention, DEFAULT,
				() -> new ClusterOperationContext(operation, batchSize, this.server), this.registry);
	}

	@Override
	public Reply execute(Command command) {
		return observation(command.name(), 1).observe(() -> this.client.execute(command));
	}

	@Override
	public CompletionStage<Reply> executeAsync(Command command) {
		Observation observation = observation(command.name(), 1).start();
		// not a dependent stage, which would wrap the client's exceptions
		CompletableFuture<Reply> observed = new CompletableFuture<>();
		try {
			this.client.executeAsync(command).whenComplete((reply, failure) -> {
				try {
					stop(observation, failure);
				}
				finally {
					complete(observed, reply, failure);
				}
			});
		}
		catch (RuntimeException | Error ex) {
			stop(observation, ex);
			throw ex;
		}
		return observed;
	}

	private static void stop(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(failure);
		}
		observation.stop();
	}

	private static void complete(CompletableFuture<Reply> observed, Reply reply, @Nullable Throwable failure) {
		if (failure != null) {
			observed.completeExceptionally(failure);
		}
		else {
			observed.complete(reply);
		}
	}

	@Override
	public NodeSelection on(Nodes nodes) {
		NodeSelection selection = this.client.on(nodes);
		return (command) -> observation(command.name(), 1).observe(() -> selection.execute(command));
	}

	@Override
	public Pipeline pipeline() {
		return new ObservedPipeline(this.client.pipeline(), this);
	}

	@Override
	public Transaction transaction() {
		return new ObservedTransaction(this.client.transaction(), this);
	}

	@Override
	public ScanIterator<Reply> scan(Scan scan) {
		return this.client.scan(scan);
	}

	@Override
	public ScanIterator<Reply> scan(Nodes nodes, Scan scan) {
		return this.client.scan(nodes, scan);
	}

	@Override
	public ScanIterator<Reply> scanSet(Object key, Scan scan) {
		return this.client.scanSet(key, scan);
	}

	@Override
	public ScanIterator<Map.Entry<Reply, Reply>> scanHash(Object key, Scan scan) {
		return this.client.scanHash(key, scan);
	}

	@Override
	public ScanIterator<Map.Entry<Reply, Double>> scanSortedSet(Object key, Scan scan) {
		return this.client.scanSortedSet(key, scan);
	}

	@Override
	public Subscription subscribe(PubSubListener listener) {
		return this.client.subscribe(listener);
	}

	@Override
	public ClusterAdmin admin() {
		return this.client.admin();
	}

	@Override
	public CrossSlotOperations crossSlot() {
		return this.client.crossSlot();
	}

	@Override
	public ClusterClient withReadFrom(ReadFrom readFrom) {
		return new ObservedClusterClient(this.client.withReadFrom(readFrom), this.registry, this.convention,
				this.server);
	}

	@Override
	public Topology topology() {
		return this.client.topology();
	}

	@Override
	public Topology refresh() {
		return this.client.refresh();
	}

	@Override
	public ClientStats stats() {
		return this.client.stats();
	}

	@Override
	public void close() {
		this.client.close();
	}

}
