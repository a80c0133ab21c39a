package io.rediscluster.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RedisBinaryTests {

	@TempDir
	private Path temporary;

	@Test
	void aServerIsFoundAndDescribed() {
		RedisBinary binary = RedisBinary.find();
		assertThat(binary.path()).isExecutable();
		assertThat(binary.version()).matches("\\d+\\.\\d+\\.\\d+");
		assertThat(binary.isAtLeast(6, 2)).isTrue();
		assertThat(binary.isAtLeast(99, 0)).isFalse();
		assertThat(RedisBinary.describe(binary.path())).isEqualTo(binary);
	}

	@Test
	void theCarriedBinaryIsUnpackedOnceAlsoByManyAtOnce() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(4);
		try {
			Callable<Path> unpack = () -> RedisBinary.carried(this.temporary);
			for (Future<Path> unpacked : threads.invokeAll(IntStream.range(0, 4).mapToObj((i) -> unpack).toList())) {
				RedisBinary binary = RedisBinary.describe(unpacked.get());
				assertThat(binary).isEqualTo(new RedisBinary(binary.path(), "7.0.15", false));
				assertThat(binary.path().getParent().getParent()).isEqualTo(this.temporary);
			}
		}
		finally {
			threads.shutdownNow();
		}
		assertThat(this.temporary).isDirectoryRecursivelyContaining("glob:**/redis-server-7.0.15-*")
			.isDirectoryNotContaining("glob:**.part");
		List<Path> folders = list(this.temporary);
		assertThat(folders).hasSize(1);
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folders.get(0)))).isEqualTo("rwx------");
	}

	@Test
	void aFolderThatOthersCanWriteToIsNotTrusted() throws IOException {
		Path first = RedisBinary.carried(this.temporary);
		Files.setPosixFilePermissions(first.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));
		Path second = RedisBinary.carried(this.temporary);
		assertThat(second.getParent()).isNotEqualTo(first.getParent());
		assertThat(RedisBinary.describe(second).version()).isEqualTo("7.0.15");
	}

	@Test
	void otherProgramsAreRefused() {
		assertThatThrownBy(() -> RedisBinary.describe(Path.of("/bin/echo"))).hasMessageContaining("is no Redis");
		assertThatThrownBy(() -> RedisBinary.describe(this.temporary.resolve("absent")))
			.hasMessageContaining("cannot be run");
	}

	@Test
	void versionsAreComparedByNumbers() {
		RedisBinary binary = new RedisBinary(Path.of("redis-server"), "10.2.1", false);
		assertThat(binary.isAtLeast(9, 5)).isTrue();
		assertThat(binary.isAtLeast(10, 2)).isTrue();
		assertThat(binary.isAtLeast(10, 3)).isFalse();
	}

	private static List<Path> list(Path folder) throws IOException {
		try (var files = Files.list(folder)) {
			return files.toList();
		}
	}

}
