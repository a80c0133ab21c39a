package io.rediscluster.boot.test.containers;

import java.util.List;

import io.rediscluster.boot.autoconfigure.ClusterConnectionDetails;
import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Makes connection details of one container that holds a whole cluster, each node on an
 * exposed port of its own, with {@code @ServiceConnection(name = "redis-cluster")}.
 * Whatever host the servers announce, an exposed port of theirs is the mapped port here.
 */
final class GenericContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<Container<?>, ClusterConnectionDetails> {

	private static final List<String> NAMES = List.of("redis-cluster", "grokzen/redis-cluster");

	GenericContainerConnectionDetailsFactory() {
		super(NAMES);
	}

	@Override
	protected boolean sourceAccepts(ContainerConnectionSource<Container<?>> source, Class<?> requiredContainerType,
			Class<?> requiredConnectionDetailsType) {
		return !source.accepts(ANY_CONNECTION_NAME, RedisClusterContainer.class, requiredConnectionDetailsType)
				&& super.sourceAccepts(source, requiredContainerType, requiredConnectionDetailsType);
	}

	@Override
	protected ClusterConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<Container<?>> source) {
		return new Details(source);
	}

	private static final class Details extends ContainerConnectionDetails<Container<?>>
			implements ClusterConnectionDetails {

		Details(ContainerConnectionSource<Container<?>> source) {
			super(source);
		}

		@Override
		public List<HostAndPort> getSeeds() {
			return getContainer().getExposedPorts().stream().map(this::outside).toList();
		}

		private HostAndPort outside(int exposedPort) {
			return new HostAndPort(getContainer().getHost(), getContainer().getMappedPort(exposedPort));
		}

		@Override
		public AddressMapper getAddressMapper() {
			List<Integer> exposed = List.copyOf(getContainer().getExposedPorts());
			return (announced) -> exposed.contains(announced.port()) ? outside(announced.port()) : announced;
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

		@Override
		public String getSource() {
			return "@ServiceConnection " + getContainer().getDockerImageName();
		}

	}

}
