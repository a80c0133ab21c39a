package io.rediscluster.boot.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterClientOptions.Builder;
import io.rediscluster.client.ClusterClientOptions.CommandOptions;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.HostPortRemap;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.TlsOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.util.unit.DataSize;

/**
 * Makes the client's options of properties and connection details. A property that is set
 * wins over the option of the same name in the URL, that over
 * {@code spring.data.redis.*}, and that over the default. For one use by one thread.
 */
final class ClusterClientOptionsAssembly {

	private final ClusterScope scope;

	private final ClusterProperties properties;

	private final SetProperties set;

	private final @Nullable DataRedisProperties fallback;

	/** The properties that values were taken from instead of the client's own names. */
	private final Map<String, String> origins = new HashMap<>();

	private Set<String> urlOptions = Set.of();

	/**
	 * Makes an assembly.
	 * @param scope the cluster
	 * @param properties the properties of the cluster
	 * @param set which properties are set
	 * @param fallback where tuning comes from that the properties do not set, or
	 * {@code null}
	 */
	ClusterClientOptionsAssembly(ClusterScope scope, ClusterProperties properties, SetProperties set,
			@Nullable DataRedisProperties fallback) {
		this.scope = scope;
		this.properties = properties;
		this.set = set;
		this.fallback = fallback;
	}

	/**
	 * Makes the options.
	 * @param details where the cluster is
	 * @param applicationName the name of the application, or {@code null}
	 * @return a builder with everything that properties and details say
	 * @throws InvalidClusterPropertyException if a value cannot be used
	 */
	Builder assemble(ClusterConnectionDetails details, @Nullable String applicationName) {
		try {
			Builder builder = start(details);
			applyIdentity(builder, details);
			applyFallbacks(builder, applicationName);
			applyTuning(builder);
			applyBounds(builder);
			builder.build();
			return builder;
		}
		catch (IllegalArgumentException ex) {
			throw translate(ex);
		}
	}

	private Builder start(ClusterConnectionDetails details) {
		String url = this.properties.url();
		if (url == null || !(details instanceof PropertiesClusterConnectionDetails)
				|| !details.getSource().equals(this.scope.property("url"))) {
			return ClusterClientOptions.builder();
		}
		int query = url.indexOf('?');
		if (query >= 0) {
			this.urlOptions = Arrays.stream(url.substring(query + 1).split("&"))
				.map((pair) -> pair.substring(0, Math.max(0, pair.indexOf('='))))
				.collect(Collectors.toSet());
		}
		return ClusterClientOptions.ofUrl(url);
	}

	private void applyIdentity(Builder builder, ClusterConnectionDetails details) {
		builder.seeds(details.getSeeds());
		CredentialsProvider provider = details.getCredentialsProvider();
		if (provider != null) {
			builder.username(null).password(null).credentials(provider);
		}
		else {
			builder.username(details.getUsername()).password(details.getPassword());
		}
		SslBundle bundle = details.getSslBundle();
		builder.tls((bundle != null) ? tls(bundle) : null);
		builder.addressMapper(addressMapper(details));
	}

	private TlsOptions tls(SslBundle bundle) {
		SslOptions options = bundle.getOptions();
		return new TlsOptions(bundle.createSslContext(), list(options.getEnabledProtocols()),
				list(options.getCiphers()), this.properties.ssl().verifyName());
	}

	private static List<String> list(String @Nullable [] values) {
		return (values != null) ? List.of(values) : List.of();
	}

	private AddressMapper addressMapper(ClusterConnectionDetails details) {
		AddressMapper mapper = details.getAddressMapper();
		if (mapper != null) {
			return mapper;
		}
		List<ClusterProperties.Remap> remaps = this.properties.hostPortRemap();
		return remaps.isEmpty() ? AddressMapper.IDENTITY : hostPortRemap(remaps);
	}

	private AddressMapper hostPortRemap(List<ClusterProperties.Remap> remaps) {
		List<HostPortRemap.Rule> rules = new ArrayList<>();
		for (ClusterProperties.Remap remap : remaps) {
			try {
				rules.add(new HostPortRemap.Rule(remap.fromHost(), remap.fromPort(), remap.toHost(), remap.toPort(),
						remap.portOffset()));
			}
			catch (IllegalArgumentException ex) {
				throw new InvalidClusterPropertyException(this.scope.property("host-port-remap[" + rules.size() + "]"),
						String.valueOf(ex.getMessage()), ex);
			}
		}
		return HostPortRemap.of(rules);
	}

