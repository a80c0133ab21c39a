package io.rediscluster.test;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The server executable to test with. Looked for in this order: the system property
 * {@code cluster.test.server}, the environment variable {@code CLUSTER_TEST_SERVER}, the
 * binary that the Maven artifact {@code org.signal:embedded-redis} carries for this
 * platform, {@code redis-server} on the path.
 *
 * @param path the executable
 * @param version its version, for example {@code 7.0.15}
 * @param valkey whether it is Valkey
 */
public record RedisBinary(Path path, String version, boolean valkey) {

	private static final Pattern VERSION = Pattern.compile("v=(\\d+\\.\\d+\\.\\d+)");

	private static final String CARRIED_VERSION = "7.0.15";

	private static @Nullable RedisBinary found;

	/**
	 * Finds the executable once per JVM.
	 * @return the executable
	 * @throws IllegalStateException if there is none, saying where it was looked for
	 */
	public static synchronized RedisBinary find() {
		RedisBinary binary = found;
		if (binary == null) {
			binary = describe(locate());
			found = binary;
		}
		return binary;
	}

	/**
	 * Describes a given executable by running it with {@code --version}.
	 * @param path the executable
	 * @return the description
	 */
	public static RedisBinary describe(Path path) {
		try {
			Process process = new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
			process.getOutputStream().close();
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			if (!process.waitFor(10, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
			Matcher matcher = VERSION.matcher(output);
			if (!matcher.find()) {
				throw new IllegalStateException(path + " is no Redis or Valkey server; it says: " + output);
			}
			return new RedisBinary(path, matcher.group(1), output.toLowerCase(Locale.ROOT).contains("valkey"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(path + " cannot be run: " + ex.getMessage(), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("interrupted while asking " + path + " for its version", ex);
		}
	}

	/**
	 * Compares with a version.
	 * @param major the major version
	 * @param minor the minor version
	 * @return whether this server is that version or newer; Valkey counts from 7.2 on as
	 * Redis 7.2
	 */
	public boolean isAtLeast(int major, int minor) {
		String[] parts = this.version.split("\\.");
		int ownMajor = Integer.parseInt(parts[0]);
		return ownMajor > major || (ownMajor == major && Integer.parseInt(parts[1]) >= minor);
	}

	private static Path locate() {
		String given = System.getProperty("cluster.test.server", "");
		if (given.isBlank()) {
			String variable = System.getenv("CLUSTER_TEST_SERVER");
			given = (variable != null) ? variable : "";
		}
		if (!given.isBlank()) {
			Path path = Path.of(given);
			if (!Files.isExecutable(path)) {
				throw new IllegalStateException("cluster.test.server: " + path + " is not an executable file");
			}
			return path;
		}
		Path carried = carried();
		if (carried != null) {
			return carried;
		}
		String path = System.getenv("PATH");
		for (String folder : ((path != null) ? path : "").split(File.pathSeparator)) {
			Path candidate = Path.of(folder, "redis-server");
			if (Files.isExecutable(candidate)) {
				return candidate;
			}
		}
		throw new IllegalStateException(
				"No Redis server for " + System.getProperty("os.name") + "/" + System.getProperty("os.arch")
						+ ": set -Dcluster.test.server=<executable>" + " or put redis-server on the path");
	}

	/**
	 * Unpacks the binary that the class path carries, once per user; a file that is there
	 * already has been moved into place whole.
	 */
	private static @Nullable Path carried() {
		String name = "redis-server-" + CARRIED_VERSION + "-" + platform();
		try (InputStream resource = RedisBinary.class.getResourceAsStream("/" + name)) {
			if (resource == null) {
				return null;
			}
			Path folder = Path.of(System.getProperty("java.io.tmpdir"),
					"redis-test-binary-" + System.getProperty("user.name"));
			Files.createDirectories(folder);
			Path target = folder.resolve(name);
			if (!Files.isExecutable(target)) {
				Path part = Files.createTempFile(folder, name, ".part",
						PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
				Files.copy(resource, part, StandardCopyOption.REPLACE_EXISTING);
				Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwx------"));
				Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
			}
			return target;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the server binary cannot be unpacked", ex);
		}
	}

	private static String platform() {
		String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
		String platform = os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os;
		return platform + "-" + switch (arch) {
			case "x86_64", "amd64" -> "amd64";
			case "aarch64", "arm64" -> "arm64";
			default -> arch;
		};
	}

}
