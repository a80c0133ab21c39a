package io.rediscluster.boot.autoconfigure;

import java.util.List;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the cluster is and who connects to it. All of it comes from one source: a bean of
 * this type replaces the addresses, user, password and encryption that properties name.
 */
public interface ClusterConnectionDetails extends ConnectionDetails {

	/**
	 * Returns the addresses to load the topology from.
	 * @return at least one address
	 */
	List<HostAndPort> getSeeds();

	/**
	 * Returns the ACL user.
	 * @return the user, or {@code null} for the default user
	 */
	default @Nullable String getUsername() {
		return null;
	}

	/**
	 * Returns the password.
	 * @return the password, or {@code null} for none
	 */
	default @Nullable String getPassword() {
		return null;
	}

	/**
	 * Returns who gives user and password for each new connection, in place of fixed
	 * ones.
	 * @return the provider, or {@code null} for the fixed ones
	 */
	default @Nullable CredentialsProvider getCredentialsProvider() {
		return null;
	}

	/**
	 * Returns the bundle that connections are encrypted with.
	 * @return the bundle, or {@code null} for no encryption
	 */
	default @Nullable SslBundle getSslBundle() {
		return null;
	}

	/**
	 * Returns how announced addresses become reachable ones, for example for containers.
	 * It replaces {@code redis-cluster.host-port-remap}, whose rules are about other
	 * addresses; an {@link AddressMapper} bean replaces it.
	 * @return the mapper, or {@code null} for the rules of the properties
	 */
	default @Nullable AddressMapper getAddressMapper() {
		return null;
	}

	/**
	 * Returns what the details were made of, for the log.
	 * @return for example {@code redis-cluster.nodes}
	 */
	default String getSource() {
		return getClass().getName();
	}

}
