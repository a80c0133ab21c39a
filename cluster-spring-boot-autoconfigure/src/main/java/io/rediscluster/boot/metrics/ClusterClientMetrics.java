package io.rediscluster.boot.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one client, named {@code rediscluster.client.*}: counters and timers from its
 * events, gauges from its figures. Every tag has a bounded set of values: commands that
 * the client's own table does not know count as {@code other}, shards go by their
 * ordinal, and nodes are named only on request. Thread safe. Events before
 * {@link #bindTo} are not counted; bind to one registry.
 */
public final class ClusterClientMetrics implements MeterBinder, ClusterListener {

	private static final String OTHER = "other";

	private static final int OUTCOMES = CommandOutcome.values().length;

	private final String cluster;

	private final Supplier<@Nullable ClusterClient> client;

	private final boolean percentiles;

	private final boolean tagAddress;

	/** By name of the command, then by ordinal of the outcome. */
	private final Map<String, @Nullable Timer[]> commands = new ConcurrentHashMap<>();

	/** Connections that broke and were not opened again yet, by node and kind. */
	private final Map<Lost, Boolean> lost = new ConcurrentHashMap<>();

	private volatile @Nullable EventMeters events;

	private volatile @Nullable TopologyGauges gauges;

	/** Held here, because meters hold what they read only weakly. */
	@SuppressWarnings("unused")
	private volatile @Nullable ClientGauges clientGauges;

	/**
	 * Makes meters that are not bound yet.
	 * @param cluster the name of the cluster, a tag of every meter
	 * @param client gives the client, or {@code null} while it is not connected; called
	 * whenever a gauge is read, must do no I/O
	 * @param percentiles whether the times of commands are published as histograms
	 * @param tagAddress whether there are gauges per node, tagged with its address
	 */
	public ClusterClientMetrics(String cluster, Supplier<@Nullable ClusterClient> client, boolean percentiles,
			boolean tagAddress) {
		this.cluster = cluster;
		this.client = client;
		this.percentiles = percentiles;
		this.tagAddress = tagAddress;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Tags tags = Tags.of("cluster", this.cluster);
		ClientGauges clientGauges = new ClientGauges(this.client, tags);
		clientGauges.bindTo(registry);
		this.clientGauges = clientGauges;
		TopologyGauges gauges = new TopologyGauges(registry, tags, this.client, this.tagAddress);
		ClusterClient client = this.client.get();
		if (client != null) {
			gauges.follow(client.topology());
		}
		this.gauges = gauges;
		this.events = new EventMeters(registry, tags, this.percentiles);
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
		EventMeters events = this.events;
		if (events == null) {
			return;
		}
		if (outcome == CommandOutcome.UNKNOWN) {
			events.outcomesUnknown.increment();
		}
		@Nullable Timer[] timers = this.commands.get(command);
		if (timers == null) {
			timers = timers(command);
		}
		Timer timer = timers[outcome.ordinal()];
		if (timer == null) {
			// when two threads come here the registry gives both the same timer
			timer = events.command(Command.isKnown(command) ? command : OTHER, outcome);
			timers[outcome.ordinal()] = timer;
		}
		timer.record(nanos, TimeUnit.NANOSECONDS);
	}

	private @Nullable Timer[] timers(String command) {
		String name = Command.isKnown(command) ? command : OTHER;
		return this.commands.computeIfAbsent(name, (key) -> new Timer[OUTCOMES]);
	}

	@Override
	public void onPipeline(int commands) {
		EventMeters events = this.events;
		if (events != null) {
			events.pipelineSize.record(commands);
		}
	}

	@Override
	public void onRedirect(RedirectKind kind, int slot, Node from, HostAndPort to) {
		count(Names.REDIRECTS, "kind", EventMeters.tag(kind));
	}

	@Override
	public void onRetry(String command, String reason) {
		count(Names.RETRIES, "reason", EventMeters.tag(reason));
	}

	@Override
	public void onEmulation(String command) {
		count(Names.EMULATIONS, "command", Command.isKnown(command) ? command : OTHER);
	}

	@Override
	public void onRefresh(RefreshCause cause, boolean successful, Duration duration) {
		EventMeters events = this.events;
		if (events != null) {
			events
				.timer(Names.REFRESHES,
						Tags.of("cause", EventMeters.tag(cause), "outcome", successful ? "success" : "failure"))
				.record(duration);
		}
	}

	@Override
	public void onPoolWait(Node node, boolean successful, long nanos) {
		EventMeters events = this.events;
		if (events != null) {
			events.timer(Names.POOL_WAITS, Tags.of("outcome", successful ? "acquired" : "exhausted"))
				.record(nanos, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void onSubscriptionGap(long nanos) {
		EventMeters events = this.events;
		if (events != null) {
			events.subscriptionGaps.record(nanos, TimeUnit.NANOSECONDS);
		}
	}

	@Override
	public void onConnectionOpened(Node node, ConnectionKind kind) {
		count(Names.CONNECTIONS_OPENED, "kind", EventMeters.tag(kind));
		if (this.lost.remove(new Lost(node.id(), kind)) != null) {
			count(Names.RECONNECTS, "kind", EventMeters.tag(kind));
		}
	}

	@Override
	public void onConnectionClosed(Node node, ConnectionKind kind, @Nullable Throwable cause) {
		if (cause != null) {
			count(Names.CONNECTIONS_LOST, "kind", EventMeters.tag(kind));
			this.lost.put(new Lost(node.id(), kind), true);
		}
	}

	@Override
	public void onFence(Node node) {
		EventMeters events = this.events;
		if (events != null) {
			events.fences.increment();
		}
	}

	@Override
	public void onSilence(Node node) {
		EventMeters events = this.events;
		if (events != null) {
			events.silences.increment();
		}
	}

	@Override
	public void onTopologyChanged(Topology before, Topology after) {
		this.lost.keySet().removeIf((lost) -> after.node(lost.nodeId) == null);
		TopologyGauges gauges = this.gauges;
		if (gauges != null) {
			gauges.follow(after);
		}
	}

	private void count(String name, String key, String value) {
		EventMeters events = this.events;
		if (events != null) {
			events.counter(name, Tags.of(key, value)).increment();
		}
	}

	/**
	 * A connection that broke.
	 */
	private record Lost(String nodeId, ConnectionKind kind) {
	}

}
