package io.rediscluster.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.rediscluster.boot.autoconfigure.ClusterAutoConfiguration;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeMember;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeTopology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static io.rediscluster.docs.TroubleshootingPage.assertQuoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What {@code docs/troubleshooting.md} quotes of the start of an application is what it
 * prints.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TroubleshootingStartIT {

	@TempDir
	private Path folder;

	private static ConfigurableApplicationContext start(String... properties) {
		String[] arguments = new String[properties.length + 2];
		for (int i = 0; i < properties.length; i++) {
			arguments[i] = "--" + properties[i];
		}
		arguments[properties.length] = "--spring.main.web-application-type=none";
		arguments[properties.length + 1] = "--logging.level.io.rediscluster=info";
		return new SpringApplicationBuilder(Application.class).run(arguments);
	}

	/** Starts an application that cannot start, and reads what it says. */
	private static void fails(CapturedOutput output, String text, String... properties) {
		assertThatException().isThrownBy(() -> start(properties).close());
		assertThat(output.getOut()).contains("APPLICATION FAILED TO START");
		assertQuoted(text, output.getOut());
	}

	@Test
	void nothingConfigured(CapturedOutput output) {
		fails(output, "Neither … nor … nor … names an address of the Redis Cluster");
	}

	@Test
	void nobodyListens(CapturedOutput output) {
		FakeNode node = FakeNode.start();
		node.close();
		fails(output, "No node of the Redis Cluster could be reached:", "redis-cluster.nodes=" + node.address(),
				"redis-cluster.startup.timeout=5s");
		assertQuoted("cannot connect to …: …", output.getOut());
	}

	@Test
	void anUnknownName(CapturedOutput output) {
		fails(output, "the host name '…' cannot be resolved", "redis-cluster.nodes=nowhere.invalid:7000",
				"redis-cluster.startup.timeout=5s");
	}

	@Test
	void aWrongPassword(CapturedOutput output) {
		try (FakeNode node = FakeNode.start()) {
			node.user("default", "right");
			fails(output, "The Redis Cluster refused the credentials:", "redis-cluster.nodes=" + node.address(),
					"redis-cluster.password=wrong", "redis-cluster.startup.timeout=5s");
			assertQuoted("the server refused the handshake: …", output.getOut());
			assertThat(output.getOut()).doesNotContain("wrong'").doesNotContain("password=wrong");
		}
	}

	@Test
	void aUserWithoutRights(CapturedOutput output) {
		try (FakeNode node = FakeNode.start()) {
			node.on("CLUSTER SLOTS", FakeAnswer.error("NOPERM this user has no permissions to run this command"));
			fails(output, "The ACL user may not ask the Redis Cluster for its slots:",
					"redis-cluster.nodes=" + node.address(), "redis-cluster.startup.timeout=5s");
		}
	}

	@Test
	void aSingleServer(CapturedOutput output) {
		try (FakeNode node = FakeNode.start()) {
			node.on("CLUSTER SLOTS", FakeAnswer.error("ERR This instance has cluster support disabled"));
			node.on("CLUSTER NODES", FakeAnswer.error("ERR This instance has cluster support disabled"));
			fails(output, "The server is a Redis server, but not one of a cluster:",
					"redis-cluster.nodes=" + node.address(), "redis-cluster.startup.timeout=5s");
		}
	}

	@Test
	void aClusterThatIsNotFormed(CapturedOutput output) {
		try (FakeNode node = FakeNode.start()) {
			node.announce(FakeTopology.of(FakeMember.primary(node.id(), node.port(), 1)));
			fails(output, "The servers are in cluster mode, but the cluster is not formed:",
					"redis-cluster.nodes=" + node.address(), "redis-cluster.startup.timeout=5s");
		}
	}

	@Test
	void aServerThatExpectsTls(CapturedOutput output) throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> answerWithAlerts(server));
			thread.setDaemon(true);
			thread.start();
			fails(output, "The server answers as one that expects TLS, and connections are not encrypted:",
					"redis-cluster.nodes=127.0.0.1:" + server.getLocalPort(), "redis-cluster.startup.timeout=5s");
			assertQuoted("expected a RESP type byte, found …; is this a Redis server, and does it expect TLS?",
					output.getOut());
		}
	}

	/** Answers as TLS does to what is no greeting of TLS. */
	private static void answerWithAlerts(ServerSocket server) {
		while (!server.isClosed()) {
			try (Socket client = server.accept()) {
				if (client.getInputStream().read() >= 0) {
					client.getOutputStream().write(new byte[] { 21, 3, 1, 0, 2, 2, 10 });
					client.shutdownOutput();
					// what is still unread would turn the end into a reset
					client.getInputStream().readAllBytes();
				}
			}
			catch (IOException ex) {
				// the next client
			}
		}
	}

	@Test
	void encryptionThatServersDoNotShare(CapturedOutput output) {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().primaries(1).replicasPerPrimary(0).tls().start()) {
			fails(output, "Connections are encrypted, and the server does not seem to speak TLS:",
					"redis-cluster.nodes=" + cluster.seeds().get(0), "redis-cluster.ssl.enabled=true",
					"redis-cluster.connect-timeout=2s", "redis-cluster.startup.timeout=10s");
			fails(output, "The certificate of the server is not accepted:",
					"redis-cluster.nodes=" + cluster.announcedSeeds().get(0), "redis-cluster.ssl.enabled=true");
			assertQuoted("the TLS handshake with … failed: …", output.getOut());
		}
	}

	@Test
	void addressesOfAnotherNetwork(CapturedOutput output) {
		try (FakeCluster cluster = FakeCluster.start(3, 0)) {
			unreachable(cluster, 0, 1, 2);
			fails(output,
					"The Redis Cluster answers at …, but none of the primaries it announces can be reached from here,"
							+ " as is usual behind NAT and with containers:",
					"redis-cluster.nodes=" + cluster.seeds().get(0), "redis-cluster.connect-timeout=20s");
			assertThat(output.getOut()).contains("host-port-remap:");
		}
	}

	@Test
	void oneAddressThatCannotBeReached(CapturedOutput output) {
		try (FakeCluster cluster = FakeCluster.start(3, 0)) {
			unreachable(cluster, 2);
			start("redis-cluster.nodes=" + cluster.seeds().get(0), "redis-cluster.connect-timeout=20s").close();
			logs(output, "Node …, which the cluster announces as …, cannot be reached from here: …");
		}
	}

	/** Lets nodes announce a port of this machine where nobody listens. */
	private static void unreachable(FakeCluster cluster, int... nodes) {
		try (FakeNode gone = FakeNode.start()) {
			FakeTopology topology = cluster.topology();
			for (int node : nodes) {
				FakeMember member = topology.members().get(node).withEndpoint("127.0.0." + (2 + node), gone.port());
				topology = new FakeTopology(topology.members()
					.stream()
					.map((each) -> each.id().equals(member.id()) ? member : each)
					.toList());
			}
			cluster.announce(topology);
		}
	}

	@Test
	void aValueThatMakesNoSense(CapturedOutput output) {
		fails(output, "The property '…'… cannot be used: …", "redis-cluster.nodes=127.0.0.1:7000",
				"redis-cluster.timeout=0");
	}

	@Test
	void aPasswordFileThatIsMissing(CapturedOutput output) {
		try (FakeNode node = FakeNode.start()) {
			fails(output, "the password file … cannot be read: …", "redis-cluster.nodes=" + node.address(),
					"redis-cluster.password-file=" + this.folder.resolve("none"), "redis-cluster.startup.timeout=5s");
		}
	}

	@Test
	void anEmptyPasswordFile(CapturedOutput output) throws Exception {
		Path file = Files.createFile(this.folder.resolve("empty"));
		try (FakeNode node = FakeNode.start()) {
			fails(output, "the password file … is empty", "redis-cluster.nodes=" + node.address(),
					"redis-cluster.password-file=" + file, "redis-cluster.startup.timeout=5s");
		}
	}

	@Test
	void aStartWithoutTrouble(CapturedOutput output) {
		try (FakeNode node = FakeNode.start()) {
			start("redis-cluster.nodes=" + node.address()).close();
			logs(output, "Redis Cluster… seeds …… taken from …");
			assertThat(output.getOut().lines().filter((line) -> line.contains(" i.r."))).as("nothing to worry about")
				.allMatch((line) -> line.contains("INFO"))
				.allMatch((line) -> TroubleshootingPage.logged()
					.stream()
					.anyMatch((text) -> TroubleshootingPage.pattern(text).matcher(line).find()));
		}
	}

	@Test
	void aMisspeltProperty(CapturedOutput output) {
		try (FakeNode node = FakeNode.start()) {
			start("redis-cluster.nodes=" + node.address(), "redis-cluster.tiemout=1s").close();
			logs(output, "… is set… and nobody reads it: there is no such property");
		}
	}

	@Test
	void aPasswordBesideTheNodesOfSpringBoot(CapturedOutput output) {
		try (FakeNode node = FakeNode.start()) {
			start("spring.data.redis.cluster.nodes=" + node.address(), "redis-cluster.password=secret").close();
			logs(output, "redis-cluster.… is not used: the nodes come from …, and so do user, password and encryption."
					+ " Set redis-cluster.nodes to use it.");
		}
	}

	@Test
	void aStartWithoutTheCluster(CapturedOutput output) {
		FakeNode node = FakeNode.start();
		node.close();
		start("redis-cluster.nodes=" + node.address(), "redis-cluster.startup.fail-fast=false",
				"redis-cluster.startup.timeout=" + Duration.ofMillis(500).toMillis())
			.close();
		logs(output, "The cluster cannot be reached; the first use of a connection tries again");
	}

	private static void logs(CapturedOutput output, String line) {
		assertQuoted(line, output.getOut());
		String level = TroubleshootingPage.level(line);
		assertThat(output.getOut().lines().filter(TroubleshootingPage.pattern(line).asPredicate())).as(level)
			.isNotEmpty()
			.allMatch((logged) -> logged.contains(level));
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, ClusterAutoConfiguration.class,
			DataRedisAutoConfiguration.class })
	static class Application {

	}

}
