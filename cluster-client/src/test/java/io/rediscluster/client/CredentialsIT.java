package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import io.rediscluster.client.ClusterClientOptions.Refresh;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Credentials that change while the client is at work.
 */
@Timeout(120)
class CredentialsIT {

	private static final Duration LONG = Duration.ofSeconds(30);

	private static EmbeddedCluster cluster;

	private final AtomicReference<Credentials> credentials = new AtomicReference<>(new Credentials("one", "first"));

	@BeforeAll
	static void start() {
		cluster = EmbeddedCluster.builder()
			.replicasPerPrimary(0)
			.aclUser("one", "first", "~*", "&*", "+@all")
			.aclUser("two", "second", "~*", "&*", "+@all")
			.aclUser("least", "third", "~app:*", "-@all", "+hello", "+cluster|myid", "+cluster|slots", "+get", "+set",
					"+mget")
			.start();
	}

	@AfterAll
	static void close() {
		cluster.close();
	}

	private ClusterClient connect() {
		return ClusterClient.connect(ClusterClientOptions.builder()
			.seeds(cluster.seeds().toArray(String[]::new))
			.credentials(this.credentials::get)
			.refresh(new Refresh(Duration.ofMillis(200), Duration.ofMillis(100), 1, false))
			.build());
	}

	private static long connectionsOf(String user) {
		return cluster.nodes()
			.stream()
			.flatMap((node) -> node.text("CLIENT", "LIST").lines())
			.filter((line) -> line.contains(" user=" + user + " "))
			.count();
	}

	@Test
	void connectionsInUseTakeOverNewCredentialsAndNoCallFails() throws Exception {
		try (ClusterClient client = connect(); Traffic traffic = traffic(client)) {
			traffic.awaitMore(200);
			assertThat(connectionsOf("one")).isPositive();
			this.credentials.set(new Credentials("two", "second"));
			Await.until("every connection in use has the new user", LONG,
					() -> connectionsOf("two") > 0 && connectionsOf("one") == 0);
			traffic.awaitMore(200);
			assertThat(traffic.failures()).isEmpty();
		}
	}

	@Test
	void credentialsThatServersRefuseAreNotTakenOver() throws Exception {
		try (ClusterClient client = connect(); Traffic traffic = traffic(client)) {
			traffic.awaitMore(200);
			int before = refusals();
			this.credentials.set(new Credentials("one", "wrong"));
			Await.until("the new password was tried", LONG, () -> refusals() > before);
			traffic.awaitMore(200);
			assertThat(connectionsOf("one")).isPositive();
			assertThat(traffic.failures()).isEmpty();
		}
	}

	@Test
	void aUserWithTheLeastRightsIsServed() {
		this.credentials.set(new Credentials("least", "third"));
		try (ClusterClient client = connect()) {
			for (int i = 0; i < 20; i++) {
				client.execute("SET", "app:" + i, i);
			}
			assertThat(client.execute("MGET", "app:3", "app:4").asList()).extracting(Reply::asString)
				.containsExactly("3", "4");
			assertThat(client.pipeline().add("GET", "app:5").add("SET", "app:6", "x").execute())
				.allMatch(Outcome::isSuccess);
			assertThatThrownBy(() -> client.execute("GET", "other")).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("NOPERM");
			assertThatThrownBy(() -> client.execute("DEL", "app:1")).isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("NOPERM");
		}
	}

	private static int refusals() {
		return cluster.nodes().stream().mapToInt(CredentialsIT::refusals).sum();
	}

	private static int refusals(EmbeddedNode node) {
		return (node.command("ACL", "LOG") instanceof List<?> entries) ? entries.size() : 0;
	}

	/** Blocking and asynchronous calls. */
	private static Traffic traffic(ClusterClient client) {
		return Traffic.of((round) -> client.execute("INCR", "key" + round % 50),
				(round) -> client.executeAsync(Command.of("INCR", "key" + round % 50)).toCompletableFuture().join());
	}

}
