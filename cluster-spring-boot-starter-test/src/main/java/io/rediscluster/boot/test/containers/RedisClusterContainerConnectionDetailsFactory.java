package io.rediscluster.boot.test.containers;

import java.util.List;

import io.rediscluster.boot.autoconfigure.ClusterConnectionDetails;
import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/**
 * Makes connection details of a {@link RedisClusterContainer} with
 * {@code @ServiceConnection}.
 */
final class RedisClusterContainerConnectionDetailsFactory
		extends ContainerConnectionDetailsFactory<RedisClusterContainer, ClusterConnectionDetails> {

	@Override
	protected ClusterConnectionDetails getContainerConnectionDetails(
			ContainerConnectionSource<RedisClusterContainer> source) {
		return new Details(source);
	}

	private static final class Details extends ContainerConnectionDetails<RedisClusterContainer>
			implements ClusterConnectionDetails {

		Details(ContainerConnectionSource<RedisClusterContainer> source) {
			super(source);
		}

		@Override
		public List<HostAndPort> getSeeds() {
			return getContainer().getSeeds();
		}

		@Override
		public AddressMapper getAddressMapper() {
			return getContainer().getAddressMapper();
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

		@Override
		public String getSource() {
			return "@ServiceConnection RedisClusterContainer";
		}

	}

}
