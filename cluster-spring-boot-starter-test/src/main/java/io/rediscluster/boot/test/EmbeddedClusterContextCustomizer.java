package io.rediscluster.boot.test;

import io.rediscluster.boot.autoconfigure.ClusterConnectionDetails;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Adds the details of the shared cluster to a context. All instances are equal, so that
 * tests share their cached contexts.
 */
record EmbeddedClusterContextCustomizer() implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration mergedConfig) {
		if (!(context.getBeanFactory() instanceof BeanDefinitionRegistry registry)) {
			// without the details the test would go to the application's own cluster
			throw new IllegalStateException("@EmbeddedRedisCluster needs a bean factory that takes bean definitions");
		}
		registry.registerBeanDefinition("embeddedClusterConnectionDetails",
				new RootBeanDefinition(ClusterConnectionDetails.class, EmbeddedClusterConnectionDetails::new));
	}

}
