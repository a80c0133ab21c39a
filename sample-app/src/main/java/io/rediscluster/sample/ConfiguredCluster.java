package io.rediscluster.sample;

import java.util.List;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Tells whether the user named a cluster of their own.
 */
final class ConfiguredCluster {

	private static final List<String> PROPERTIES = List.of("redis-cluster.nodes", "redis-cluster.url",
			"spring.data.redis.cluster.nodes", "spring.data.redis.url");

	private ConfiguredCluster() {
	}

	/**
	 * Returns whether any property that names a cluster has a value; an empty one counts
	 * as absent, so that a launcher may pass it through unset.
	 */
	static boolean isPresent(Environment environment) {
		Binder binder = Binder.get(environment);
		return PROPERTIES.stream()
			.anyMatch((name) -> binder.bind(name, Bindable.listOf(String.class))
				.orElseGet(List::of)
				.stream()
				.anyMatch((value) -> !value.isBlank()));
	}

}
