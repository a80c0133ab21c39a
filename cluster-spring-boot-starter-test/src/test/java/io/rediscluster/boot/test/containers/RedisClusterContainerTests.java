package io.rediscluster.boot.test.containers;

import io.rediscluster.client.topology.HostAndPort;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What a cluster of containers does before it is started, which needs no engine.
 */
class RedisClusterContainerTests {

	@Test
	void aClusterHasAPrimaryAtLeast() {
		RedisClusterContainer cluster = new RedisClusterContainer("redis:8");
		assertThatIllegalArgumentException().isThrownBy(() -> cluster.withPrimaries(0))
			.withMessage("primaries: 0 is less than 1");
		assertThatIllegalArgumentException().isThrownBy(() -> cluster.withReplicasPerPrimary(-1))
			.withMessage("replicas: -1 is less than 0");
	}

	@Test
	void thereAreNoAddressesBeforeTheStart() {
		RedisClusterContainer cluster = new RedisClusterContainer("redis:8");
		assertThat(cluster.getSeeds()).isEmpty();
		HostAndPort announced = new HostAndPort("172.18.0.2", 6379);
		assertThat(cluster.getAddressMapper().map(announced)).isEqualTo(announced);
	}

}
