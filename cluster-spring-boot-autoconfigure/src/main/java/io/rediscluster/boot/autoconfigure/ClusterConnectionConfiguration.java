package io.rediscluster.boot.autoconfigure;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * The connection factory of the default cluster and where that is.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnMissingBean(RedisConnectionFactory.class)
class ClusterConnectionConfiguration {

	private static final Logger logger = LoggerFactory.getLogger(ClusterConnectionConfiguration.class);

	private static final String[] IDENTITY = { "username", "password", "password-file", "ssl.enabled", "ssl.bundle" };

	@Bean
	@ConditionalOnMissingBean
	ClusterConnectionDetails clusterConnectionDetails(ClusterProperties properties, Environment environment,
			ObjectProvider<SslBundles> sslBundles, ObjectProvider<DataRedisConnectionDetails> bootDetails,
			ObjectProvider<DataRedisProperties> bootProperties) {
		SetProperties set = new SetProperties(environment);
		ClusterConnectionDetails own = PropertiesClusterConnectionDetails.of(ClusterScope.DEFAULT, properties, set,
				sslBundles);
		if (own != null) {
			return own;
		}
		DataRedisConnectionDetails boot = bootDetails.getIfAvailable();
		ClusterConnectionDetails details = (boot != null)
				? DataRedisClusterConnectionDetails.of(boot, bootProperties.getIfAvailable(), set) : null;
		if (details == null) {
			throw new ClusterNotConfiguredException(ClusterScope.DEFAULT);
		}
		warnOfUnusedIdentity(set, details);
		return details;
	}

	private static void warnOfUnusedIdentity(SetProperties set, ClusterConnectionDetails details) {
		for (String key : IDENTITY) {
			if (set.contains(ClusterProperties.PREFIX + key)) {
				logger.warn("redis-cluster.{} is not used: the nodes come from {}, and so do user, password and"
						+ " encryption. Set redis-cluster.nodes to use it.", key, details.getSource());
			}
		}
	}

	@Bean
	ClusterConnectionFactory redisConnectionFactory(ClusterProperties properties, ClusterConnectionDetails details,
			ConnectionFactoryAssembly assembly, ObjectProvider<CredentialsProvider> credentials,
			ObjectProvider<AddressMapper> addressMapper, ObjectProvider<ClusterListener> listeners,
			ObjectProvider<ClusterClientOptionsBuilderCustomizer> customizers) {
		return assembly.assemble(ClusterScope.DEFAULT, properties, details, new ClusterParts(credentials.getIfUnique(),
				addressMapper.getIfUnique(), listeners.orderedStream().toList(), customizers.orderedStream().toList()));
	}

}
