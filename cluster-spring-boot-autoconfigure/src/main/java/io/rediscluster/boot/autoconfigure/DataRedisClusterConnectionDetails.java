package io.rediscluster.boot.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Cluster;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.ssl.SslBundle;

/**
 * Details made of Spring Boot's own: of {@code spring.data.redis.*} or of a service
 * connection. Immutable.
 */
final class DataRedisClusterConnectionDetails implements ClusterConnectionDetails {

	private static final String PROPERTIES_BASED = "org.springframework.boot.data.redis.autoconfigure."
			+ "PropertiesDataRedisConnectionDetails";

	private final DataRedisConnectionDetails details;

	private final String source;

	private final List<HostAndPort> seeds;

	private final @Nullable SslBundle sslBundle;

	private DataRedisClusterConnectionDetails(DataRedisConnectionDetails details, String source,
			List<HostAndPort> seeds, @Nullable SslBundle sslBundle) {
		this.details = details;
		this.source = source;
		this.seeds = seeds;
		this.sslBundle = sslBundle;
	}

	/**
	 * Makes details of Boot's. Boot's properties always name a host, {@code localhost}
	 * unless set: only one that is set counts.
	 * @param details Boot's details
	 * @param properties Boot's properties, or {@code null} if there are none
	 * @param set which properties are set
	 * @return the details, or {@code null} if Boot's name no address
	 * @throws InvalidClusterPropertyException if an address cannot be used
	 */
	static @Nullable DataRedisClusterConnectionDetails of(DataRedisConnectionDetails details,
			@Nullable DataRedisProperties properties, SetProperties set) {
		boolean propertiesBased = details.getClass().getName().equals(PROPERTIES_BASED);
		String source = propertiesBased ? "spring.data.redis.cluster.nodes" : details.getClass().getName();
		try {
			Cluster cluster = details.getCluster();
			List<HostAndPort> seeds = new ArrayList<>();
			if (cluster != null) {
				cluster.getNodes().forEach((node) -> seeds.add(new HostAndPort(node.host(), node.port())));
			}
			if (!seeds.isEmpty()) {
				return new DataRedisClusterConnectionDetails(details, source, seeds, details.getSslBundle());
			}
			boolean url = propertiesBased && set.contains("spring.data.redis.url");
			if (propertiesBased) {
				source = url ? "spring.data.redis.url" : "spring.data.redis.host";
			}
			Standalone standalone = details.getStandalone();
			if (standalone == null || (propertiesBased && !url && !set.contains(source))) {
				return null;
			}
			int port = (standalone.getPort() > 0) ? standalone.getPort() : 6379;
			seeds.add(new HostAndPort(standalone.getHost(), port));
			return new DataRedisClusterConnectionDetails(details, source, seeds,
					url ? bundleOfUrl(details, properties) : details.getSslBundle());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidClusterPropertyException(source, String.valueOf(ex.getMessage()), ex);
		}
	}

	private static @Nullable SslBundle bundleOfUrl(DataRedisConnectionDetails details,
			@Nullable DataRedisProperties properties) {
		SslBundle bundle = details.getSslBundle();
		String url = (properties != null) ? properties.getUrl() : null;
		return (bundle == null && url != null && url.startsWith("rediss:")) ? SslBundle.systemDefault() : bundle;
	}

	@Override
	public List<HostAndPort> getSeeds() {
		return this.seeds;
	}

	@Override
	public @Nullable String getUsername() {
		return this.details.getUsername();
	}

	@Override
	public @Nullable String getPassword() {
		return this.details.getPassword();
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		return this.sslBundle;
	}

	@Override
	public String getSource() {
		return this.source;
	}

}
