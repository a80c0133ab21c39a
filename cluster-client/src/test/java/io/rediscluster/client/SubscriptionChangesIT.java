package io.rediscluster.client;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions while the cluster changes. Owns its cluster; each test leaves it whole.
 */
@Timeout(180)
class SubscriptionChangesIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static EmbeddedCluster cluster;

	private final RecordingListener listener = new RecordingListener();

	private final AtomicInteger number = new AtomicInteger();

	private ClusterClient client;

	@BeforeAll
	static void startCluster() {
		cluster = EmbeddedCluster.builder()
			.nodeTimeout(Duration.ofSeconds(1))
			.config("notify-keyspace-events", "KEA")
			.start();
	}

	@AfterAll
	static void stopCluster() {
		cluster.close();
	}

	@BeforeEach
	void start() {
		this.client = ClusterClient
			.connect(ClusterClientOptions.builder().seeds(cluster.seeds().toArray(new String[0])).build());
	}

	@AfterEach
	void stop() {
		this.client.close();
	}

	@Test
	void aShardedChannelMovesWithItsSlot() {
		int slot = HashSlot.of("orders");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		try (Subscription subscription = this.client.subscribe(this.listener).shardChannels("orders").start()) {
			awaitDelivery("SPUBLISH", "orders");
			cluster.moveSlot(slot, target);
			awaitDelivery("SPUBLISH", "orders");
			assertThat(lastNode()).isEqualTo(target.id());
			this.listener.awaitGaps(1);
			assertThat(this.listener.gaps).singleElement().satisfies((gap) -> {
				assertThat(gap.node().id()).isEqualTo(source.id());
				assertThat(gap.topics()).containsExactly(Topic.shardChannel("orders"));
				assertThat(gap.duration()).isPositive();
			});
			assertThat(this.listener.subscribed).containsExactly("orders 1");
		}
	}

	@Test
	void aKilledPrimaryIsReportedAndReplaced() {
		EmbeddedNode primary = cluster.owner(HashSlot.of("orders"));
		EmbeddedNode replica = cluster.replicasOf(primary).get(0);
		try (Subscription subscription = this.client.subscribe(this.listener)
			.channels("orders")
			.shardChannels("orders")
			.patterns("__keyevent@0__:s*")
			.start()) {
			primary.kill();
			Await.until("the replica has taken over", PATIENCE, () -> cluster.primaries().contains(replica));
			awaitDelivery("PUBLISH", "orders");
			awaitDelivery("SPUBLISH", "orders");
			assertThat(lastNode()).isEqualTo(replica.id());
			awaitDelivery("SET", "orders");
			assertThat(lastNode()).isEqualTo(replica.id());
			this.listener.awaitGaps(1);
			assertThat(this.listener.gaps).anySatisfy((gap) -> {
				assertThat(gap.node().id()).isEqualTo(primary.id());
				assertThat(gap.topics()).contains(Topic.pattern("__keyevent@0__:s*"));
			});
			assertThat(this.listener.subscribed).hasSize(3);
		}
		finally {
			primary.restart();
			cluster.awaitAgreement(PATIENCE);
		}
	}

	@Test
	void theEventsOfANewPrimaryAreToldAfterAGracefulFailover() {
		EmbeddedNode primary = cluster.owner(HashSlot.of("orders"));
		EmbeddedNode replica = cluster.replicasOf(primary).get(0);
		try (Subscription subscription = this.client.subscribe(this.listener)
			.keyspaceEvents("__keyevent@0__:*")
			.start()) {
			cluster.failover(replica);
			awaitDelivery("SET", "orders");
			assertThat(lastNode()).isEqualTo(replica.id());
			this.listener.awaitGaps(1);
			assertThat(this.listener.gaps).allMatch((gap) -> gap.node().id().equals(replica.id()));
			this.client.execute("SET", "orders-expiring", "x", "PX", 1);
			this.listener.await("orders-expiring");
		}
	}

	/**
	 * Publishes, or writes, until a message of that has come.
	 */
	private void awaitDelivery(String command, String name) {
		String text = "{" + name + "}" + this.number.incrementAndGet();
		Await.until(command + " reaches the listener", PATIENCE, () -> {
			try {
				this.client
					.execute(command.equals("SET") ? Command.of("SET", text, "x") : Command.of(command, name, text));
			}
			catch (ClusterClientException ex) {
				// the cluster is changing
			}
			return this.listener.bodies().contains(text);
		});
	}

	private String lastNode() {
		return this.listener.messages.get(this.listener.messages.size() - 1).node().id();
	}

}
