package io.rediscluster.client.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.ClusterAdmin;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterUnavailableException;
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
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.internal.connection.ConnectionSettings;
import io.rediscluster.client.internal.connection.CredentialsWatch;
import io.rediscluster.client.internal.connection.Deadline;
import io.rediscluster.client.internal.connection.Link;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.emulation.StageRecovery;
import io.rediscluster.client.internal.execution.ClusterExecutor;
import io.rediscluster.client.internal.keyspace.NodeAdmin;
import io.rediscluster.client.internal.keyspace.NodeCalls;
import io.rediscluster.client.internal.keyspace.Scans;
import io.rediscluster.client.internal.pubsub.PubSubContext;
import io.rediscluster.client.internal.pubsub.Subscriptions;
import io.rediscluster.client.internal.topology.TopologyRefresher;
import io.rediscluster.client.internal.topology.TopologyStore;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;

/**
 * The client: puts the parts together and owns their life.
 */
public final class DefaultClusterClient implements ClusterClient, Link.Events {

	/** How long {@link #close()} waits for calls in flight. */
	private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

	private final ClusterClientOptions options;

	private final ConnectionSettings settings;

	private final Links links;

	private final TopologyStore store;

	private final TopologyRefresher refresher;

	private final ClusterExecutor executor;

	private final Scans scans;

	private final NodeAdmin admin;

	private final CrossSlotOperations crossSlot;

	private final Subscriptions subscriptions;

	private volatile boolean closed;

	private DefaultClusterClient(ClusterClientOptions options) {
		this.options = options;
		this.settings = ConnectionSettings.of(options);
		this.links = new Links(this.settings, this);
		this.store = new TopologyStore((before, after) -> {
			this.links.follow(before, after);
			followSubscriptions(before, after);
			this.settings.telemetry().topologyChanged(before, after);
		});
		this.refresher = new TopologyRefresher(this.settings, this.store, this.links::isSilent);
		this.executor = new ClusterExecutor(this.settings, this.links, this.store, this.refresher, this.links::isSilent,
				() -> this.closed);
		NodeCalls calls = new ClientNodeCalls(this, this.executor, options.timeout(), options.scanMaxRounds());
		this.scans = new Scans(calls);
		this.admin = new NodeAdmin(calls, options.credentials());
		this.crossSlot = new StageRecovery(this.scans::ofCluster,
				(command) -> this.executor.execute(command, ReadFrom.PRIMARY));
		this.subscriptions = new Subscriptions(new PubSubContext(this.settings, this.store, this.refresher, calls));
	}

	/** The topology does not change before the constructor has ended. */
	private void followSubscriptions(Topology before, Topology after) {
		this.subscriptions.follow(before, after);
	}

	/**
	 * Connects to a cluster.
	 * @param options where and how
	 * @return a client that knows the cluster
	 * @throws ClusterUnavailableException if no seed gave a topology in time
	 */
	public static DefaultClusterClient connect(ClusterClientOptions options) {
		DefaultClusterClient client = new DefaultClusterClient(options);
		try {
			client.start();
			return client;
		}
		catch (RuntimeException | Error ex) {
			client.close();
			throw ex;
		}
	}

	private void start() {
		this.settings.watchdog().start();
		long deadline = Deadline.after(this.options.startupTimeout());
		Map<HostAndPort, String> errors = load(RefreshCause.START, deadline);
		while (this.store.current().nodes().isEmpty() && !Deadline.hasPassed(deadline) && isPassing(errors)) {
			errors = load(RefreshCause.START, deadline);
		}
		if (this.store.current().nodes().isEmpty()) {
			throw new ClusterUnavailableException(describe("No seed gave the topology of the cluster", errors));
		}
		this.refresher.start();
		new CredentialsWatch(this.settings, this.links, this.store::current).start();
	}

	/**
	 * Tells whether waiting can help: a server may still be starting, but wrong
	 * credentials and wrong kinds of servers stay what they are.
	 */
	private static boolean isPassing(Map<HostAndPort, String> errors) {
		return errors.values()
			.stream()
			.anyMatch((error) -> !error.contains("handshake") && !error.contains("not one of a cluster")
					&& !error.contains("RESP"));
	}

	private Map<HostAndPort, String> load(RefreshCause cause, long deadline) {
		try {
			return this.refresher.await(cause, deadline);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ClusterClientException("The thread was interrupted while the topology was loaded", ex);
		}
	}

	private static String describe(String what, Map<HostAndPort, String> errors) {
		StringBuilder text = new StringBuilder(what);
		errors.forEach((address, error) -> text.append("; ").append(address).append(": ").append(error));
		return text.toString();
	}

