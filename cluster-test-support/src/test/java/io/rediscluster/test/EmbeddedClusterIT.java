package io.rediscluster.test;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EmbeddedClusterIT {

	@Test
	void everyNodeAgreesWhenTheClusterIsReady() {
		EmbeddedCluster cluster = EmbeddedCluster.shared();
		assertThat(cluster.nodes()).hasSize(6);
		assertThat(cluster.primaries()).hasSize(3);
		assertThat(cluster.replicas()).hasSize(3);
		for (EmbeddedNode node : cluster.nodes()) {
			assertThat(node.text("CLUSTER", "INFO")).contains("cluster_slots_ok:16384");
		}
	}

	@Test
	void aSlotMovesWithItsKeys() {
		EmbeddedCluster cluster = EmbeddedCluster.shared();
		int slot = 12182;
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaries().stream().filter((node) -> node != source).findFirst().orElseThrow();
		source.command("SET", "foo", "bar");
		cluster.moveSlot(slot, target);
		assertThat(target.command("GET", "foo")).isEqualTo("bar");
		assertThatThrownBy(() -> source.command("GET", "foo")).hasMessage("MOVED 12182 " + target.address());
		cluster.moveSlot(slot, source);
		assertThat(source.command("GET", "foo")).isEqualTo("bar");
		source.command("DEL", "foo");
	}

	@Test
	void aReplicaTakesOverWhenItsPrimaryIsKilled() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().nodeTimeout(Duration.ofSeconds(1)).start()) {
			EmbeddedNode primary = cluster.owner(0);
			EmbeddedNode replica = cluster.replicasOf(primary).get(0);
			primary.kill();
			Await.until("the replica owns the slots", Duration.ofSeconds(30),
					() -> cluster.primaries().contains(replica));
			primary.restart();
			cluster.awaitAgreement(Duration.ofSeconds(30));
			assertThat(cluster.replicasOf(replica)).containsExactly(primary);
			cluster.failover(primary);
			assertThat(cluster.owner(0)).isEqualTo(primary);
		}
	}

	@Test
	void aPausedNodeIsSilentUntilItIsResumed() {
		try (EmbeddedServer server = EmbeddedServer.start()) {
			server.node().pause();
			try (ServerConnection connection = new ServerConnection(server.node().port(), Duration.ofMillis(200))) {
				assertThatThrownBy(() -> connection.command("PING")).hasMessageContaining("timed out");
			}
			server.node().resume();
			assertThat(server.node().command("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void serversDieWithAJvmThatIsKilled() throws Exception {
		Process jvm = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), ChildJvm.class.getName())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String line = new BufferedReader(new InputStreamReader(jvm.getInputStream(), StandardCharsets.UTF_8))
			.readLine();
		List<Long> pids = List.of(line.split(" ")).stream().map(Long::valueOf).toList();
		assertThat(pids).hasSize(2).allMatch((pid) -> ProcessHandle.of(pid).isPresent());
		jvm.destroyForcibly();
		assertThat(jvm.waitFor(10, TimeUnit.SECONDS)).isTrue();
		Await.until("the servers are gone", Duration.ofSeconds(10), () -> pids.stream()
			.noneMatch((pid) -> ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)));
	}

	/**
	 * Starts two servers, pauses one, prints their process ids and waits to be killed.
	 */
	static final class ChildJvm {

		public static void main(String[] args) throws InterruptedException {
			EmbeddedServer first = EmbeddedServer.start();
			EmbeddedServer second = EmbeddedServer.start();
			String pids = pid(first) + " " + pid(second);
			second.node().pause();
			System.out.println(pids);
			Thread.sleep(Duration.ofMinutes(1).toMillis());
		}

		private static String pid(EmbeddedServer server) {
			return server.node().text("INFO", "server").replaceAll("(?s).*process_id:(\\d+).*", "$1");
		}

	}

}
