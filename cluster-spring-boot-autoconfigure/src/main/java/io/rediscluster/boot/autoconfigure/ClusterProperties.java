package io.rediscluster.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.CrossSlot;
import io.rediscluster.client.Protocol;
import io.rediscluster.client.ReadFrom;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * Everything that can be set under {@code redis-cluster}. Immutable. Values are checked
 * when the client's options are made of them, see
 * {@link io.rediscluster.client.ClusterClientOptions}.
 *
 * @param enabled Whether the connection factory of the cluster is auto-configured.
 * @param nodes Comma-separated list of "host:port" addresses to load the topology from;
 * one is enough. Excludes "redis-cluster.url".
 * @param url URL of the cluster,
 * "redis[s]://[user[:password]@]host[:port][,…][?option=value]". Excludes
 * "redis-cluster.nodes".
 * @param username ACL user to authenticate as; the default user when only a password is
 * set.
 * @param password Password to authenticate with. A CredentialsProvider bean takes
 * precedence.
 * @param passwordFile File that holds the password and is read anew for every connection,
 * so that the password can change while the application runs. Excludes
 * "redis-cluster.password".
 * @param clientName Name that connections give themselves. Falls back to
 * "spring.data.redis.client-name", then to "spring.application.name".
 * @param timeout Limit of a whole call: queueing, redirects and retries. Falls back to
 * "spring.data.redis.timeout".
 * @param connectTimeout Limit for opening a connection, handshake included. Falls back to
 * "spring.data.redis.connect-timeout".
 * @param silenceTimeout Time after which a node that owes replies and sends no byte is
 * probed; never fails a call by itself.
 * @param maxRedirects Number of redirects of one command that are followed. Falls back to
 * "spring.data.redis.cluster.max-redirects".
 * @param readFrom Place that read-only commands go to. Falls back to
 * "spring.data.redis.lettuce.read-from".
 * @param crossSlot What happens to commands whose keys lie in several slots.
 * @param protocol Version of the protocol that connections ask for.
 * @param standalone What happens when a server is not in cluster mode; "accept" uses it
 * as a single shard, for development.
 * @param hostPortRemap Rules that turn announced addresses into reachable ones; the first
 * match wins. Not applied to "redis-cluster.nodes". An AddressMapper bean takes
 * precedence.
 * @param retry What happens to commands whose reply was lost.
 * @param refresh When the topology is loaded again.
 * @param startup How the first topology is loaded.
 * @param pool Dedicated connections of each node, for blocking commands and transactions
 * that watch keys.
 * @param pipeline How pipelines are carried out.
 * @param pubsub How subscriptions are kept alive.
 * @param limits Bounds on memory and queues.
 * @param transport How connections are used.
 * @param ssl Encryption of the connections.
 * @param crossSlotMaxBytes Largest value that an emulated command carries from one slot
 * to another, and the most that one reads to join it.
 * @param crossSlotWaitReplicas Number of replicas that must have a value at its
 * destination before an emulated command removes it where it was.
 * @param commands Settings of single commands, "timeout" and "retry", by the command's
 * name.
 * @param scan Walks over the keys of the cluster.
 * @param metrics Meters of the client.
 * @param health Health of the cluster.
 * @param observation Spans of commands.
 * @param clusters Further clusters by name, with the same properties; nothing is
 * inherited from the default cluster.
 */
