package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The client while its cluster fails. Each test has a cluster of its own.
 */
@Timeout(180)
class FailoverIT {

	private static final String KEY = "counter";

	private EmbeddedCluster cluster;

	private ClusterClient client;

	@BeforeEach
	void start() {
		this.cluster = EmbeddedCluster.builder().nodeTimeout(Duration.ofSeconds(1)).start();
		this.client = ClusterClient.connect(ClusterClientOptions.builder().seeds(this.cluster.seeds().get(0)).build());
	}

	@AfterEach
	void close() {
		this.client.close();
		this.cluster.close();
	}

	@Test
	void writesGoOnWithoutAnErrorThroughAGracefulFailover() throws Exception {
		EmbeddedNode primary = this.cluster.owner(HashSlot.of(KEY));
		EmbeddedNode replica = this.cluster.replicasOf(primary).get(0);
		Counting counting = new Counting(4);
		counting.awaitSuccesses(200);
		this.cluster.failover(replica);
		counting.awaitSuccesses(counting.successes.get() + 200);
		counting.stop();
		assertThat(counting.failures).isEmpty();
		assertThat(replica.command("GET", KEY)).isEqualTo(Integer.toString(counting.successes.get()));
	}

	@Test
	void aKilledPrimaryCostsOnlyWhatWasInFlight() throws Exception {
		EmbeddedNode primary = this.cluster.owner(HashSlot.of(KEY));
		EmbeddedNode replica = this.cluster.replicasOf(primary).get(0);
		Counting counting = new Counting(4);
		counting.awaitSuccesses(200);
		primary.kill();
		Await.until("the replica has taken over", Duration.ofSeconds(30),
				() -> this.cluster.primaries().contains(replica));
		counting.awaitSuccesses(counting.successes.get() + 200);
		counting.stop();
		assertThat(counting.failures).hasSizeLessThanOrEqualTo(4)
			.allMatch((failure) -> failure instanceof CommandOutcomeUnknownException);
		assertThat(this.client.topology().shardOf(KEY).primary().id()).isEqualTo(replica.id());
	}

	@Test
	void readsFromAFrozenShardAreAnsweredByTheReplicaThatTakesOver() {
		this.client.execute("SET", KEY, "1");
		EmbeddedNode primary = this.cluster.owner(HashSlot.of(KEY));
		EmbeddedNode replica = this.cluster.replicasOf(primary).get(0);
		Await.until("it is replicated", Duration.ofSeconds(10), () -> replica.text("INFO", "keyspace").contains("db0"));
		primary.pause();
		try {
			Reply reply = this.client.execute(Command.of("GET", KEY).timeout(Duration.ofSeconds(30)));
			assertThat(reply.asString()).isEqualTo("1");
			assertThat(this.client.topology().shardOf(KEY).primary().id()).isEqualTo(replica.id());
		}
		finally {
			primary.resume();
		}
	}

	@Test
	void aRestartedClusterIsUsedAgain() {
		this.client.execute("SET", KEY, "1");
		this.cluster.nodes().forEach(EmbeddedNode::kill);
		this.cluster.nodes().parallelStream().forEach(EmbeddedNode::restart);
		this.cluster.awaitAgreement(Duration.ofSeconds(60));
		Await.until("the client notices that its connections are gone", Duration.ofSeconds(10), () -> {
			try {
				return this.client.execute("GET", KEY) != null;
			}
			catch (ClusterClientException ex) {
				return false;
			}
		});
		assertThat(this.client.execute("SET", KEY, "2").asString()).isEqualTo("OK");
	}

	@Test
	void oneDeadNodeNeverCostsTheOthersTheirAnswers() {
		EmbeddedNode dead = this.cluster.replicas().get(0);
		dead.kill();
		NodeReplies replies = this.client.on(Nodes.ALL).execute("PING");
		assertThat(replies.successes()).hasSize(5);
		assertThat(replies.failures()).hasSize(1);
		assertThat(replies.failures().keySet().iterator().next().address()).hasToString(dead.address());
	}

	/** Threads that increment one counter and note what fails. */
	private final class Counting {

		private final AtomicInteger successes = new AtomicInteger();

		private final List<Throwable> failures = new ArrayList<>();

		private final AtomicBoolean running = new AtomicBoolean(true);

		private final ExecutorService threads;

		Counting(int count) {
			this.threads = Executors.newFixedThreadPool(count);
			for (int i = 0; i < count; i++) {
				this.threads.execute(() -> {
					while (this.running.get()) {
						try {
							FailoverIT.this.client.execute(Command.of("INCR", KEY).timeout(Duration.ofSeconds(20)));
							this.successes.incrementAndGet();
						}
						catch (RuntimeException ex) {
							synchronized (this.failures) {
								this.failures.add(ex);
							}
						}
					}
				});
			}
		}

		void awaitSuccesses(int count) {
			Await.until(count + " increments succeeded", Duration.ofSeconds(40), () -> this.successes.get() >= count);
		}

		void stop() throws InterruptedException {
			this.running.set(false);
			this.threads.shutdown();
			assertThat(this.threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
		}

	}

}
