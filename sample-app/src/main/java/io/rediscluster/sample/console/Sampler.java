package io.rediscluster.sample.console;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.sample.load.LoadGenerator;
import io.rediscluster.sample.load.LoadMix;
import io.rediscluster.sample.load.LoadReading;
import io.rediscluster.sample.load.LoadSession;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Takes a sample of everything that the page shows: cluster, client, load and events. For
 * one caller at a time.
 */
@Component
class Sampler {

	private static final Log logger = LogFactory.getLog(Sampler.class);

	private final ClusterConnectionFactory connections;

	private final LoadGenerator loads;

	private final EventFeed events;

	private final Feed feed;

	private final Jobs jobs;

	private final EmbeddedNodes nodes;

	private final ShardLabels labels;

	private final Rates rates = new Rates();

	private final AtomicBoolean lookingAgain = new AtomicBoolean();

	private volatile @Nullable ProbeRounds rounds;

	private boolean behind;

	/** Whether nobody has looked since. */
	private boolean idle = true;

	Sampler(ClusterConnectionFactory connections, LoadGenerator loads, EventFeed events, Feed feed, Jobs jobs,
			EmbeddedNodes nodes, ShardLabels labels) {
		this.connections = connections;
		this.loads = loads;
		this.events = events;
		this.feed = feed;
		this.jobs = jobs;
		this.nodes = nodes;
		this.labels = labels;
	}

	/** Tells whether a load is under way. */
	boolean isLoaded() {
		LoadSession load = this.loads.session();
		return load != null && load.isRunning();
	}

	Sample sample() throws InterruptedException {
		LoadSession load = this.loads.session();
		LoadReading reading = (load != null) ? load.read() : null;
		ClusterClient client = this.connections.getClientIfConnected();
		if (client == null) {
			throw new IllegalStateException("the client is not connected");
		}
		ClientStats stats = client.stats();
		Topology topology = client.topology();
		boolean loaded = load != null && load.isRunning();
		Point point = this.rates.point(System.currentTimeMillis(), loaded, reading, stats);
		if (this.idle) {
			this.events.forgetCounts();
			this.idle = false;
		}
		// first: it learns the topologies in the order in which they came
		this.events.writeTo(this.feed, this.labels);
		ClusterView view = sampler(client).sample(topology, stats);
		lookAgainIfBehind(client, topology, view);
		return new Sample(point, view, view(load, reading), this.jobs.last(), this.feed.takeNews());
	}

	private ClusterSampler sampler(ClusterClient client) {
		ProbeRounds rounds = this.rounds;
		if (rounds == null) {
			NodeProbe probe = (this.nodes.cluster() != null) ? new EmbeddedProbe(this.nodes) : new ClientProbe(client);
			rounds = new ProbeRounds(probe);
			this.rounds = rounds;
		}
		return new ClusterSampler(rounds, this.nodes::state, this.labels);
	}

	/**
	 * Lets the client load the topology if for two seconds the nodes have said something
	 * else and no traffic has made it notice. Not in the time of a sample: it may take
	 * longer.
	 */
	private void lookAgainIfBehind(ClusterClient client, Topology topology, ClusterView view) {
		boolean behind = ClusterSampler.isBehind(topology, view);
		if (behind && this.behind && this.lookingAgain.compareAndSet(false, true)) {
			Thread thread = new Thread(() -> {
				try {
					client.refresh();
				}
				catch (ClusterClientException ex) {
					logger.debug("No node gave a topology", ex);
				}
				finally {
					this.lookingAgain.set(false);
				}
			}, "console-refresh");
			thread.setDaemon(true);
			thread.start();
		}
		this.behind = behind;
	}

	private static @Nullable LoadView view(@Nullable LoadSession load, @Nullable LoadReading reading) {
		if (load == null || reading == null) {
			return null;
		}
		LoadMix mix = load.plan().mix();
		return new LoadView(load.isRunning(), load.plan().threads(), (mix != null) ? mix.label() : "shop",
				load.plan().bulk(), load.startedMillis(), load.startedMillis() + load.plan().seconds() * 1_000L,
				reading.operations(), reading.failures());
	}

	/** Begins anew after a time in which nobody looked. */
	void forget() {
		this.rates.forget();
		this.idle = true;
	}

	@EventListener
	void onClosed(ContextClosedEvent event) {
		ProbeRounds rounds = this.rounds;
		if (rounds != null) {
			rounds.close();
		}
	}

	/**
	 * What the page learns each second.
	 *
	 * @param point the newest point of the charts
	 * @param cluster the cluster
	 * @param load the load under way or the last one
	 * @param job the change of the topology under way or the last one
	 * @param feed lines that are new or go on
	 */
	record Sample(Point point, ClusterView cluster, @Nullable LoadView load, @Nullable JobView job,
			List<FeedEntry> feed) {
	}

}
