package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.internal.ConnectionUrl;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * Where the cluster is and how to talk to it. Immutable; checked once when it is built.
 * <p>
 * Longer than others: each setting is described where it is read and where it is set.
 *
 * @param seeds addresses to load the topology from, at least one
 * @param credentials who connections authenticate as
 * @param clientName the name that connections give themselves, or {@code null} for none
 * @param timeout the limit of a whole call: queueing, redirects and retries
 * @param connectTimeout the limit for opening a connection, handshake included
 * @param silenceTimeout how long a node may owe replies without sending a byte before it
 * is probed
 * @param maxRedirects how many redirects of one command are followed
 * @param readFrom where read-only commands go
 * @param crossSlot what happens to keys in several slots
 * @param protocol the protocol to ask for
 * @param standalone whether a server without cluster mode is accepted as a single shard
 * @param addressMapper turns announced into reachable addresses
 * @param retry what happens to commands whose reply was lost
 * @param backoff the first wait before a command is tried again
 * @param maxBackoff the longest such wait
 * @param refresh when the topology is loaded again
 * @param startupTimeout the limit for loading the first topology
 * @param pool the dedicated connections of each node
 * @param limits bounds on memory and queues
 * @param transport how connections are used
 * @param tls encryption, or {@code null} for none
 * @param commands time limits and retry rules of single commands, by name in upper case
 * @param scanMaxRounds how many times a scan goes over slots that keep moving
 * @param listener receives events
 * @param pipelineRepair whether pipelines follow redirects and repeat what was not
 * carried out
 * @param crossSlotLimits bounds of commands over several slots that are emulated
 * @param pubSub how subscriptions are kept alive
 */
