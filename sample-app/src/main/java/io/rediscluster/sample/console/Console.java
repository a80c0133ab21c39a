package io.rediscluster.sample.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Takes one sample a second for all visitors, as long as somebody looks or a load runs.
 * Thread safe; its lock guards whether it samples.
 */
@Component
class Console {

	private static final Log logger = LogFactory.getLog(Console.class);

	private final ClusterConnectionFactory connections;

	private final LoadGenerator loads;

	private final EventFeed events;

	private final Feed feed;

	private final Jobs jobs;

	private final Visitors visitors;

	private final EmbeddedNodes nodes;

	private final JsonMapper json;

	private final History history = new History();

	private final ShardLabels labels;

	private final ScheduledThreadPoolExecutor clock;

	private final Rates rates = new Rates();

	private @Nullable ScheduledFuture<?> ticking;

	private @Nullable ProbeRounds rounds;

	private volatile @Nullable Sample last;

	private boolean behind;

	private final AtomicBoolean lookingAgain = new AtomicBoolean();

	Console(ClusterConnectionFactory connections, LoadGenerator loads, EventFeed events, Feed feed, Jobs jobs,
			Visitors visitors, EmbeddedNodes nodes, ShardLabels labels, JsonMapper json) {
		this.connections = connections;
		this.loads = loads;
		this.events = events;
		this.feed = feed;
		this.jobs = jobs;
		this.visitors = visitors;
		this.nodes = nodes;
		this.labels = labels;
		this.json = json;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("console-clock-");
		threads.setDaemon(true);
		this.clock = new ScheduledThreadPoolExecutor(2, threads);
		this.clock.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Lets a visitor in.
	 * @return its stream, or empty if there are too many
	 */
	Optional<SseEmitter> open() {
		Optional<SseEmitter> emitter = this.visitors.enter(() -> this.json.writeValueAsString(snapshot()));
		if (emitter.isPresent()) {
			wake();
		}
		return emitter;
	}

	/** Begins to sample, unless it does already. */
	synchronized void wake() {
		if (this.ticking == null && !this.clock.isShutdown()) {
			this.ticking = this.clock.scheduleAtFixedRate(this::tick, 0, 1, TimeUnit.SECONDS);
		}
	}

	private synchronized boolean sleepIfIdle() {
		if (!this.visitors.isEmpty() || isLoaded()) {
			return false;
		}
		ScheduledFuture<?> ticking = this.ticking;
		if (ticking != null) {
			ticking.cancel(false);
		}
		this.ticking = null;
		this.rates.forget();
		return true;
	}

	private boolean isLoaded() {
		LoadSession load = this.loads.session();
		return load != null && load.isRunning();
	}

	private void tick() {
		try {
			if (sleepIfIdle()) {
				return;
			}
			Sample sample = sample();
			this.last = sample;
			this.visitors.tell("sample", this.json.writeValueAsString(sample));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			// the next second may be better; one that escapes would be the last
			logger.warn("No sample of the cluster: " + ex);
		}
	}

	private Sample sample() throws InterruptedException {
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
		ClusterView view = sampler(client).sample(topology, stats);
		this.events.writeTo(this.feed, this.labels);
		lookAgainIfBehind(client, topology, view);
		this.history.add(point);
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
			this.clock.execute(() -> {
				try {
					client.refresh();
				}
				catch (ClusterClientException ex) {
					logger.debug("No node gave a topology", ex);
				}
				finally {
					this.lookingAgain.set(false);
				}
			});
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

	private Map<String, Object> snapshot() {
		Sample last = this.last;
		boolean embedded = this.nodes.cluster() != null;
		return Map.of("embedded", embedded, "points", this.history.points(), "feed", this.feed.entries(), "last",
				(last != null) ? last : Map.of());
	}

	@EventListener
	void onClosed(ContextClosedEvent event) {
		this.clock.shutdownNow();
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
