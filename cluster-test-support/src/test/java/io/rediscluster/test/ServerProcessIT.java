package io.rediscluster.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(180)
class ServerProcessIT {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	@ParameterizedTest
	@ValueSource(strings = { "killed", "exit" })
	void serversAndTheirFilesGoWithTheJvm(String end, @TempDir Path temporary) throws Exception {
		Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Djava.io.tmpdir=" + temporary, "-Dcluster.test.server=" + RedisBinary.find().path(), "-cp",
				System.getProperty("java.class.path"), ChildJvm.class.getName(), end)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader output = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8));
		List<ProcessHandle> servers = new ArrayList<>();
		for (String pid : output.readLine().split(" ")) {
			servers.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
		}
		assertThat(servers).hasSize(3).allMatch(ProcessHandle::isAlive);
		assertThat(temporary).isNotEmptyDirectory();
		if (end.equals("killed")) {
			jvm.destroyForcibly();
		}
		else {
			jvm.getOutputStream().close();
		}
		assertThat(jvm.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		if (end.equals("exit")) {
			assertThat(servers).noneMatch(ProcessHandle::isAlive);
		}
		Await.until("the servers are gone", LIMIT, () -> servers.stream().noneMatch(ProcessHandle::isAlive));
		Await.until("their files are gone", LIMIT, () -> serverFolders(temporary).isEmpty());
	}

	private static List<String> serverFolders(Path temporary) {
		String[] names = temporary.toFile().list((folder, name) -> name.startsWith("redis-test-"));
		return List.of(names);
	}

	@Test
	void aPausedServerIsSilentUntilItIsResumed() {
		try (EmbeddedServer server = EmbeddedServer.start()) {
			EmbeddedNode node = server.node();
			node.pause();
			assertThat(node.isPaused()).isTrue();
			try (ServerConnection connection = new ServerConnection(node.port(), Duration.ofMillis(200))) {
				assertThatThrownBy(() -> connection.command("PING")).hasMessageContaining("timed out");
			}
			node.resume();
			assertThat(node.isPaused()).isFalse();
			assertThat(node.command("PING")).isEqualTo("PONG");
			assertThatThrownBy(() -> node.command("CLUSTER", "INFO"))
				.hasMessage("ERR This instance has cluster support disabled");
		}
	}

	@Test
	void aServerThatDoesNotStartTellsWhy() {
		assertThatThrownBy(() -> EmbeddedServer.start("maxmemory", "nonsense")).hasMessageContaining("ended")
			.hasMessageContaining("maxmemory");
	}

	@Test
	void anotherPortIsTakenWhenOneIsLost(@TempDir Path base) throws IOException {
		List<ServerSocket> thieves = new ArrayList<>();
		List<Integer> ports = new ArrayList<>();
		try (EmbeddedNode node = ServerStart.one((port) -> {
			ports.add(port);
			if (thieves.isEmpty()) {
				thieves.add(bind(port));
			}
			return new EmbeddedNode(EmbeddedNode.Ports.alone(port), List.of("--save", ""), base, null);
		})) {
			assertThat(node.port()).isEqualTo(ports.get(1));
			assertThat(node.command("PING")).isEqualTo("PONG");
			assertThat(Files.exists(base.resolve(ports.get(0).toString()))).isFalse();
		}
		finally {
			for (ServerSocket thief : thieves) {
				thief.close();
			}
		}
	}

	private static ServerSocket bind(int port) {
		try {
			ServerSocket socket = new ServerSocket();
			socket.bind(new InetSocketAddress("127.0.0.1", port));
			return socket;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Starts three servers, pauses one, kills one and starts it again, prints their
	 * process ids and waits for its end.
	 */
	static final class ChildJvm {

		public static void main(String[] args) throws IOException {
			EmbeddedCluster cluster = EmbeddedCluster.builder().primaries(1).replicasPerPrimary(1).start();
			EmbeddedServer server = EmbeddedServer.start();
			server.node().restart();
			cluster.node(1).pause();
			System.out.println(cluster.node(0).pid() + " " + cluster.node(1).pid() + " " + server.node().pid());
			if (System.in.read() < 0 && args[0].equals("exit")) {
				System.exit(0);
			}
		}

	}

}
