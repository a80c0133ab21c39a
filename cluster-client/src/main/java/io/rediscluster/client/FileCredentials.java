package io.rediscluster.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Reads the password from a file each time it is asked. While the file cannot be read or
 * is empty, as for a moment when it is replaced, the password read last stays in force.
 * Thread safe.
 */
final class FileCredentials implements CredentialsProvider {

	private final @Nullable String username;

	private final Path passwordFile;

	private volatile @Nullable Credentials last;

	FileCredentials(@Nullable String username, Path passwordFile) {
		this.username = username;
		this.passwordFile = passwordFile;
	}

	@Override
	public Credentials credentials() {
		Credentials last = this.last;
		try {
			String password = Files.readString(this.passwordFile).strip();
			if (!password.isEmpty()) {
				last = new Credentials(this.username, password);
				this.last = last;
				return last;
			}
		}
		catch (IOException ex) {
			if (last == null) {
				throw new UncheckedIOException("the password file " + this.passwordFile + " cannot be read: " + ex, ex);
			}
		}
		if (last == null) {
			throw new IllegalStateException("the password file " + this.passwordFile + " is empty");
		}
		return last;
	}

}
