package io.rediscluster.sample.console;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import io.rediscluster.sample.console.Sampler.Sample;
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

	private final Sampler sampler;

	private final Feed feed;

	private final Visitors visitors;

	private final EmbeddedNodes nodes;

	private final JsonMapper json;

	private final History history = new History();

	private final ScheduledThreadPoolExecutor clock;

	private @Nullable ScheduledFuture<?> ticking;

	private volatile @Nullable Sample last;

	Console(Sampler sampler, Feed feed, Visitors visitors, EmbeddedNodes nodes, JsonMapper json) {
		this.sampler = sampler;
		this.feed = feed;
		this.visitors = visitors;
		this.nodes = nodes;
		this.json = json;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("console-clock-");
		threads.setDaemon(true);
		this.clock = new ScheduledThreadPoolExecutor(1, threads);
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

	synchronized boolean isAwake() {
		return this.ticking != null;
	}

	private synchronized boolean sleepIfIdle() {
		if (!this.visitors.isEmpty() || this.sampler.isLoaded()) {
			return false;
		}
		ScheduledFuture<?> ticking = this.ticking;
		if (ticking != null) {
			ticking.cancel(false);
		}
		this.ticking = null;
		this.sampler.forget();
		return true;
	}

	private void tick() {
		try {
			if (sleepIfIdle()) {
				return;
			}
			Sample sample = this.sampler.sample();
			this.history.add(sample.point());
			this.last = sample;
			this.visitors.tell("sample", this.json.writeValueAsString(sample));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			// the next second may be better; one that escapes would be the last
			logger.warn("No sample of the cluster: " + ex);
			this.visitors.tell("status",
					this.json.writeValueAsString(Map.of("problem", String.valueOf(ex.getMessage()))));
		}
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
	}

}
