package io.rediscluster.boot.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.ssl.SslBundle;

/**
 * Makes connection details of a Docker Compose service with the label
 * {@code org.springframework.boot.service-connection=redis-cluster}, or with an image of
 * that name. The service may hold a whole cluster, each node on a port of its own, or be
 * one of several nodes that announce addresses which can be reached from here.
 */
final class ClusterDockerComposeConnectionDetailsFactory
		extends DockerComposeConnectionDetailsFactory<ClusterConnectionDetails> {

	/**
	 * A label: the ports inside the service that nodes listen on, separated by commas.
	 */
	static final String PORTS = "io.rediscluster.ports";

	private static final String[] NAMES = { "redis-cluster", "grokzen/redis-cluster" };

	ClusterDockerComposeConnectionDetailsFactory() {
		super(NAMES);
	}

	@Override
	protected ClusterConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
		return new Details(source.getRunningService());
	}

	static final class Details extends DockerComposeConnectionDetails implements ClusterConnectionDetails {

		/** The port here by the port inside the service. */
		private final Map<Integer, Integer> ports;

		private final String host;

		private final @Nullable String username;

		private final @Nullable String password;

		private final @Nullable SslBundle sslBundle;

		private final String source;

		Details(RunningService service) {
			super(service);
			this.host = service.host();
			this.ports = ports(service);
			this.username = service.env().get("REDIS_USERNAME");
			this.password = service.env().get("REDIS_PASSWORD");
			this.sslBundle = getSslBundle(service);
			this.source = "the Docker Compose service " + service.name();
		}

		private static Map<Integer, Integer> ports(RunningService service) {
			Map<Integer, Integer> ports = new TreeMap<>();
			ConnectionPorts published = service.ports();
			String label = service.labels().get(PORTS);
			if (label != null) {
				for (String word : label.split(",")) {
					int inside = port(word.trim(), service);
					ports.put(inside, published.get(inside));
				}
				return ports;
			}
			// without the label: nodes are published on the ports they listen on
			published.getAll("tcp").forEach((port) -> ports.put(port, port));
			return ports;
		}

		private static int port(String word, RunningService service) {
			try {
				return Integer.parseInt(word);
			}
			catch (NumberFormatException ex) {
				throw new IllegalArgumentException("The label " + PORTS + " of the Docker Compose service "
						+ service.name() + " lists ports, separated by commas; '" + word + "' is none", ex);
			}
		}

		@Override
		public List<HostAndPort> getSeeds() {
			return this.ports.values().stream().map((port) -> new HostAndPort(this.host, port)).toList();
		}

		@Override
		public AddressMapper getAddressMapper() {
			return (announced) -> {
				Integer port = this.ports.get(announced.port());
				return (port != null) ? new HostAndPort(this.host, port) : announced;
			};
		}

		@Override
		public @Nullable String getUsername() {
			return this.username;
		}

		@Override
		public @Nullable String getPassword() {
			return this.password;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return this.sslBundle;
		}

		@Override
		public String getSource() {
			return this.source;
		}

	}

}
