package io.rediscluster.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeNode.Welcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Wrong settings and wrong servers: each ends within the deadline, with a message that
 * names the place and says what to do.
 */
@Timeout(60)
class BadInputTests {

	private static final Duration STARTUP = Duration.ofSeconds(2);

	private static ClusterClientOptions.Builder options(String... seeds) {
		return ClusterClientOptions.builder()
			.seeds(seeds)
			.startupTimeout(STARTUP)
			.connectTimeout(Duration.ofMillis(500))
			.timeout(Duration.ofSeconds(2));
	}

	private static void assertStartFails(ClusterClientOptions options, String... parts) {
		long started = System.nanoTime();
		assertThatThrownBy(() -> ClusterClient.connect(options)).isInstanceOf(ClusterUnavailableException.class)
			.hasMessageContainingAll(parts);
		assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(STARTUP.multipliedBy(5));
	}

	@Test
	void anUnreachableSeedIsNamedWithItsError() throws IOException {
		int port;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			port = socket.getLocalPort();
		}
		assertStartFails(options("127.0.0.1:" + port).build(), "127.0.0.1:" + port, "refused");
	}

	@Test
	void aHostThatCannotBeResolvedIsNamed() {
		assertStartFails(options("no-such-host.invalid:7000").build(), "no-such-host.invalid", "resolved");
	}

	@Test
	void aServerThatIsNoClusterIsSaidToBeNone() {
		try (FakeNode node = FakeNode.start()) {
			node.on("CLUSTER", FakeAnswer.error("ERR This instance has cluster support disabled"));
			assertStartFails(options(node.address()).build(), node.address(), "not one of a cluster",
					"standalone: accept");
		}
	}

	@Test
	void aServerThatIsNoClusterServesAsOneShardWhenThatIsAccepted() {
		try (FakeNode node = FakeNode.start()) {
			node.on("CLUSTER", FakeAnswer.error("ERR This instance has cluster support disabled"));
			try (ClusterClient client = ClusterClient.connect(options(node.address()).standalone(true).build())) {
				client.execute("SET", "a", "1");
				assertThat(client.execute("GET", "a").asString()).isEqualTo("1");
				assertThat(client.topology().shards()).hasSize(1);
			}
		}
	}

	@Test
	void aWrongPasswordIsReportedAtOnceAndNeverShown() {
		try (FakeNode node = FakeNode.start()) {
			node.user("default", "right");
			assertStartFails(options(node.address()).password("wr0ng-secret").build(), node.address(), "WRONGPASS",
					"password");
			assertThatThrownBy(() -> ClusterClient.connect(options(node.address()).password("wr0ng-secret").build()))
				.hasMessageNotContaining("wr0ng-secret");
		}
	}

	@Test
	void aMissingPasswordIsAskedFor() {
		try (FakeNode node = FakeNode.start()) {
			node.user("default", "right");
			assertStartFails(options(node.address()).build(), node.address(), "NOAUTH", "'password'");
		}
	}

	@Test
	void theRightPasswordIsTaken() {
		try (FakeNode node = FakeNode.start()) {
			node.user("default", "right").user("app", "other");
			for (ClusterClientOptions.Builder each : List.of(options(node.address()).password("right"),
					options(node.address()).username("app").password("other"),
					options(node.address()).username("app").password("other").protocol(Protocol.RESP2))) {
				try (ClusterClient client = ClusterClient.connect(each.build())) {
					assertThat(client.execute("SET", "a", "1").asString()).isEqualTo("OK");
				}
			}
		}
	}

	@Test
	void aHalfFormedClusterIsSaidNotToBeFormed() {
		try (FakeNode node = FakeNode.start()) {
			node.on("CLUSTER SLOTS", FakeAnswer.reply(List.of()));
			assertStartFails(options(node.address()).build(), node.address(), "not formed");
		}
	}

	@Test
	void aServerThatSpeaksNoRespIsNamed() {
		try (FakeNode node = FakeNode.start()) {
			node.on(FakeNode.ANY, FakeAnswer.raw("HTTP/1.1 400 Bad Request\r\n\r\n"));
			assertStartFails(options(node.address()).build(), node.address(), "Redis server");
		}
	}

	@Test
	void aServerThatNeverAnswersEndsTheStartInTime() {
		try (FakeNode node = FakeNode.start()) {
			node.welcome(Welcome.IGNORE);
			assertStartFails(options(node.address()).build(), node.address(), "in time");
		}
	}

	@Test
	void aHostThatSwallowsConnectionsEndsTheStartInTime() {
		try (FakeNode node = FakeNode.start()) {
			node.hangConnections();
			assertStartFails(options(node.address()).build(), node.address(), "timed out");
		}
	}

	@Test
	void aRedirectLoopEndsAfterTheLimit() {
		try (FakeCluster cluster = FakeNode.cluster(2)) {
			int slot = HashSlot.of("loop");
			FakeNode first = cluster.node(0);
			FakeNode second = cluster.node(1);
			first.on("GET", FakeAnswer.moved(slot, second.address()));
			second.on("GET", FakeAnswer.moved(slot, first.address()));
			try (ClusterClient client = ClusterClient.connect(options(first.address()).maxRedirects(3).build())) {
				assertThatThrownBy(() -> client.execute("GET", "loop"))
					.isInstanceOfSatisfying(TooManyRedirectsException.class, (ex) -> {
						assertThat(ex.attempts()).isEqualTo(4);
						assertThat(ex.slot()).isEqualTo(slot);
						assertThat(ex).hasMessageContaining("max-redirects");
					});
			}
		}
	}

	@Test
	void aRedirectToAnAddressThatNoNodeNamesIsNeverDialled() {
		try (FakeCluster cluster = FakeNode.cluster(2); FakeNode stranger = FakeNode.start()) {
			cluster.nodes().forEach((node) -> node.on("GET", FakeAnswer.moved(HashSlot.of("a"), stranger.address())));
			try (ClusterClient client = ClusterClient.connect(options(cluster.node(0).address()).build())) {
				assertThatThrownBy(() -> client.execute(Command.of("GET", "a").timeout(Duration.ofMillis(500))))
					.isInstanceOf(ClusterClientException.class)
					.hasMessageContaining(stranger.address());
			}
			assertThat(stranger.connectionCount()).isZero();
		}
	}

	@Test
	void aNodeWithAnotherIdThanExpectedIsNotUsed() {
		try (FakeCluster cluster = FakeNode.cluster(2)) {
			FakeNode other = cluster.owner(HashSlot.of("b"));
			FakeNode first = cluster.primaryOtherThan(other);
			try (ClusterClient client = ClusterClient.connect(options(first.address()).build())) {
				other.id("e".repeat(40));
				assertThatThrownBy(() -> client.execute(Command.of("GET", "b").timeout(Duration.ofMillis(700))))
					.isInstanceOf(NodeConnectionException.class)
					.hasMessageContaining("e".repeat(40));
				assertThat(other.requests("GET")).isEmpty();
			}
		}
	}

	@Test
	void wrongSettingsAreNamedAsInTheConfiguration() {
		assertThatThrownBy(() -> options("localhost")).hasMessageContaining("localhost");
		assertThatThrownBy(() -> options("localhost:99999")).hasMessageContaining("99999");
		assertThatThrownBy(() -> ClusterClientOptions.builder().build()).hasMessageContaining("nodes");
		assertThatThrownBy(() -> options("a:1").timeout(Duration.ZERO).build()).hasMessageContaining("timeout");
		assertThatThrownBy(() -> options("a:1").clientName("two words").build()).hasMessageContaining("client-name");
	}

	@Test
	void aClosedClientSaysSo() {
		try (FakeNode node = FakeNode.start()) {
			ClusterClient client = ClusterClient.connect(options(node.address()).build());
			client.execute("SET", "a", "1");
			client.close();
			client.close();
			assertThatThrownBy(() -> client.execute("GET", "a")).isInstanceOf(ClusterUnavailableException.class)
				.hasMessageContaining("closed");
			Await.until("all connections are closed", Duration.ofSeconds(10), () -> node.connections().isEmpty());
		}
	}

}
