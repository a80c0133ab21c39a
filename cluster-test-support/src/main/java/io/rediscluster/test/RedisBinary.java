package io.rediscluster.test;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The server executable to test with. Looked for in this order: the system property
 * {@code cluster.test.server}; the environment variable {@code CLUSTER_TEST_SERVER};
 * {@code redis-server} on the path, unless it is older than 6.2; the binary that the
 * Maven artifact {@code org.signal:embedded-redis} carries for this platform, unpacked
 * once per user.
 *
 * @param path the executable
 * @param version its version, for example {@code 7.0.15}
 * @param valkey whether it is Valkey
 */
public record RedisBinary(Path path, String version, boolean valkey) {

	private static final Pattern VERSION = Pattern.compile("v=(\\d+\\.\\d+\\.\\d+)");

	private static final String CARRIED_VERSION = "7.0.15";

	private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx------");

	private static final Duration ANSWER_TIME = Duration.ofSeconds(10);

	private static final ReentrantLock FIND_LOCK = new ReentrantLock();

	private static @Nullable RedisBinary found;

	/**
	 * Finds the executable once per JVM.
	 * @return the executable
	 * @throws IllegalStateException if there is none, saying where it was looked for
	 */
	public static RedisBinary find() {
		FIND_LOCK.lock();
		try {
			RedisBinary binary = found;
			if (binary == null) {
				binary = locate();
				found = binary;
			}
			return binary;
		}
		finally {
			FIND_LOCK.unlock();
		}
	}

	/**
	 * Describes a given executable by running it with {@code --version}.
	 * @param path the executable
	 * @return the description
	 * @throws IllegalStateException if it cannot be run, does not end within ten seconds
	 * or is something else
	 */
	public static RedisBinary describe(Path path) {
		try {
			String output = ProgramOutput.of(ANSWER_TIME, List.of(path.toString(), "--version"));
			Matcher matcher = VERSION.matcher(output);
			if (!matcher.find()) {
				throw new IllegalStateException(path + " is no Redis or Valkey server; it says: " + output);
			}
			return new RedisBinary(path, matcher.group(1), output.toLowerCase(Locale.ROOT).contains("valkey"));
		}
		catch (IOException ex) {
			throw new IllegalStateException(path + " cannot be run: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Compares with a version.
	 * @param major the major version
	 * @param minor the minor version
	 * @return whether this server is that version or newer, by its own numbers: Valkey
	 * goes on from Redis 7.2
	 */
	public boolean isAtLeast(int major, int minor) {
		String[] parts = this.version.split("\\.");
		int ownMajor = Integer.parseInt(parts[0]);
		return ownMajor > major || (ownMajor == major && Integer.parseInt(parts[1]) >= minor);
	}

	private static RedisBinary locate() {
		String given = System.getProperty("cluster.test.server", "");
		if (given.isBlank()) {
			String variable = System.getenv("CLUSTER_TEST_SERVER");
			given = (variable != null) ? variable : "";
		}
		if (!given.isBlank()) {
			Path path = Path.of(given.trim());
			if (!Files.isExecutable(path)) {
				throw new IllegalStateException("cluster.test.server: " + path + " is not an executable file");
			}
			return describe(path);
		}
		RedisBinary installed = installed();
		if (installed != null) {
			return installed;
		}
		Path carried = carried(Path.of(System.getProperty("java.io.tmpdir")));
		if (carried != null) {
			return describe(carried);
		}
		throw new IllegalStateException("No Redis server of 6.2 or newer for " + System.getProperty("os.name") + "/"
				+ System.getProperty("os.arch")
				+ ": set -Dcluster.test.server=<executable> or put redis-server on the path");
	}

	private static @Nullable RedisBinary installed() {
		String path = System.getenv("PATH");
		for (String folder : ((path != null) ? path : "").split(File.pathSeparator)) {
			Path candidate = Path.of(folder, "redis-server");
			if (!folder.isEmpty() && Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
				RedisBinary binary = describe(candidate);
				return binary.isAtLeast(6, 2) ? binary : null;
			}
		}
		return null;
	}

	/**
	 * Unpacks the binary that the class path carries for this platform, unless it is
	 * there already. It is moved into place whole: several JVMs may do so at once.
	 * @param temporary the folder for temporary files
	 * @return the executable, {@code null} if nothing is carried for this platform
	 */
	static @Nullable Path carried(Path temporary) {
		String name = "redis-server-" + CARRIED_VERSION + "-" + platform();
		try (InputStream resource = RedisBinary.class.getResourceAsStream("/" + name)) {
			if (resource == null) {
				return null;
			}
			FileAttribute<Set<PosixFilePermission>> onlyMine = PosixFilePermissions.asFileAttribute(PRIVATE);
			Path folder = privateFolder(temporary, onlyMine);
			Path target = folder.resolve(name);
			if (!Files.isExecutable(target)) {
				Path part = Files.createTempFile(folder, name, ".part", onlyMine);
				Files.copy(resource, part, StandardCopyOption.REPLACE_EXISTING);
				Files.setPosixFilePermissions(part, PRIVATE);
				Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
			}
			return target;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the server binary cannot be unpacked", ex);
		}
	}

	/** What lies in a folder that others can write to is not to be run. */
	private static Path privateFolder(Path temporary, FileAttribute<Set<PosixFilePermission>> onlyMine)
			throws IOException {
		String user = System.getProperty("user.name").replaceAll("[^A-Za-z0-9_.-]", "_");
		Path folder = temporary.resolve("redis-test-server-" + user);
		try {
			return Files.createDirectory(folder, onlyMine);
		}
		catch (FileAlreadyExistsException ex) {
			// made earlier, or by another JVM at the same moment
		}
		Path own = Files.createTempFile(temporary, "redis-test-owner-", "", onlyMine);
		try {
			boolean trusted = Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
					&& Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))
					&& Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE);
			return trusted ? folder : Files.createTempDirectory(temporary, "redis-test-server-", onlyMine);
		}
		finally {
			Files.delete(own);
		}
	}

	private static String platform() {
		String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
		String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
		String platform = os.contains("mac") ? "darwin" : os.contains("linux") ? "linux" : os;
		return platform + "-" + switch (arch) {
			case "x86_64", "amd64" -> "amd64";
			case "aarch64", "arm64" -> "arm64";
			case "x86", "i386", "i486", "i586", "i686" -> "386";
			default -> arch;
		};
	}

}
