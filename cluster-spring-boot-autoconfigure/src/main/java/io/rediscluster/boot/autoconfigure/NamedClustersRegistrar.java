package io.rediscluster.boot.autoconfigure;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.rediscluster.spring.data.ClusterConnectionFactory;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.data.redis.core.RedisTemplate;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.util.StringUtils;

/**
 * Adds a connection factory and templates for each cluster under
 * {@code redis-cluster.clusters}. They are injected only where their name is asked for,
 * with {@code @Qualifier}: the default cluster stays the only candidate elsewhere, also
 * for Spring Boot's conditions.
 */
final class NamedClustersRegistrar implements ImportBeanDefinitionRegistrar {

	private static final String FACTORY_SUFFIX = "RedisConnectionFactory";

	private final Environment environment;

	NamedClustersRegistrar(Environment environment) {
		this.environment = environment;
	}

	/**
	 * Returns the name of the bean that is a cluster's connection factory.
	 */
	static String factoryBeanName(String cluster) {
		return beanName(cluster, FACTORY_SUFFIX);
	}

	/**
	 * Returns the names of the clusters that are configured, sorted.
	 */
	static Collection<String> names(Environment environment) {
		return new TreeSet<>(Binder.get(environment)
			.bind(ClusterProperties.PREFIX + "clusters",
					Bindable.<Map<String, Object>>of(
							ResolvableType.forClassWithGenerics(Map.class, String.class, Object.class)))
			.map(Map::keySet)
			.orElseGet(Set::of));
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		for (String name : names(this.environment)) {
			ClusterScope.named(name);
			register(registry, name, factoryBeanName(name), ResolvableType.forClass(ClusterConnectionFactory.class),
					"connectionFactory");
			register(registry, name, beanName(name, "RedisTemplate"),
					ResolvableType.forClassWithGenerics(RedisTemplate.class, Object.class, Object.class),
					"redisTemplate");
			register(registry, name, beanName(name, "StringRedisTemplate"),
					ResolvableType.forClass(StringRedisTemplate.class), "stringRedisTemplate");
		}
	}

	private static void register(BeanDefinitionRegistry registry, String cluster, String beanName, ResolvableType type,
			String factoryMethod) {
		if (registry.containsBeanDefinition(beanName)) {
			return;
		}
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName("namedClusters");
		definition.setFactoryMethodName(factoryMethod);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, cluster);
		definition.setDefaultCandidate(false);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, cluster));
		registry.registerBeanDefinition(beanName, definition);
	}

	private static String beanName(String cluster, String suffix) {
		StringBuilder name = new StringBuilder();
		for (String word : cluster.split("-")) {
			name.append(name.isEmpty() ? word : StringUtils.capitalize(word));
		}
		return name.append(suffix).toString();
	}

}
