package io.rediscluster.sample;

import java.util.Map;

import io.rediscluster.test.EmbeddedCluster;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts a real cluster of three primaries with a replica each before any bean exists,
 * unless the user named one or the build processes the application ahead of time, and
 * sets {@code redis-cluster.nodes} to its addresses. It is the first bean to be
 * registered and hence the last to be destroyed: whatever still writes while the context
 * closes finds its cluster.
 */
final class EmbeddedClusterInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final Log logger = LogFactory.getLog(EmbeddedClusterInitializer.class);

	private static final String NAME = "embeddedCluster";

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (ConfiguredCluster.isPresent(context.getEnvironment())
				|| Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
			return;
		}
		// a shard whose slots have all been moved away stays a shard
		EmbeddedCluster cluster = EmbeddedCluster.builder().config("cluster-allow-replica-migration", "no").start();
		context.getBeanFactory().registerSingleton(NAME, cluster);
		((DefaultSingletonBeanRegistry) context.getBeanFactory()).registerDisposableBean(NAME, cluster::close);
		String nodes = String.join(",", cluster.seeds());
		context.getEnvironment()
			.getPropertySources()
			.addFirst(new MapPropertySource(NAME, Map.of("redis-cluster.nodes", nodes)));
		logger.info("No cluster is configured: started an embedded one at " + nodes);
	}

}
