package io.rediscluster.sample;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConfiguredCluster}.
 */
class ConfiguredClusterTests {

	@Test
	void isAbsentWhenNothingNamesACluster() {
		assertThat(ConfiguredCluster.isPresent(new MockEnvironment().withProperty("redis-cluster.timeout", "1s")))
			.isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "redis-cluster.nodes", "redis-cluster.nodes[0]", "redis-cluster.url",
			"spring.data.redis.cluster.nodes", "spring.data.redis.cluster.nodes[0]", "spring.data.redis.url" })
	void isPresentWhenAPropertyNamesOne(String property) {
		assertThat(ConfiguredCluster.isPresent(new MockEnvironment().withProperty(property, "10.0.0.1:7000"))).isTrue();
	}

	@Test
	void anEmptyPropertyNamesNone() {
		assertThat(ConfiguredCluster.isPresent(new MockEnvironment().withProperty("redis-cluster.nodes", "")))
			.isFalse();
	}

}
