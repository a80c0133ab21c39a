package io.rediscluster.boot.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.rediscluster.client.event.ClusterListener.CommandOutcome;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.event.ClusterListener.RedirectKind;

/**
 * The meters of one registry that events feed. Those that alerts look at exist from the
 * start, so that they begin at zero. Thread safe.
 */
final class EventMeters {

	final Counter outcomesUnknown;

	final Counter fences;

	final Counter silences;

	final DistributionSummary pipelineSize;

	final Timer subscriptionGaps;

	private final MeterRegistry registry;

	private final Tags tags;

	private final boolean percentiles;

	EventMeters(MeterRegistry registry, Tags tags, boolean percentiles) {
		this.registry = registry;
		this.tags = tags;
		this.percentiles = percentiles;
		this.outcomesUnknown = counter(Names.OUTCOMES_UNKNOWN, Tags.empty());
		this.fences = counter(Names.FENCES, Tags.empty());
		this.silences = counter(Names.SILENCES, Tags.empty());
		this.subscriptionGaps = timer(Names.SUBSCRIPTION_GAPS, Tags.empty());
		this.pipelineSize = DistributionSummary.builder(Names.PIPELINE_SIZE)
			.tags(tags)
			.baseUnit("commands")
			.description(Names.DESCRIPTIONS.get(Names.PIPELINE_SIZE))
			.register(registry);
		for (RedirectKind kind : RedirectKind.values()) {
			counter(Names.REDIRECTS, Tags.of("kind", tag(kind)));
		}
		for (ConnectionKind kind : ConnectionKind.values()) {
			counter(Names.CONNECTIONS_LOST, Tags.of("kind", tag(kind)));
			counter(Names.RECONNECTS, Tags.of("kind", tag(kind)));
		}
		timer(Names.POOL_WAITS, Tags.of("outcome", "acquired"));
		timer(Names.POOL_WAITS, Tags.of("outcome", "exhausted"));
	}

	static String tag(Enum<?> value) {
		return tag(value.name());
	}

	static String tag(String value) {
		return value.toLowerCase(Locale.ROOT);
	}

	Timer command(String command, CommandOutcome outcome) {
		return Timer.builder(Names.COMMANDS)
			.tags(this.tags)
			.tag("command", command)
			.tag("outcome", tag(outcome))
			.description(Names.DESCRIPTIONS.get(Names.COMMANDS))
			.publishPercentileHistogram(this.percentiles)
			.register(this.registry);
	}

	Timer timer(String name, Tags tags) {
		return Timer.builder(name)
			.tags(this.tags.and(tags))
			.description(Names.DESCRIPTIONS.get(name))
			.register(this.registry);
	}

	Counter counter(String name, Tags tags) {
		return Counter.builder(name)
			.tags(this.tags.and(tags))
			.description(Names.DESCRIPTIONS.get(name))
			.register(this.registry);
	}

}
