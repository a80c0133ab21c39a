package io.rediscluster.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FileCredentialsTests {

	@TempDir
	private Path folder;

	@Test
	void thePasswordIsReadAnewEachTime() throws IOException {
		Path file = this.folder.resolve("password");
		Files.writeString(file, "first\n");
		CredentialsProvider provider = CredentialsProvider.ofFile("app", file);
		assertThat(provider.credentials()).isEqualTo(new Credentials("app", "first"));
		Files.writeString(file, "second");
		assertThat(provider.credentials()).isEqualTo(new Credentials("app", "second"));
	}

	@Test
	void theLastPasswordStaysWhileTheFileCannotBeRead() throws IOException {
		Path file = this.folder.resolve("password");
		Files.writeString(file, "first");
		CredentialsProvider provider = CredentialsProvider.ofFile(null, file);
		provider.credentials();
		Files.writeString(file, "  \n");
		assertThat(provider.credentials()).isEqualTo(new Credentials(null, "first"));
		Files.delete(file);
		assertThat(provider.credentials()).isEqualTo(new Credentials(null, "first"));
	}

	@Test
	void aFileThatNeverHeldAPasswordIsAnError() throws IOException {
		Path file = this.folder.resolve("password");
		CredentialsProvider provider = CredentialsProvider.ofFile(null, file);
		assertThatThrownBy(provider::credentials).hasMessageContaining("cannot be read")
			.hasMessageContaining(file.toString());
		Files.createFile(file);
		assertThatThrownBy(provider::credentials).hasMessageContaining("is empty");
	}

}
