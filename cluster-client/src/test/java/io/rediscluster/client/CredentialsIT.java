package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

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
		try (ClusterClient client = connect()) {
			try (Load load = new Load(client)) {
				load.awaitCalls(200);
				assertThat(connectionsOf("one")).isPositive();
				this.credentials.set(new Credentials("two", "second"));
				Await.until("every connection in use has the new user", LONG,
						() -> connectionsOf("two") > 0 && connectionsOf("one") == 0);
				load.awaitCalls(200);
				assertThat(load.failures).isEmpty();
			}
		}
	}

	@Test
	void credentialsThatServersRefuseAreNotTakenOver() throws Exception {
		AtomicInteger refused = new AtomicInteger();
		try (ClusterClient client = connect(); Load load = new Load(client)) {
			load.awaitCalls(200);
			this.credentials.set(new Credentials("one", "wrong"));
			Await.until("the new password was tried", LONG, () -> {
				refused.set(cluster.nodes().stream().mapToInt(CredentialsIT::refusals).sum());
				return refused.get() > 0;
			});
			load.awaitCalls(200);
			assertThat(connectionsOf("one")).isPositive();
			assertThat(load.failures).isEmpty();
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

	private static int refusals(EmbeddedNode node) {
		return (node.command("ACL", "LOG") instanceof List<?> entries) ? entries.size() : 0;
	}

	/** Blocking and asynchronous calls, until it is closed. */
	private static final class Load implements AutoCloseable {

		private final AtomicBoolean running = new AtomicBoolean(true);

		private final AtomicInteger calls = new AtomicInteger();

		private final List<Throwable> failures = new ArrayList<>();

		private final List<Thread> threads;

		Load(ClusterClient client) {
			this.threads = List.of(new Thread(() -> run((key) -> client.execute("INCR", key))), new Thread(
					() -> run((key) -> client.executeAsync(Command.of("INCR", key)).toCompletableFuture().join())));
			this.threads.forEach(Thread::start);
		}

		private void run(Consumer<String> call) {
			for (int i = 0; this.running.get(); i++) {
				try {
					call.accept("key" + i % 50);
					this.calls.incrementAndGet();
				}
				catch (RuntimeException ex) {
					synchronized (this.failures) {
						this.failures.add(ex);
					}
				}
			}
		}

		void awaitCalls(int more) {
			int wanted = this.calls.get() + more;
			Await.until(more + " calls", LONG, () -> this.calls.get() >= wanted);
		}

		@Override
		public void close() throws InterruptedException {
			this.running.set(false);
			for (Thread thread : this.threads) {
				thread.join();
			}
		}

	}

}
