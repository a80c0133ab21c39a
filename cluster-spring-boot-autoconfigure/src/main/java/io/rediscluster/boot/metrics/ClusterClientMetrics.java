package io.rediscluster.boot.metrics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one client, named {@code rediscluster.client.*}: counters and timers from its
 * events, gauges from its figures. Every tag has a bounded set of values: commands that
 * the client's own table does not know count as {@code other}, and nodes are named only
 * on request. Thread safe. Events before {@link #bindTo} are not counted; bind to one
 * registry.
 */
public final class ClusterClientMetrics implements MeterBinder, ClusterListener {

	private static final String PREFIX = "rediscluster.client.";

	private static final String OTHER = "other";

	private final Supplier<@Nullable ClusterClient> client;

	private final boolean percentiles;

	private final boolean tagAddress;

	/** By name of the command, then by ordinal of the outcome. */
	private final Map<String, @Nullable Timer[]> commands = new ConcurrentHashMap<>();

	private volatile @Nullable Bound bound;

	/**
	 * Makes meters that are not bound yet.
	 * @param client gives the client, or {@code null} while it is not connected; called
	 * whenever a gauge is read, must do no I/O
	 * @param percentiles whether the times of commands are published as histograms
	 * @param tagAddress whether there are gauges per node, tagged with its address
	 */
	public ClusterClientMetrics(Supplier<@Nullable ClusterClient> client, boolean percentiles, boolean tagAddress) {
		this.client = client;
		this.percentiles = percentiles;
		this.tagAddress = tagAddress;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		gauge(registry, "slots.uncovered", "Slots that no known node owns",
				(client) -> HashSlot.COUNT - client.topology().coveredSlots());
		gauge(registry, "shards", "Shards that own slots", (client) -> client.topology().primaries().size());
		gauge(registry, "in.flight", "Commands sent or queued and not answered", (client) -> client.stats().inFlight());
		TimeGauge
			.builder(PREFIX + "topology.age", this, TimeUnit.MILLISECONDS,
					(self) -> self.read((client) -> client.stats().topologyAge().toMillis()))
			.description("Time since a node last confirmed the topology")
			.register(registry);
		for (ConnectionKind kind : ConnectionKind.values()) {
			Gauge
				.builder(PREFIX + "connections", this,
						(self) -> self.read((client) -> connections(client.stats(), kind)))
				.tag("kind", tag(kind))
				.description("Open connections")
				.register(registry);
		}
		Bound bound = new Bound(registry);
		this.bound = bound;
		ClusterClient client = this.client.get();
		if (client != null && this.tagAddress) {
			nodeGauges(bound, client.topology());
		}
	}

	private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<ClusterClient> value) {
		Gauge.builder(PREFIX + name, this, (self) -> self.read(value)).description(description).register(registry);
	}

	private double read(ToDoubleFunction<ClusterClient> value) {
		ClusterClient client = this.client.get();
		return (client != null) ? value.applyAsDouble(client) : Double.NaN;
	}

	private static double connections(ClientStats stats, ConnectionKind kind) {
		return stats.nodes().values().stream().mapToInt((node) -> node.connections().getOrDefault(kind, 0)).sum();
	}

	private static String tag(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns {@code true}: commands are timed.
	 */
	@Override
	public boolean wantsCommands() {
		return true;
	}

	@Override
	public void onCommand(String command, CommandOutcome outcome, long nanos) {
		Bound bound = this.bound;
		if (bound == null) {
			return;
		}
		if (outcome == CommandOutcome.UNKNOWN) {
			bound.outcomesUnknown.increment();
		}
		String name = Command.isKnown(command) ? command : OTHER;
		@Nullable Timer[] timers = this.commands.get(name);
		if (timers == null) {
			timers = this.commands.computeIfAbsent(name, (key) -> new Timer[CommandOutcome.values().length]);
		}
		Timer timer = timers[outcome.ordinal()];
		if (timer == null) {
			// when two threads come here the registry gives both the same timer
			timer = timer(bound.registry, name, outcome);
			timers[outcome.ordinal()] = timer;
		}
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

	private Timer timer(MeterRegistry registry, String command, CommandOutcome outcome) {
		return Timer.builder(PREFIX + "commands")
			.tag("command", command)
			.tag("outcome", tag(outcome))
			.description("Calls, with redirects and retries")
			.publishPercentileHistogram(this.percentiles)
			.register(registry);
	}

	@Override
	public void onRedirect(RedirectKind kind, int slot, Node from, HostAndPort to) {
		count("redirects", Bound.REDIRECTS, Tags.of("kind", tag(kind)));
	}

	@Override
	public void onRetry(String command, String reason) {
		count("retries", "Commands that were tried again", Tags.of("reason", reason.toLowerCase(Locale.ROOT)));
	}

	@Override
	public void onRefresh(RefreshCause cause, boolean successful, Duration duration) {
		Bound bound = this.bound;
		if (bound != null) {
			Timer.builder(PREFIX + "refreshes")
				.tag("cause", tag(cause))
				.tag("outcome", successful ? "success" : "failure")
				.description("Refreshes of the topology")
				.register(bound.registry)
				.record(duration);
		}
	}

	@Override
	public void onConnectionOpened(Node node, ConnectionKind kind) {
		count("connections.opened", "Connections that were opened", Tags.of("kind", tag(kind)));
	}

	@Override
	public void onConnectionClosed(Node node, ConnectionKind kind, @Nullable Throwable cause) {
		if (cause != null) {
			count("connections.lost", "Connections that ended with a failure", Tags.of("kind", tag(kind)));
		}
	}

	@Override
	public void onFence(Node node) {
		Bound bound = this.bound;
		if (bound != null) {
			bound.fences.increment();
		}
	}

	@Override
	public void onTopologyChanged(Topology before, Topology after) {
		Bound bound = this.bound;
		if (bound != null && this.tagAddress) {
			nodeGauges(bound, after);
		}
	}

	private void count(String name, String description, Tags tags) {
		Bound bound = this.bound;
		if (bound != null) {
			Counter.builder(PREFIX + name).tags(tags).description(description).register(bound.registry).increment();
		}
	}

	/**
	 * Replaces the gauges of nodes: those that have left are removed.
	 */
	private void nodeGauges(Bound bound, Topology topology) {
		List<MultiGauge.Row<?>> connections = new ArrayList<>();
		List<MultiGauge.Row<?>> inFlight = new ArrayList<>();
		for (Node node : topology.nodes()) {
			Tags tags = Tags.of("node", node.address().toString(), "role", tag(node.role()));
			connections.add(MultiGauge.Row.of(tags, () -> read((client) -> node(client, node,
					(stats) -> stats.connections().values().stream().mapToInt(Integer::intValue).sum()))));
			inFlight.add(MultiGauge.Row.of(tags, () -> read((client) -> node(client, node, NodeStats::inFlight))));
		}
		bound.nodeConnections.register(connections, true);
		bound.nodeInFlight.register(inFlight, true);
	}

	private static double node(ClusterClient client, Node node, ToDoubleFunction<NodeStats> figure) {
		double sum = 0;
		for (Map.Entry<Node, NodeStats> entry : client.stats().nodes().entrySet()) {
			sum += entry.getKey().id().equals(node.id()) ? figure.applyAsDouble(entry.getValue()) : 0;
		}
		return sum;
	}

	/**
	 * A registry with the meters that always exist.
	 */
	private static final class Bound {

		private static final String REDIRECTS = "Redirects that were followed";

		private final MeterRegistry registry;

		private final Counter outcomesUnknown;

		private final Counter fences;

		private final MultiGauge nodeConnections;

		private final MultiGauge nodeInFlight;

		Bound(MeterRegistry registry) {
			this.registry = registry;
			this.outcomesUnknown = Counter.builder(PREFIX + "outcomes.unknown")
				.description("Writes whose reply was lost")
				.register(registry);
			this.fences = Counter.builder(PREFIX + "fences")
				.description("Connections that ended with unanswered writes")
				.register(registry);
			for (RedirectKind kind : RedirectKind.values()) {
				Counter.builder(PREFIX + "redirects").tag("kind", tag(kind)).description(REDIRECTS).register(registry);
			}
			this.nodeConnections = MultiGauge.builder(PREFIX + "node.connections")
				.description("Open connections of a node")
				.register(registry);
			this.nodeInFlight = MultiGauge.builder(PREFIX + "node.in.flight")
				.description("Commands of a node sent or queued and not answered")
				.register(registry);
		}

	}

}
