package io.rediscluster.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.core.env.Environment;

/**
 * Makes the connection factory of a cluster of its properties, its details and the beans
 * that belong to it. Immutable and thread safe.
 */
final class ConnectionFactoryAssembly {

	private static final Logger logger = LoggerFactory.getLogger(ConnectionFactoryAssembly.class);

	private final Environment environment;

	private final ObjectProvider<DataRedisProperties> bootProperties;

	private final ObjectProvider<ClusterCompanion> companions;

	ConnectionFactoryAssembly(Environment environment, ObjectProvider<DataRedisProperties> bootProperties,
			ObjectProvider<ClusterCompanion> companions) {
		this.environment = environment;
		this.bootProperties = bootProperties;
		this.companions = companions;
	}

	/**
	 * Makes a factory.
	 * @param scope the cluster
	 * @param properties the properties of the cluster
	 * @param details where the cluster is
	 * @param parts the beans that belong to it
	 * @return a factory that is not started
	 * @throws InvalidClusterPropertyException if a property cannot be used
	 */
	ClusterConnectionFactory assemble(ClusterScope scope, ClusterProperties properties,
			ClusterConnectionDetails details, ClusterParts parts) {
		List<ClusterCompanion> companions = this.companions.orderedStream().toList();
		ClusterClientOptions options = options(scope, properties, details, parts, companions);
		logger.info("Redis Cluster{} seeds {}{} taken from {}", scope.isDefault() ? "" : " '" + scope.name() + "'",
				options.seeds(), (options.tls() != null) ? " (encrypted)" : "", details.getSource());
		StartCheck check = new StartCheck(options);
		ClusterConnectionFactory factory = new ClusterConnectionFactory(
				() -> decorate(scope, options.seeds().get(0), check.connect(), companions));
		factory.setFailFast(properties.startup().failFast());
		return factory;
	}

	private static ClusterClient decorate(ClusterScope scope, HostAndPort server, ClusterClient client,
			List<ClusterCompanion> companions) {
		ClusterClient decorated = client;
		try {
			for (ClusterCompanion companion : companions) {
				decorated = companion.decorate(scope, server, decorated);
			}
			return decorated;
		}
		catch (RuntimeException | Error ex) {
			client.close();
			throw ex;
		}
	}

	private ClusterClientOptions options(ClusterScope scope, ClusterProperties properties,
			ClusterConnectionDetails details, ClusterParts parts, List<ClusterCompanion> companions) {
		SetProperties set = new SetProperties(this.environment);
		ClusterClientOptions.Builder builder = new ClusterClientOptionsAssembly(scope, properties, set, fallback(scope))
			.assemble(details, this.environment.getProperty("spring.application.name"));
		if (parts.credentials() != null) {
			builder.username(null).password(null).credentials(parts.credentials());
		}
		if (parts.addressMapper() != null) {
			builder.addressMapper(parts.addressMapper());
		}
		List<ClusterListener> listeners = new ArrayList<>(parts.listeners());
		companions.forEach((companion) -> listeners.add(companion.listener(scope)));
		builder.listener(CompositeClusterListener.of(listeners));
		parts.customizers().forEach((customizer) -> customizer.customize(builder));
		return builder.build();
	}

	/**
	 * Spring Boot's properties describe the default cluster only.
	 */
	private @Nullable DataRedisProperties fallback(ClusterScope scope) {
		return scope.isDefault() ? this.bootProperties.getIfAvailable() : null;
	}

}
