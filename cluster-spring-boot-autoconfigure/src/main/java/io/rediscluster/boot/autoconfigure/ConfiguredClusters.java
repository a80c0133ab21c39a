package io.rediscluster.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * The clusters of an application by name: {@code default} first, then those under
 * {@code redis-cluster.clusters}, then factories that the application made itself, by the
 * names of their beans. Immutable and thread safe.
 */
final class ConfiguredClusters {

	private final ClusterProperties properties;

	private final ListableBeanFactory beanFactory;

	ConfiguredClusters(ClusterProperties properties, ListableBeanFactory beanFactory) {
		this.properties = properties;
		this.beanFactory = beanFactory;
	}

	/**
	 * Returns the properties of a cluster.
	 * @param name its name
	 * @return its properties, or those of the default cluster if it has none of its own
	 */
	ClusterProperties properties(String name) {
		return this.properties.clusters().getOrDefault(name, this.properties);
	}

	/**
	 * Returns where the properties of a cluster stand.
	 * @param name its name
	 * @return its scope, or that of the default cluster if it has no properties of its
	 * own
	 */
	ClusterScope scope(String name) {
		return this.properties.clusters().containsKey(name) ? ClusterScope.named(name) : ClusterScope.DEFAULT;
	}

	/**
	 * Returns the connection factories; makes those that are not yet there.
	 */
	Map<String, ClusterConnectionFactory> factories() {
		Map<String, ClusterConnectionFactory> beans = new TreeMap<>(
				this.beanFactory.getBeansOfType(ClusterConnectionFactory.class));
		Map<String, ClusterConnectionFactory> named = new LinkedHashMap<>();
		for (String name : this.properties.clusters().keySet()) {
			ClusterConnectionFactory factory = beans.remove(NamedClustersRegistrar.factoryBeanName(name));
			if (factory != null) {
				named.put(name, factory);
			}
		}
		Map<String, ClusterConnectionFactory> factories = new LinkedHashMap<>();
		ClusterConnectionFactory own = beans.remove("redisConnectionFactory");
		if (own == null && beans.size() == 1) {
			own = beans.values().iterator().next();
			beans.clear();
		}
		if (own != null) {
			factories.put(ClusterScope.DEFAULT_NAME, own);
		}
		factories.putAll(named);
		factories.putAll(beans);
		return factories;
	}

	/**
	 * Returns the client of a cluster if it is connected.
	 * @param name the name of the cluster
	 * @return the client, or {@code null}
	 */
	@Nullable ClusterClient clientIfConnected(String name) {
		ClusterConnectionFactory factory = factories().get(name);
		return (factory != null) ? factory.getClientIfConnected() : null;
	}

}
