package io.rediscluster.client;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Gives the credentials for each new connection, so that they can change while the client
 * runs. Called on threads of the client, by several at once; may take its time but must
 * end.
 */
@FunctionalInterface
public interface CredentialsProvider {

	/** Gives none: connections do not authenticate. */
	CredentialsProvider NONE = () -> null;

	/**
	 * Returns the credentials to use now.
	 * @return the credentials, or {@code null} to connect without
	 */
	@Nullable Credentials credentials();

	/**
	 * Gives the same credentials always.
	 * @param username the ACL user, or {@code null} for the default user
	 * @param password the password
	 * @return a provider
	 */
	static CredentialsProvider of(@Nullable String username, String password) {
		Credentials credentials = new Credentials(username, password);
		return () -> credentials;
	}

	/**
	 * Gives the password that a file holds, read anew for every connection. The file
	 * holds the password in UTF-8 and nothing else; space around it does not count. While
	 * it cannot be read the password read last stays in force.
	 * @param username the ACL user, or {@code null} for the default user
	 * @param passwordFile the file
	 * @return a provider; it throws an unchecked exception if the file cannot be read and
	 * never could be
	 */
	static CredentialsProvider ofFile(@Nullable String username, Path passwordFile) {
		return new FileCredentials(username, passwordFile);
	}

}
