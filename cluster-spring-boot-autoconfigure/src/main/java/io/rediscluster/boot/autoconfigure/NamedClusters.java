package io.rediscluster.boot.autoconfigure;

import java.util.List;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Makes the beans of the clusters under {@code redis-cluster.clusters}, whose definitions
 * {@link NamedClustersRegistrar} adds. Immutable and thread safe.
 */
final class NamedClusters {

	private final ClusterProperties properties;

	private final Environment environment;

	private final ObjectProvider<SslBundles> sslBundles;

	private final ConnectionFactoryAssembly assembly;

	private final ListableBeanFactory beanFactory;

	NamedClusters(ClusterProperties properties, Environment environment, ObjectProvider<SslBundles> sslBundles,
			ConnectionFactoryAssembly assembly, ListableBeanFactory beanFactory) {
		this.properties = properties;
		this.environment = environment;
		this.sslBundles = sslBundles;
		this.assembly = assembly;
		this.beanFactory = beanFactory;
	}

	ClusterConnectionFactory connectionFactory(String name) {
		ClusterScope scope = ClusterScope.named(name);
		ClusterProperties properties = this.properties.clusters().get(name);
		if (properties == null) {
			throw new ClusterNotConfiguredException(scope);
		}
		if (!properties.clusters().isEmpty()) {
			throw new InvalidClusterPropertyException(scope.property("clusters"), "a named cluster has no others in it",
					null);
		}
		return this.assembly.assemble(scope, properties, details(scope, properties), parts(name));
	}

	private ClusterConnectionDetails details(ClusterScope scope, ClusterProperties properties) {
		ClusterConnectionDetails bean = unique(ClusterConnectionDetails.class, scope.name());
		if (bean != null) {
			return bean;
		}
		ClusterConnectionDetails own = PropertiesClusterConnectionDetails.of(scope, properties,
				new SetProperties(this.environment), this.sslBundles);
		if (own == null) {
			throw new ClusterNotConfiguredException(scope);
		}
		return own;
	}

	private ClusterParts parts(String name) {
		return new ClusterParts(unique(CredentialsProvider.class, name), unique(AddressMapper.class, name),
				all(ClusterListener.class, name), all(ClusterClientOptionsBuilderCustomizer.class, name));
	}

	private <T> @Nullable T unique(Class<T> type, String qualifier) {
		List<T> beans = all(type, qualifier);
		return (beans.size() == 1) ? beans.get(0) : null;
	}

	private <T> List<T> all(Class<T> type, String qualifier) {
		return BeanFactoryAnnotationUtils.qualifiedBeansOfType(this.beanFactory, type, qualifier)
			.values()
			.stream()
			.sorted(AnnotationAwareOrderComparator.INSTANCE)
			.toList();
	}

	RedisTemplate<Object, Object> redisTemplate(String name) {
		RedisTemplate<Object, Object> template = new RedisTemplate<>();
		template.setConnectionFactory(factory(name));
		return template;
	}

	StringRedisTemplate stringRedisTemplate(String name) {
		return new StringRedisTemplate(factory(name));
	}

	private ClusterConnectionFactory factory(String name) {
		return this.beanFactory.getBean(NamedClustersRegistrar.factoryBeanName(name), ClusterConnectionFactory.class);
	}

}