public record ClusterClientOptions(List<HostAndPort> seeds, CredentialsProvider credentials,
		@Nullable String clientName, Duration timeout, Duration connectTimeout, Duration silenceTimeout,
		int maxRedirects, ReadFrom readFrom, CrossSlot crossSlot, Protocol protocol, boolean standalone,
		AddressMapper addressMapper, Retry retry, Duration backoff, Duration maxBackoff, Refresh refresh,
		Duration startupTimeout, Pool pool, Limits limits, Transport transport, @Nullable TlsOptions tls,
		Map<String, CommandOptions> commands, int scanMaxRounds, ClusterListener listener, boolean pipelineRepair,
		CrossSlotLimits crossSlotLimits, PubSub pubSub) {

	/**
	 * Checks every value; a message names the setting as in {@code application.yml}.
	 * @throws IllegalArgumentException if a value is out of range
	 */
	public ClusterClientOptions {
		seeds = List.copyOf(seeds);
		commands = Map.copyOf(commands);
		if (seeds.isEmpty()) {
			throw new IllegalArgumentException("nodes: at least one address is needed");
		}
		positive("timeout", timeout);
		positive("connect-timeout", connectTimeout);
		positive("silence-timeout", silenceTimeout);
		positive("startup.timeout", startupTimeout);
		positive("retry.backoff", backoff);
		positive("retry.max-backoff", maxBackoff);
		atLeast("max-redirects", maxRedirects, 0);
		atLeast("scan.max-rounds", scanMaxRounds, 1);
		if (clientName != null && !clientName.chars().allMatch((c) -> c > ' ' && c < 127)) {
			throw new IllegalArgumentException(
					"client-name: '" + clientName + "' has spaces or characters that Redis does not allow in names");
		}
	}

	private static void positive(String name, Duration value) {
		if (value.isNegative() || value.isZero()) {
			throw new IllegalArgumentException(name + ": " + value + " is not a positive duration");
		}
	}

	private static void atLeast(String name, long value, long least) {
		if (value < least) {
			throw new IllegalArgumentException(name + ": " + value + " is less than " + least);
		}
	}

	/**
	 * Starts options with the defaults.
	 * @return a new builder, for one thread
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Starts options from a URL:
	 * {@code redis[s]://[user[:password]@]host[:port][,host[:port]…][?option=value&…]}.
	 * The options are named as in {@code application.yml} (for example {@code read-from},
	 * {@code timeout}, {@code client-name}).
	 * @param url the URL
	 * @return a new builder
	 * @throws IllegalArgumentException if the URL cannot be read; the message never shows
	 * the password
	 */
	public static Builder ofUrl(String url) {
		return ConnectionUrl.parse(url);
	}

	/**
	 * Returns a builder that starts from these options.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		return new Builder(this);
	}

	/**
	 * Returns the addresses and the most telling settings, without secrets.
	 */
	@Override
	public String toString() {
		return "ClusterClientOptions[seeds=" + this.seeds + ", clientName=" + this.clientName + ", timeout="
				+ this.timeout + ", readFrom=" + this.readFrom + ", protocol=" + this.protocol + ", tls="
				+ (this.tls != null) + "]";
	}

	/**
	 * When the topology is loaded again.
	 *
	 * @param period the time between periodic refreshes, or zero for none
	 * @param minInterval the shortest time between two triggered refreshes
	 * @param sources how many nodes a refresh asks at the same time; it asks others only
	 * if none of these gives a view
	 * @param requireFullCoverage whether commands fail while any slot has no owner
	 */
	public record Refresh(Duration period, Duration minInterval, int sources, boolean requireFullCoverage) {

		/** The defaults: 60 s, 1 s, 3, no. */
		public static final Refresh DEFAULT = new Refresh(Duration.ofSeconds(60), Duration.ofSeconds(1), 3, false);

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if one is out of range
		 */
		public Refresh {
			if (period.isNegative()) {
				throw new IllegalArgumentException("refresh.period: " + period + " is negative");
			}
			positive("refresh.min-interval", minInterval);
			atLeast("refresh.sources", sources, 1);
		}

	}

	/**
	 * The dedicated connections of each node: for blocking commands, transactions that
	 * watch keys, and others that need a connection of their own.
	 *
	 * @param maxActive the most connections of a node
	 * @param maxIdle the most that are kept when idle
	 * @param minIdle how many are kept open in advance
	 * @param maxWait the longest wait for one; the call's own timeout counts as well
	 */
	public record Pool(int maxActive, int maxIdle, int minIdle, Duration maxWait) {

		/** The defaults: 16, 8, 0, 1 s. */
		public static final Pool DEFAULT = new Pool(16, 8, 0, Duration.ofSeconds(1));

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if one is out of range
		 */
		public Pool {
			atLeast("pool.max-active", maxActive, 1);
			atLeast("pool.max-idle", maxIdle, 0);
			atLeast("pool.min-idle", minIdle, 0);
			positive("pool.max-wait", maxWait);
		}

	}

	/**
	 * How subscriptions are kept alive.
	 *
	 * @param pingInterval how long a subscribed connection may be silent before it is
	 * sent a PING; one that does not answer within the timeout is replaced
	 */
	public record PubSub(Duration pingInterval) {

		/** The default: 5 s. */
		public static final PubSub DEFAULT = new PubSub(Duration.ofSeconds(5));

		/**
		 * Checks the value.
		 * @throws IllegalArgumentException if it is out of range
		 */
		public PubSub {
			positive("pubsub.ping-interval", pingInterval);
		}

	}

	/**
	 * Bounds on memory and queues.
	 *
	 * @param inFlightPerNode the most commands queued or unanswered on one node
	 * @param replySize the largest reply accepted, in bytes
	 * @param pipelineWindow how many bytes of a pipeline are written to a node before
	 * replies are awaited
	 */
	public record Limits(int inFlightPerNode, long replySize, int pipelineWindow) {

		/** The defaults: 10 000, 512 MiB, 64 KiB. */
		public static final Limits DEFAULT = new Limits(10_000, 512L << 20, 64 << 10);

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if one is out of range
		 */
		public Limits {
			atLeast("limits.in-flight-per-node", inFlightPerNode, 1);
			atLeast("limits.reply-size", replySize, 1024);
			atLeast("limits.pipeline-window", pipelineWindow, 1024);
		}

	}

	/**
	 * Bounds of commands over several slots that are emulated.
	 *
	 * @param maxBytes the largest value that is carried from one slot to another, and the
	 * most that one command reads to join it, in bytes
	 * @param waitReplicas how many replicas must have a value at its destination before
	 * it is removed where it was; 0 does not wait for them
	 */
	public record CrossSlotLimits(long maxBytes, int waitReplicas) {

		/** The defaults: 64 MiB, 0. */
		public static final CrossSlotLimits DEFAULT = new CrossSlotLimits(64L << 20, 0);

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if one is out of range
		 */
		public CrossSlotLimits {
			atLeast("cross-slot.max-bytes", maxBytes, 1);
			atLeast("cross-slot.wait-replicas", waitReplicas, 0);
		}

	}

	/**
	 * How connections are used. The defaults are what the comparison in
	 * {@code docs/performance.md} found best on two processors, and scale with them.
	 *
	 * @param directConnections up to how many connections of a node are lent to single
	 * calls, opened as they are needed; 0 sends everything over the multiplexed one
	 * @param directCalls up to how many blocking calls under way in the client take
	 * direct connections, beyond which they share the multiplexed ones; 0 stands for four
	 * for each processor
	 * @param spin how long a call that is alone looks for its reply before it blocks;
	 * zero never spins
	 * @param yields how often a call gives way to other threads before it blocks; 0 never
	 * does
	 */
	public record Transport(int directConnections, int directCalls, Duration spin, int yields) {

		/** The defaults: 8, 0, 40 µs, 3. */
		public static final Transport DEFAULT = new Transport(8, 0, Duration.ofNanos(40_000), 3);

		/**
		 * Checks the values.
		 * @throws IllegalArgumentException if one is out of range
		 */
		public Transport {
			atLeast("transport.direct-connections", directConnections, 0);
			atLeast("transport.direct-calls", directCalls, 0);
			atLeast("transport.yields", yields, 0);
			if (spin.isNegative() || spin.compareTo(Duration.ofMillis(1)) > 0) {
				throw new IllegalArgumentException("transport.spin: " + spin + " is not between 0 and 1 ms");
			}
			if (yields > 100) {
				throw new IllegalArgumentException("transport.yields: " + yields + " is not between 0 and 100");
			}
		}

		/**
		 * Changes two settings and keeps the defaults of the others.
		 * @param directConnections connections of a node that are lent to single calls
		 * @param spin how long a call that is alone looks for its reply
		 */
		public Transport(int directConnections, Duration spin) {
			this(directConnections, 0, spin, 3);
		}

	}

	/**
	 * Settings of one command.
	 *
	 * @param timeout its time limit, or {@code null} for the client's
	 * @param retry its retry rule, or {@code null} for the client's
	 */
	public record CommandOptions(@Nullable Duration timeout, @Nullable Retry retry) {
	}

	/**
	 * Collects options. Not thread safe.
	 */
	public static final class Builder {

		private List<HostAndPort> seeds = List.of();

		private CredentialsProvider credentials = CredentialsProvider.NONE;

		private @Nullable String username;

		private @Nullable String password;

		private @Nullable String clientName;

		private Duration timeout = Duration.ofSeconds(5);

		private Duration connectTimeout = Duration.ofSeconds(2);

		private Duration silenceTimeout = Duration.ofMillis(250);

		private int maxRedirects = 5;

		private ReadFrom readFrom = ReadFrom.PRIMARY;

		private CrossSlot crossSlot = CrossSlot.EMULATE;

		private Protocol protocol = Protocol.AUTO;

		private boolean standalone;

		private AddressMapper addressMapper = AddressMapper.IDENTITY;

		private Retry retry = Retry.UNSENT;

		private Duration backoff = Duration.ofMillis(10);

		private Duration maxBackoff = Duration.ofMillis(100);

		private Refresh refresh = Refresh.DEFAULT;

		private Duration startupTimeout = Duration.ofSeconds(10);

		private Pool pool = Pool.DEFAULT;

		private Limits limits = Limits.DEFAULT;

		private Transport transport = Transport.DEFAULT;

		private @Nullable TlsOptions tls;

		private final Map<String, CommandOptions> commands = new HashMap<>();

		/** A slot that moves once takes three; the rest is for slots that move again. */
		private int scanMaxRounds = 16;

		private ClusterListener listener = ClusterListener.NONE;

		private boolean pipelineRepair = true;

		private CrossSlotLimits crossSlotLimits = CrossSlotLimits.DEFAULT;

		private PubSub pubSub = PubSub.DEFAULT;

		private Builder() {
		}

		private Builder(ClusterClientOptions from) {
			this.seeds = from.seeds;
			this.credentials = from.credentials;
			this.clientName = from.clientName;
			this.timeout = from.timeout;
			this.connectTimeout = from.connectTimeout;
			this.silenceTimeout = from.silenceTimeout;
			this.maxRedirects = from.maxRedirects;
			this.readFrom = from.readFrom;
			this.crossSlot = from.crossSlot;
			this.protocol = from.protocol;
			this.standalone = from.standalone;
			this.addressMapper = from.addressMapper;
			this.retry = from.retry;
			this.backoff = from.backoff;
			this.maxBackoff = from.maxBackoff;
			this.refresh = from.refresh;
			this.startupTimeout = from.startupTimeout;
			this.pool = from.pool;
			this.limits = from.limits;
			this.transport = from.transport;
			this.tls = from.tls;
			this.commands.putAll(from.commands);
			this.scanMaxRounds = from.scanMaxRounds;
			this.listener = from.listener;
			this.pipelineRepair = from.pipelineRepair;
			this.crossSlotLimits = from.crossSlotLimits;
			this.pubSub = from.pubSub;
		}

		/**
		 * Sets the seeds.
		 * @param seeds addresses of the form {@code host:port}
		 * @return this builder
		 * @throws IllegalArgumentException if one has another form
		 */
		public Builder seeds(String... seeds) {
			return seeds(Arrays.stream(seeds).map(HostAndPort::parse).toList());
		}

		/**
		 * Sets the seeds.
		 * @param seeds the addresses
		 * @return this builder
		 */
		public Builder seeds(Collection<HostAndPort> seeds) {
			this.seeds = new ArrayList<>(seeds);
			return this;
		}

		/**
		 * Sets who connections authenticate as. Default: nobody.
		 * @param credentials the provider
		 * @return this builder
		 */
		public Builder credentials(CredentialsProvider credentials) {
			this.credentials = Objects.requireNonNull(credentials, "credentials");
			return this;
		}

		/**
		 * Sets the ACL user, for use with {@link #password}. Default: the default user.
		 * @param username the user, or {@code null}
		 * @return this builder
		 */
		public Builder username(@Nullable String username) {
			this.username = (username != null && username.isEmpty()) ? null : username;
			return this;
		}

		/**
		 * Sets a fixed password; {@link #credentials} is for passwords that change.
		 * Default: none.
		 * @param password the password, or {@code null}
		 * @return this builder
		 */
		public Builder password(@Nullable String password) {
			this.password = (password != null && password.isEmpty()) ? null : password;
			return this;
		}

		/**
		 * Sets the name that connections give themselves. Default: none.
		 * @param clientName printable ASCII without spaces, or {@code null}
		 * @return this builder
		 */
		public Builder clientName(@Nullable String clientName) {
			this.clientName = (clientName != null && clientName.isEmpty()) ? null : clientName;
			return this;
		}

		/**
		 * Sets the limit of a whole call. Default: 5 s.
		 * @param timeout a positive duration
		 * @return this builder
		 */
		public Builder timeout(Duration timeout) {
			this.timeout = timeout;
			return this;
		}

		/**
		 * Sets the limit for opening a connection. Default: 2 s.
		 * @param connectTimeout a positive duration
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * Sets how long a node may owe replies without sending a byte before it is
		 * probed. Default: 250 ms.
		 * @param silenceTimeout a positive duration
		 * @return this builder
		 */
		public Builder silenceTimeout(Duration silenceTimeout) {
			this.silenceTimeout = silenceTimeout;
			return this;
		}

		/**
		 * Sets how many redirects of one command are followed. Default: 5.
		 * @param maxRedirects 0 or more
		 * @return this builder
		 */
		public Builder maxRedirects(int maxRedirects) {
			this.maxRedirects = maxRedirects;
			return this;
		}

		/**
		 * Sets where read-only commands go. Default: primaries.
		 * @param readFrom the place
		 * @return this builder
		 */
		public Builder readFrom(ReadFrom readFrom) {
			this.readFrom = readFrom;
			return this;
		}

		/**
		 * Sets what happens to keys in several slots. Default: emulate.
		 * @param crossSlot the mode
		 * @return this builder
		 */
		public Builder crossSlot(CrossSlot crossSlot) {
			this.crossSlot = crossSlot;
			return this;
		}

		/**
		 * Sets the bounds of commands over several slots that are emulated.
		 * @param crossSlotLimits the bounds
		 * @return this builder
		 */
		public Builder crossSlotLimits(CrossSlotLimits crossSlotLimits) {
			this.crossSlotLimits = crossSlotLimits;
			return this;
		}

		/**
		 * Sets the protocol to ask for. Default: RESP3 where the server knows it.
		 * @param protocol the protocol
		 * @return this builder
		 */
		public Builder protocol(Protocol protocol) {
			this.protocol = protocol;
			return this;
		}

		/**
		 * Sets whether a server without cluster mode is accepted as a single shard, for
		 * development. Default: no.
		 * @param standalone whether it is
		 * @return this builder
		 */
		public Builder standalone(boolean standalone) {
			this.standalone = standalone;
			return this;
		}

		/**
		 * Sets how announced addresses become reachable ones. Default: unchanged.
		 * @param addressMapper the mapper
		 * @return this builder
		 */
		public Builder addressMapper(AddressMapper addressMapper) {
			this.addressMapper = Objects.requireNonNull(addressMapper, "addressMapper");
			return this;
		}

		/**
		 * Sets what happens to commands whose reply was lost. Default:
		 * {@link Retry#UNSENT}.
		 * @param retry the rule
		 * @return this builder
		 */
		public Builder retry(Retry retry) {
			this.retry = retry;
			return this;
		}

		/**
		 * Sets the waits before a command is tried again. Default: 10 ms growing to 100
		 * ms, with jitter.
		 * @param backoff the first wait
		 * @param maxBackoff the longest wait
		 * @return this builder
		 */
		public Builder backoff(Duration backoff, Duration maxBackoff) {
			this.backoff = backoff;
			this.maxBackoff = maxBackoff;
			return this;
		}

		/**
		 * Sets when the topology is loaded again.
		 * @param refresh the settings
		 * @return this builder
		 */
		public Builder refresh(Refresh refresh) {
			this.refresh = refresh;
			return this;
		}

		/**
		 * Sets the limit for loading the first topology. Default: 10 s.
		 * @param startupTimeout a positive duration
		 * @return this builder
		 */
		public Builder startupTimeout(Duration startupTimeout) {
			this.startupTimeout = startupTimeout;
			return this;
		}

		/**
		 * Sets the dedicated connections of each node.
		 * @param pool the settings
		 * @return this builder
		 */
		public Builder pool(Pool pool) {
			this.pool = pool;
			return this;
		}

		/**
		 * Sets the bounds on memory and queues.
		 * @param limits the settings
		 * @return this builder
		 */
		public Builder limits(Limits limits) {
			this.limits = limits;
			return this;
		}

		/**
		 * Sets how connections are used.
		 * @param transport the settings
		 * @return this builder
		 */
		public Builder transport(Transport transport) {
			this.transport = transport;
			return this;
		}

		/**
		 * Sets encryption. Default: none.
		 * @param tls the settings, or {@code null} for none
		 * @return this builder
		 */
		public Builder tls(@Nullable TlsOptions tls) {
			this.tls = tls;
			return this;
		}

		/**
		 * Sets the time limit and retry rule of one command.
		 * @param name the command, in any case
		 * @param options the settings
		 * @return this builder
		 */
		public Builder command(String name, CommandOptions options) {
			this.commands.put(name.trim().toUpperCase(Locale.ROOT), options);
			return this;
		}

		/**
		 * Sets how many times a scan goes over slots that keep moving before it fails.
		 * Default: 16.
		 * @param scanMaxRounds at least 1
		 * @return this builder
		 */
		public Builder scanMaxRounds(int scanMaxRounds) {
			this.scanMaxRounds = scanMaxRounds;
			return this;
		}

		/**
		 * Sets the receiver of events. Default: none.
		 * @param listener the listener
		 * @return this builder
		 */
		public Builder listener(ClusterListener listener) {
			this.listener = Objects.requireNonNull(listener, "listener");
			return this;
		}

		/**
		 * Sets whether pipelines follow redirects and repeat what was not carried out.
		 * Default: yes.
		 * @param pipelineRepair whether they do
		 * @return this builder
		 */
		public Builder pipelineRepair(boolean pipelineRepair) {
			this.pipelineRepair = pipelineRepair;
			return this;
		}

		/**
		 * Sets how subscriptions are kept alive. Default: {@link PubSub#DEFAULT}.
		 * @param pubSub the rule
		 * @return this builder
		 */
		public Builder pubSub(PubSub pubSub) {
			this.pubSub = Objects.requireNonNull(pubSub, "pubSub");
			return this;
		}

		/**
		 * Makes the options.
		 * @return the options
		 * @throws IllegalArgumentException if a value is out of range or no seed is set
		 */
		public ClusterClientOptions build() {
			return new ClusterClientOptions(this.seeds, effectiveCredentials(), this.clientName, this.timeout,
					this.connectTimeout, this.silenceTimeout, this.maxRedirects, this.readFrom, this.crossSlot,
					this.protocol, this.standalone, this.addressMapper, this.retry, this.backoff, this.maxBackoff,
					this.refresh, this.startupTimeout, this.pool, this.limits, this.transport, this.tls, this.commands,
					this.scanMaxRounds, this.listener, this.pipelineRepair, this.crossSlotLimits, this.pubSub);
		}

		private CredentialsProvider effectiveCredentials() {
			if (this.password != null) {
				return CredentialsProvider.of(this.username, this.password);
			}
			if (this.username != null && this.credentials == CredentialsProvider.NONE) {
				// not the name: in redis://secret@host it is the password
				throw new IllegalArgumentException("password: a username is set without a password; in a URL, a"
						+ " password without a user is redis://:password@host");
			}
			return this.credentials;
		}

	}

}
