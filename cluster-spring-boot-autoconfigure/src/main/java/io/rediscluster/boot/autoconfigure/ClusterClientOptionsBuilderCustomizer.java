package io.rediscluster.boot.autoconfigure;

import io.rediscluster.client.ClusterClientOptions;

/**
 * Changes the client's options after the properties were applied and before the options
 * are built. Beans of this type are called in their order.
 */
@FunctionalInterface
public interface ClusterClientOptionsBuilderCustomizer {

	/**
	 * Changes the options.
	 * @param builder the builder, with all properties applied
	 */
	void customize(ClusterClientOptions.Builder builder);

}
