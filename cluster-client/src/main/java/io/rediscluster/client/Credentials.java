package io.rediscluster.client;

import org.jspecify.annotations.Nullable;

/**
 * A user and a password, for {@code AUTH}. Its text form hides both the password and its
 * length.
 *
 * @param username the ACL user, or {@code null} for the default user
 * @param password the password
 */
public record Credentials(@Nullable String username, String password) {

	/**
	 * Returns the user with the password hidden.
	 */
	@Override
	public String toString() {
		return "Credentials[username=" + this.username + ", password=<hidden>]";
	}

}
