package io.rediscluster.boot.autoconfigure;

import java.util.List;
import java.util.Map;

import io.rediscluster.client.topology.HostAndPort;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactory;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.BDDMockito.given;

/**
 * Docker Compose services as Spring Boot describes them, recorded here: nothing is run.
 */
class DockerComposeTests {

	private static final String CONNECTION = "org.springframework.boot.service-connection";

	@Test
	void aLabelledServiceIsACluster() {
		ClusterConnectionDetails details = details(new Service("cluster", "redis:8",
				Map.of(CONNECTION, "redis-cluster", "io.rediscluster.ports", "7000, 7001"),
				Map.of(7000, 32768, 7001, 32769), Map.of()));
		assertThat(details.getSeeds()).containsExactly(new HostAndPort("127.0.0.1", 32768),
				new HostAndPort("127.0.0.1", 32769));
		assertThat(details.getAddressMapper().map(new HostAndPort("172.18.0.2", 7001)))
			.isEqualTo(new HostAndPort("127.0.0.1", 32769));
		assertThat(details.getAddressMapper().map(new HostAndPort("172.18.0.2", 7002)))
			.isEqualTo(new HostAndPort("172.18.0.2", 7002));
		assertThat(details.getUsername()).isNull();
		assertThat(details.getPassword()).isNull();
		assertThat(details.getSource()).isEqualTo("the Docker Compose service cluster");
	}

	@Test
	void anImageWithManyNodesIsKnownByItsName() {
		ClusterConnectionDetails details = details(new Service("redis", "grokzen/redis-cluster:7.0.10", Map.of(),
				Map.of(7000, 7000, 7001, 7001), Map.of("REDIS_USERNAME", "app", "REDIS_PASSWORD", "secret")));
		assertThat(details.getSeeds()).containsExactly(new HostAndPort("127.0.0.1", 7000),
				new HostAndPort("127.0.0.1", 7001));
		assertThat(details.getUsername()).isEqualTo("app");
		assertThat(details.getPassword()).isEqualTo("secret");
	}

	@Test
	void aNodeAmongSeveralThatAnnounceReachableAddressesIsASeed() {
		ClusterConnectionDetails details = details(new Service("redis-7000", "redis:8",
				Map.of(CONNECTION, "redis-cluster"), Map.of(7000, 7000), Map.of()));
		assertThat(details.getSeeds()).containsExactly(new HostAndPort("127.0.0.1", 7000));
		assertThat(details.getAddressMapper().map(new HostAndPort("localhost", 7003)))
			.isEqualTo(new HostAndPort("localhost", 7003));
	}

	@Test
	void aLabelThatListsNoPortsIsNamed() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> details(new Service("cluster", "redis:8",
					Map.of(CONNECTION, "redis-cluster", "io.rediscluster.ports", "7000;7001"), Map.of(7000, 32768),
					Map.of())))
			.withMessageContaining("io.rediscluster.ports")
			.withMessageContaining("service cluster")
			.withMessageContaining("'7000;7001'");
	}

	@Test
	void otherServicesAreNotOurs() {
		assertThat(details(new Service("redis", "redis:8", Map.of(), Map.of(6379, 6379), Map.of()))).isNull();
	}

	@SuppressWarnings("unchecked")
	private static ClusterConnectionDetails details(RunningService service) {
		DockerComposeConnectionSource source = Mockito.mock(DockerComposeConnectionSource.class);
		given(source.getRunningService()).willReturn(service);
		return SpringFactoriesLoader.forDefaultResourceLocation()
			// Spring Boot's factories for what is not on this class path cannot be made
			.load(ConnectionDetailsFactory.class, FailureHandler.handleMessage((message, failure) -> {
			}))
			.stream()
			.filter(ClusterDockerComposeConnectionDetailsFactory.class::isInstance)
			.findFirst()
			.map((factory) -> (ClusterConnectionDetails) factory.getConnectionDetails(source))
			.orElse(null);
	}

	/**
	 * A running service.
	 */
	private record Service(String name, String imageName, Map<String, String> labels, Map<Integer, Integer> published,
			Map<String, String> env) implements RunningService {

		@Override
		public ImageReference image() {
			return ImageReference.of(this.imageName);
		}

		@Override
		public String host() {
			return "127.0.0.1";
		}

		@Override
		public ConnectionPorts ports() {
			return new ConnectionPorts() {

				@Override
				public int get(int containerPort) {
					return Service.this.published.get(containerPort);
				}

				@Override
				public List<Integer> getAll() {
					return List.copyOf(Service.this.published.values());
				}

				@Override
				public List<Integer> getAll(String protocol) {
					return getAll();
				}

			};
		}

	}

}