	/**
	 * Applies the settings that a URL or {@code spring.data.redis} may carry, too.
	 */
	private void applyFallbacks(Builder builder, @Nullable String applicationName) {
		ClusterProperties own = this.properties;
		DataRedisProperties boot = this.fallback;
		apply("timeout", own.timeout(), builder::timeout, (boot != null) ? boot.getTimeout() : null, "timeout");
		apply("connect-timeout", own.connectTimeout(), builder::connectTimeout,
				(boot != null) ? boot.getConnectTimeout() : null, "connect-timeout");
		DataRedisProperties.Cluster cluster = (boot != null) ? boot.getCluster() : null;
		apply("max-redirects", own.maxRedirects(), builder::maxRedirects,
				(cluster != null) ? cluster.getMaxRedirects() : null, "cluster.max-redirects");
		apply("read-from", own.readFrom(), builder::readFrom,
				(boot != null) ? readFrom(boot.getLettuce().getReadFrom()) : null, "lettuce.read-from");
		if (!this.urlOptions.contains("cross-slot") || this.set.find(this.scope.property("cross-slot")) != null) {
			// a property below it says nothing about it
			builder.crossSlot(own.crossSlot());
		}
		apply("protocol", own.protocol(), builder::protocol);
		apply("silence-timeout", own.silenceTimeout(), builder::silenceTimeout);
		if (isWanted("standalone", "standalone")) {
			builder.standalone(own.standalone() == ClusterProperties.Standalone.ACCEPT);
		}
		if (isWanted("retry.writes", "retry")) {
			builder.retry(own.retry().writes());
		}
		if (isWanted("startup.timeout", "startup-timeout")) {
			builder.startupTimeout(own.startup().timeout());
		}
		String name = (boot != null) ? boot.getClientName() : null;
		String defaultName = (applicationName != null) ? sanitize(applicationName) : null;
		if (own.clientName() != null) {
			builder.clientName(own.clientName());
		}
		else if (!this.urlOptions.contains("client-name")) {
			if (name != null) {
				this.origins.put("client-name", "spring.data.redis.client-name");
			}
			builder.clientName((name != null) ? name : defaultName);
		}
	}

	private <T> void apply(String key, T value, Consumer<T> setter) {
		apply(key, value, setter, null, key);
	}

	private <T> void apply(String key, T value, Consumer<T> setter, @Nullable T fallback, String fallbackKey) {
		if (!isWanted(key, key)) {
			return;
		}
		if (fallback != null && !this.set.contains(this.scope.property(key))) {
			this.origins.put(key, "spring.data.redis." + fallbackKey);
			setter.accept(fallback);
		}
		else {
			setter.accept(value);
		}
	}

	/**
	 * Tells whether a value other than the URL's is to be used.
	 */
	private boolean isWanted(String key, String urlOption) {
		return !this.urlOptions.contains(urlOption) || this.set.contains(this.scope.property(key));
	}

	/**
	 * Replaces what Redis does not allow in the names of clients.
	 */
	private static @Nullable String sanitize(String applicationName) {
		String name = applicationName.trim().replaceAll("[^!-~]+", "-");
		return name.isEmpty() ? null : name;
	}

	/**
	 * Reads one of Lettuce's names, in any of the spellings that Spring Boot knows.
	 */
	private static @Nullable ReadFrom readFrom(@Nullable String name) {
		if (name == null) {
			return null;
		}
		return switch (name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT)) {
			case "master", "upstream" -> ReadFrom.PRIMARY;
			case "masterpreferred", "upstreampreferred" -> ReadFrom.PRIMARY_PREFERRED;
			case "replica", "slave", "anyreplica" -> ReadFrom.REPLICA;
			case "replicapreferred", "slavepreferred" -> ReadFrom.REPLICA_PREFERRED;
			case "any" -> ReadFrom.ANY;
			case "lowestlatency", "nearest" -> ReadFrom.NEAREST;
			default -> throw new InvalidClusterPropertyException("spring.data.redis.lettuce.read-from",
					"this client has no counterpart of '" + name + "'; set 'redis-cluster.read-from'", null);
		};
	}

	private void applyTuning(Builder builder) {
		ClusterProperties own = this.properties;
		builder.backoff(own.retry().backoff(), own.retry().maxBackoff());
		builder.scanMaxRounds(own.scan().maxRounds());
		builder.refresh(new ClusterClientOptions.Refresh(own.refresh().period(), own.refresh().minInterval(),
				own.refresh().sources(), own.refresh().requireFullCoverage()));
		own.commands()
			.forEach((name, settings) -> builder.command(name,
					new CommandOptions(settings.timeout(), settings.retry())));
	}

	private void applyBounds(Builder builder) {
		ClusterProperties.Pool pool = this.properties.pool();
		builder.pool(new ClusterClientOptions.Pool(pool.maxActive(), pool.maxIdle(), pool.minIdle(), pool.maxWait()));
		builder.pipelineRepair(this.properties.pipeline().repair());
		builder.pubSub(new ClusterClientOptions.PubSub(this.properties.pubsub().pingInterval()));
		ClusterProperties.Limits limits = this.properties.limits();
		builder.limits(new ClusterClientOptions.Limits(limits.inFlightPerNode(), limits.replySize().toBytes(),
				bytes("limits.pipeline-window", limits.pipelineWindow())));
		builder.crossSlotLimits(new ClusterClientOptions.CrossSlotLimits(this.properties.crossSlotMaxBytes().toBytes(),
				this.properties.crossSlotWaitReplicas()));
		ClusterProperties.Transport transport = this.properties.transport();
		builder.transport(new ClusterClientOptions.Transport(transport.directConnections(), transport.directCalls(),
				transport.spin(), transport.yields()));
	}

	private static int bytes(String key, DataSize size) {
		if (size.toBytes() > Integer.MAX_VALUE) {
			throw new IllegalArgumentException(key + ": " + size + " is more than 2 GB");
		}
		return (int) size.toBytes();
	}

	/**
	 * Names the property: the client's messages begin with the key.
	 */
	private RuntimeException translate(IllegalArgumentException failure) {
		String message = String.valueOf(failure.getMessage());
		int colon = message.indexOf(": ");
		if (colon < 0 || !message.substring(0, colon).matches("[a-z.-]+")) {
			return failure;
		}
		String key = message.substring(0, colon);
		String property = this.origins.getOrDefault(key, this.scope.property(key));
		return new InvalidClusterPropertyException(property, message.substring(colon + 2), failure);
	}

}
