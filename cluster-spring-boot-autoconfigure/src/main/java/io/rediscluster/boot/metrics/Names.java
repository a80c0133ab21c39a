package io.rediscluster.boot.metrics;

import java.util.Map;

/**
 * The names of the meters that events feed, and what each tells.
 */
final class Names {

	static final String PREFIX = "rediscluster.client.";

	static final String COMMANDS = PREFIX + "commands";

	static final String REDIRECTS = PREFIX + "redirects";

	static final String RETRIES = PREFIX + "retries";

	static final String EMULATIONS = PREFIX + "emulations";

	static final String REFRESHES = PREFIX + "refreshes";

	static final String POOL_WAITS = PREFIX + "pool.waits";

	static final String PIPELINE_SIZE = PREFIX + "pipeline.size";

	static final String SUBSCRIPTION_GAPS = PREFIX + "subscription.gaps";

	static final String OUTCOMES_UNKNOWN = PREFIX + "outcomes.unknown";

	static final String FENCES = PREFIX + "fences";

	static final String SILENCES = PREFIX + "silences";

	static final String CONNECTIONS_OPENED = PREFIX + "connections.opened";

	static final String CONNECTIONS_LOST = PREFIX + "connections.lost";

	static final String RECONNECTS = PREFIX + "reconnects";

	static final Map<String, String> DESCRIPTIONS = Map.ofEntries(
			Map.entry(COMMANDS, "Calls, with redirects and retries"),
			Map.entry(REDIRECTS, "Redirects that were followed"), Map.entry(RETRIES, "Commands that were tried again"),
			Map.entry(EMULATIONS, "Commands over several slots that others carried out in their place"),
			Map.entry(REFRESHES, "Refreshes of the topology"),
			Map.entry(POOL_WAITS, "Waits for a dedicated connection while all were in use"),
			Map.entry(PIPELINE_SIZE, "Commands of a pipeline"),
			Map.entry(SUBSCRIPTION_GAPS, "Interruptions of subscriptions, in which messages may be missing"),
			Map.entry(OUTCOMES_UNKNOWN, "Writes whose reply was lost"),
			Map.entry(FENCES, "Connections that ended with unanswered writes"),
			Map.entry(SILENCES, "Times that a node owed replies and was not heard"),
			Map.entry(CONNECTIONS_OPENED, "Connections that were opened"),
			Map.entry(CONNECTIONS_LOST, "Connections that ended with a failure"),
			Map.entry(RECONNECTS, "Connections that were opened in place of a lost one"));

	private Names() {
	}

}