	@Override
	public void connectionLost(Link link) {
		if (!this.closed) {
			this.refresher.request(RefreshCause.CONNECTION);
		}
	}

	@Override
	public void silent(Link link) {
		this.refresher.request(RefreshCause.SILENCE);
	}

	@Override
	public Reply execute(Command command) {
		return this.executor.execute(command, this.options.readFrom());
	}

	@Override
	public CompletionStage<Reply> executeAsync(Command command) {
		return this.executor.executeAsync(command, this.options.readFrom());
	}

	@Override
	public NodeSelection on(Nodes nodes) {
		return (command) -> this.executor.on(nodes, command);
	}

	@Override
	public ScanIterator<Reply> scan(Scan scan) {
		return this.scans.ofCluster(scan);
	}

	@Override
	public ScanIterator<Reply> scan(Nodes nodes, Scan scan) {
		return this.scans.ofNodes(this.executor.choose(nodes, Command.of("SCAN", 0)), scan);
	}

	@Override
	public ScanIterator<Reply> scanSet(Object key, Scan scan) {
		return this.scans.ofSet(key, scan, this.options.readFrom());
	}

	@Override
	public ScanIterator<Map.Entry<Reply, Reply>> scanHash(Object key, Scan scan) {
		return this.scans.ofHash(key, scan, this.options.readFrom());
	}

	@Override
	public ScanIterator<Map.Entry<Reply, Double>> scanSortedSet(Object key, Scan scan) {
		return this.scans.ofSortedSet(key, scan, this.options.readFrom());
	}

	@Override
	public Subscription subscribe(PubSubListener listener) {
		return this.subscriptions.subscribe(listener);
	}

	@Override
	public Pipeline pipeline() {
		return pipeline(this.options.readFrom());
	}

	Pipeline pipeline(ReadFrom readFrom) {
		return new QueuedPipeline(this.executor, readFrom, this.options.pipelineRepair());
	}

	@Override
	public Transaction transaction() {
		return this.executor.transaction();
	}

	@Override
	public ClusterClient withReadFrom(ReadFrom readFrom) {
		return new ReadFromView(this, this.executor, this.scans, readFrom);
	}

	@Override
	public ClusterAdmin admin() {
		return this.admin;
	}

	@Override
	public CrossSlotOperations crossSlot() {
		return this.crossSlot;
	}

	@Override
	public Topology topology() {
		return this.store.current();
	}

	@Override
	public Topology refresh() {
		Map<HostAndPort, String> errors = load(RefreshCause.REQUESTED, Deadline.after(this.options.timeout()));
		if (!errors.isEmpty()) {
			throw new ClusterUnavailableException(describe("No node gave the topology of the cluster", errors));
		}
		return this.store.current();
	}

	@Override
	public ClientStats stats() {
		Map<Node, NodeStats> nodes = new LinkedHashMap<>();
		int inFlight = 0;
		int queued = 0;
		for (Link link : this.links.all()) {
			NodeStats stats = link.stats();
			inFlight += stats.inFlight();
			queued += stats.queued();
			// a node may have a link for writes and one for reads
			nodes.merge(link.node(), stats, NodeStats::plus);
		}
		this.subscriptions.connections()
			.forEach((node, count) -> nodes.merge(node,
					new NodeStats(Map.of(ConnectionKind.SUBSCRIPTION, count), Map.of(), 0, false, 0, 0, 0),
					NodeStats::plus));
		var telemetry = this.settings.telemetry();
		return new ClientStats(telemetry.commands(), telemetry.redirects(), telemetry.retries(),
				telemetry.outcomesUnknown(), telemetry.refreshes(true), telemetry.refreshes(false),
				Duration.ofNanos(System.nanoTime() - this.store.confirmedAt()), inFlight, queued,
				telemetry.queueWaits(), telemetry.queueWaitTime(), telemetry.fences(), nodes);
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.subscriptions.close();
		awaitCalls();
		this.closed = true;
		this.refresher.close();
		this.links.close();
		this.settings.watchdog().close();
		this.settings.threads().close();
	}

	boolean isClosed() {
		return this.closed;
	}

	private void awaitCalls() {
		long end = Deadline.after(CLOSE_GRACE);
		while (this.links.all().stream().anyMatch((link) -> link.inFlight() > 0) && !Deadline.hasPassed(end)) {
			try {
				TimeUnit.MILLISECONDS.sleep(1);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	/**
	 * Returns the topology and nothing secret.
	 */
	@Override
	public String toString() {
		return "ClusterClient[" + this.store.current() + "]";
	}

}
