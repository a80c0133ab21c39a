package io.rediscluster.boot.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Credentials;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;

/**
 * Details made of {@code nodes} or {@code url}, with user, password and encryption under
 * the same prefix. Immutable.
 */
final class PropertiesClusterConnectionDetails implements ClusterConnectionDetails {

	private final String source;

	private final List<HostAndPort> seeds;

	private final @Nullable String username;

	private final @Nullable String password;

	private final @Nullable CredentialsProvider credentialsProvider;

	private final @Nullable SslBundle sslBundle;

	private PropertiesClusterConnectionDetails(String source, List<HostAndPort> seeds, @Nullable String username,
			@Nullable String password, @Nullable CredentialsProvider credentialsProvider,
			@Nullable SslBundle sslBundle) {
		this.source = source;
		this.seeds = seeds;
		this.username = username;
		this.password = password;
		this.credentialsProvider = credentialsProvider;
		this.sslBundle = sslBundle;
	}

	/**
	 * Makes details of the properties.
	 * @param scope the cluster
	 * @param properties the properties
	 * @param set which of them are set
	 * @param sslBundles the bundles to find a named one in
	 * @return the details, or {@code null} if the properties name no address
	 * @throws InvalidClusterPropertyException if a value cannot be used
	 */
	static @Nullable PropertiesClusterConnectionDetails of(ClusterScope scope, ClusterProperties properties,
			SetProperties set, ObjectProvider<SslBundles> sslBundles) {
		boolean hasNodes = properties.nodes() != null && !properties.nodes().isEmpty();
		boolean hasUrl = StringUtils.hasText(properties.url());
		if (hasNodes && hasUrl) {
			throw new InvalidClusterPropertyException(scope.property("url"),
					"'" + scope.property("nodes") + "' is set as well; set one of them", null);
		}
		if (hasUrl) {
			return ofUrl(scope, properties, sslBundles);
		}
		return hasNodes ? new PropertiesClusterConnectionDetails(scope.property("nodes"), seeds(scope, properties, set),
				properties.username(), properties.password(),
				credentialsProvider(scope, properties, properties.username(), properties.password()),
				bundle(scope, properties, false, sslBundles)) : null;
	}

	private static List<HostAndPort> seeds(ClusterScope scope, ClusterProperties properties, SetProperties set) {
		List<HostAndPort> seeds = new ArrayList<>();
		List<String> nodes = (properties.nodes() != null) ? properties.nodes() : List.of();
		for (int i = 0; i < nodes.size(); i++) {
			try {
				seeds.add(HostAndPort.parse(nodes.get(i)));
			}
			catch (IllegalArgumentException ex) {
				String element = scope.property("nodes[" + i + "]");
				String name = (set.find(element) != null) ? element : scope.property("nodes");
				throw new InvalidClusterPropertyException(name, String.valueOf(ex.getMessage()), ex);
			}
		}
		return List.copyOf(seeds);
	}

	private static PropertiesClusterConnectionDetails ofUrl(ClusterScope scope, ClusterProperties properties,
			ObjectProvider<SslBundles> sslBundles) {
		ClusterClientOptions options;
		try {
			options = ClusterClientOptions.ofUrl(String.valueOf(properties.url())).build();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidClusterPropertyException(scope.property("url"), String.valueOf(ex.getMessage()), ex);
		}
		Credentials credentials = options.credentials().credentials();
		String username = properties.username();
		String password = properties.password();
		if (username == null && credentials != null) {
			username = credentials.username();
		}
		if (password == null && credentials != null) {
			password = credentials.password();
		}
		return new PropertiesClusterConnectionDetails(scope.property("url"), options.seeds(), username, password,
				credentialsProvider(scope, properties, username, password),
				bundle(scope, properties, options.tls() != null, sslBundles));
	}

	private static @Nullable CredentialsProvider credentialsProvider(ClusterScope scope, ClusterProperties properties,
			@Nullable String username, @Nullable String password) {
		Path file = properties.passwordFile();
		if (file == null) {
			return null;
		}
		if (password != null) {
			throw new InvalidClusterPropertyException(scope.property("password-file"),
					"a password is set as well; set one of them", null);
		}
		return CredentialsProvider.ofFile(username, file);
	}

	private static @Nullable SslBundle bundle(ClusterScope scope, ClusterProperties properties, boolean encryptedByUrl,
			ObjectProvider<SslBundles> sslBundles) {
		ClusterProperties.Ssl ssl = properties.ssl();
		boolean named = StringUtils.hasText(ssl.bundle());
		boolean enabled = (ssl.enabled() != null) ? ssl.enabled() : (named || encryptedByUrl);
		if (!enabled && encryptedByUrl) {
			throw new InvalidClusterPropertyException(scope.property("ssl.enabled"),
					"it contradicts '" + scope.property("url") + "', which begins with rediss://", null);
		}
		if (!enabled) {
			return null;
		}
		return named ? sslBundles.getObject().getBundle(String.valueOf(ssl.bundle())) : SslBundle.systemDefault();
	}

	@Override
	public List<HostAndPort> getSeeds() {
		return this.seeds;
	}

	@Override
	public @Nullable String getUsername() {
		return this.username;
	}

	@Override
	public @Nullable String getPassword() {
		return this.password;
	}

	@Override
	public @Nullable CredentialsProvider getCredentialsProvider() {
		return this.credentialsProvider;
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