@ConfigurationProperties("redis-cluster")
public record ClusterProperties(@DefaultValue("true") boolean enabled, @Nullable List<String> nodes,
		@Nullable String url, @Nullable String username, @Nullable String password, @Nullable Path passwordFile,
		@Nullable String clientName, @DefaultValue("5s") Duration timeout, @DefaultValue("2s") Duration connectTimeout,
		@DefaultValue("250ms") Duration silenceTimeout, @DefaultValue("5") int maxRedirects,
		@DefaultValue("primary") ReadFrom readFrom, @DefaultValue("emulate") CrossSlot crossSlot,
		@DefaultValue("auto") Protocol protocol, @DefaultValue("refuse") Standalone standalone,
		@DefaultValue List<Remap> hostPortRemap, @DefaultValue Retry retry, @DefaultValue Refresh refresh,
		@DefaultValue Startup startup, @DefaultValue Pool pool, @DefaultValue Pipeline pipeline,
		@DefaultValue Pubsub pubsub, @DefaultValue Limits limits, @DefaultValue Transport transport,
		@DefaultValue Ssl ssl, @DefaultValue("64MB") @Name("cross-slot.max-bytes") DataSize crossSlotMaxBytes,
		@DefaultValue("0") @Name("cross-slot.wait-replicas") int crossSlotWaitReplicas,
		@DefaultValue Map<String, CommandSettings> commands, @DefaultValue Scan scan, @DefaultValue Metrics metrics,
		@DefaultValue Health health, @DefaultValue Observation observation,
		@DefaultValue Map<String, ClusterProperties> clusters) {

	/** The prefix of all properties, with the dot that follows it. */
	static final String PREFIX = "redis-cluster.";

	/**
	 * Returns the settings without user, password and URL.
	 */
	@Override
	public String toString() {
		return "ClusterProperties[enabled=" + this.enabled + ", nodes=" + this.nodes + ", readFrom=" + this.readFrom
				+ ", timeout=" + this.timeout + "]";
	}

	/**
	 * What happens when a server is not in cluster mode.
	 */
	public enum Standalone {

		/** It is not used, and the start fails. */
		REFUSE,

		/** It is used as the only shard. */
		ACCEPT

	}

	/**
	 * One rule of {@code host-port-remap}.
	 *
	 * @param fromHost Host name, address or network in CIDR form that the rule applies
	 * to; any when absent.
	 * @param fromPort Port that the rule applies to; any when absent.
	 * @param toHost Host to connect to; unchanged when absent.
	 * @param toPort Port to connect to; unchanged when absent. Excludes the port offset.
	 * @param portOffset Number that is added to the announced port.
	 */
	public record Remap(@Nullable String fromHost, @Nullable Integer fromPort, @Nullable String toHost,
			@Nullable Integer toPort, @Nullable Integer portOffset) {
	}

	/**
	 * What happens to commands whose reply was lost.
	 *
	 * @param writes Writes that are repeated after their reply was lost.
	 * @param backoff First wait before a command is tried again.
	 * @param maxBackoff Longest wait before a command is tried again.
	 */
	public record Retry(@DefaultValue("unsent") io.rediscluster.client.Retry writes,
			@DefaultValue("10ms") Duration backoff, @DefaultValue("100ms") Duration maxBackoff) {
	}

	/**
	 * When the topology is loaded again.
	 *
	 * @param period Time between periodic refreshes; zero for none.
	 * @param minInterval Shortest time between two triggered refreshes.
	 * @param sources Number of nodes that one refresh asks at the same time.
	 * @param requireFullCoverage Whether commands fail while any slot has no owner.
	 */
	public record Refresh(@DefaultValue("60s") Duration period, @DefaultValue("1s") Duration minInterval,
			@DefaultValue("3") int sources, @DefaultValue("false") boolean requireFullCoverage) {
	}

	/**
	 * How the first topology is loaded.
	 *
	 * @param failFast Whether the application's start fails when the cluster cannot be
	 * reached; otherwise the first use tries again.
	 * @param timeout Limit for loading the first topology.
	 */
	public record Startup(@DefaultValue("true") boolean failFast, @DefaultValue("10s") Duration timeout) {
	}

	/**
	 * Dedicated connections of each node.
	 *
	 * @param maxActive Maximum number of dedicated connections of a node, for commands
	 * that wait and transactions that watch.
	 * @param maxIdle Maximum number of idle dedicated connections of a node.
	 * @param minIdle Number of dedicated connections of a node that are kept open in
	 * advance.
	 * @param maxWait Longest wait for a dedicated connection; the call's own timeout
	 * counts as well.
	 */
	public record Pool(@DefaultValue("16") int maxActive, @DefaultValue("8") int maxIdle,
			@DefaultValue("0") int minIdle, @DefaultValue("1s") Duration maxWait) {
	}

	/**
	 * How pipelines are carried out.
	 *
	 * @param repair Whether pipelines follow redirects and repeat commands that were not
	 * carried out.
	 */
	public record Pipeline(@DefaultValue("true") boolean repair) {
	}

	/**
	 * How subscriptions are kept alive.
	 *
	 * @param pingInterval Time without a byte after which a subscribed connection is sent
	 * a PING; one that does not answer within the timeout is replaced.
	 */
	public record Pubsub(@DefaultValue("5s") Duration pingInterval) {
	}

	/**
	 * Bounds on memory and queues.
	 *
	 * @param inFlightPerNode Maximum number of commands queued or unanswered on one node.
	 * @param replySize Largest reply that is accepted.
	 * @param pipelineWindow Amount of a pipeline that is written to a node before replies
	 * are awaited.
	 */
	public record Limits(@DefaultValue("10000") int inFlightPerNode, @DefaultValue("512MB") DataSize replySize,
			@DefaultValue("64KB") DataSize pipelineWindow) {
	}

	/**
	 * How connections are used.
	 *
	 * @param directConnections Up to how many connections of a node are lent to single
	 * calls; 0 sends everything over the shared one.
	 * @param directCalls Up to how many blocking calls under way in the client are lent
	 * connections; more of them share one. 0 stands for four for each processor.
	 * @param spin Time for which a call that is alone looks for its reply before it
	 * blocks, at most 1ms; zero never spins.
	 * @param yields How often a call gives way to other threads before it blocks, at most
	 * 100; 0 never does.
	 */
	public record Transport(@DefaultValue("8") int directConnections, @DefaultValue("0") int directCalls,
			@DefaultValue("40us") Duration spin, @DefaultValue("3") int yields) {
	}

	/**
	 * Encryption of the connections.
	 *
	 * @param enabled Whether connections are encrypted. Enabled by a bundle or a
	 * "rediss://" URL unless set otherwise.
	 * @param bundle Name of the SSL bundle with keys and trust; the trust of the Java
	 * runtime when empty.
	 * @param verifyName Name that a server's certificate must carry: "auto" (seeds as
	 * dialled, nodes as announced), "announced", "dialled", "none" or a fixed name.
	 */
	public record Ssl(@Nullable Boolean enabled, @Nullable String bundle, @DefaultValue("auto") String verifyName) {
	}

	/**
	 * Settings of one command.
	 *
	 * @param timeout Limit of a whole call of the command.
	 * @param retry Retry rule of the command.
	 */
	public record CommandSettings(@Nullable Duration timeout, io.rediscluster.client.@Nullable Retry retry) {
	}

	/**
	 * Walks over the keys of the cluster.
	 *
	 * @param maxRounds Number of times a scan goes over slots that keep moving before it
	 * fails.
	 */
	public record Scan(@DefaultValue("16") int maxRounds) {
	}

	/**
	 * Meters of the client.
	 *
	 * @param enabled Whether the client is metered.
	 * @param percentiles Whether command times are published as percentile histograms.
	 * @param tagAddress Whether there are gauges per node, tagged with its address.
	 */
	public record Metrics(@DefaultValue("true") boolean enabled, @DefaultValue("false") boolean percentiles,
			@DefaultValue("false") boolean tagAddress) {
	}

	/**
	 * Health of the cluster.
	 *
	 * @param timeout Limit of a health check, also when nodes hang.
	 */
	public record Health(@DefaultValue("1s") Duration timeout) {
	}

	/**
	 * Spans of commands.
	 *
	 * @param enabled Whether commands and pipelines are observed, which gives spans.
	 * Enabled where the application traces (a Tracer bean) unless set otherwise.
	 */
	public record Observation(@Nullable Boolean enabled) {
	}

}
