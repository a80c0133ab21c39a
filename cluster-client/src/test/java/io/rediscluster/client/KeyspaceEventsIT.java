package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Keyspace events of a real cluster whose slots move. Owns its cluster.
 */
@Timeout(120)
class KeyspaceEventsIT {

	private static EmbeddedCluster cluster;

	private final RecordingListener listener = new RecordingListener();

	private ClusterClient client;

	@BeforeAll
	static void startCluster() {
		cluster = EmbeddedCluster.builder().config("notify-keyspace-events", "KEA").start();
	}

	@AfterAll
	static void stopCluster() {
		cluster.close();
	}

	@BeforeEach
	void start() {
		this.client = ClusterClient.connect(options().build());
	}

	@AfterEach
	void stop() {
		this.client.close();
	}

	private static ClusterClientOptions.Builder options() {
		return ClusterClientOptions.builder().seeds(cluster.seeds().toArray(new String[0]));
	}

	@ParameterizedTest
	@EnumSource(names = { "RESP2", "RESP3" })
	void everyExpiredKeyOfEveryPrimaryIsToldOnce(Protocol protocol) {
		try (ClusterClient subscriber = ClusterClient.connect(options().protocol(protocol).build());
				Subscription subscription = subscriber.subscribe(this.listener)
					.keyspaceEvents("__keyevent@0__:expired")
					.start()) {
			List<String> keys = new ArrayList<>();
			for (int i = 0; i < 300; i++) {
				keys.add("expiring:" + i);
				this.client.execute("SET", "expiring:" + i, "x", "PX", 100 + i);
			}
			Await.until("300 events have come", Duration.ofSeconds(30), () -> this.listener.messages.size() >= 300);
			assertThat(this.listener.bodies()).containsExactlyInAnyOrderElementsOf(keys);
			assertThat(this.listener.messages.stream().map((message) -> message.node().id()).distinct()).hasSize(3);
			assertThat(subscription.droppedEvents()).isZero();
			assertThat(this.listener.gaps).isEmpty();
		}
	}

	@Test
	void theEventsOfMatchingKeysAreToldByKey() {
		try (Subscription subscription = this.client.subscribe(this.listener)
			.patterns("__keyspace@0__:cart:*")
			.start()) {
			for (int i = 0; i < 20; i++) {
				this.client.execute("SET", "cart:" + i, "x");
				this.client.execute("SET", "other:" + i, "x");
				this.client.execute("DEL", "cart:" + i);
			}
			Await.until("all events have come", Duration.ofSeconds(30), () -> this.listener.messages.size() >= 40);
			assertThat(this.listener.bodies()).hasSize(40).containsOnly("set", "del");
			assertThat(this.listener.messages)
				.allMatch((message) -> message.channelAsString().startsWith("__keyspace@0__:cart:"));
		}
	}

	@Test
	void messagesOfOthersToMatchingChannelsComeOnce() {
		try (Subscription subscription = this.client.subscribe(this.listener).keyspaceEvents("__key*").start()) {
			this.client.execute("PUBLISH", "__keychain", "1");
			this.client.execute("PUBLISH", "__keychain", "2");
			this.client.execute("SET", "marker", "x");
			this.listener.await("marker");
			this.listener.await("2");
			assertThat(this.listener.bodies()).containsOnlyOnce("1", "2");
		}
	}

	@Test
	void movingASlotInventsNoDeletion() {
		String tag = "{moving}";
		int slot = HashSlot.of(tag);
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		for (int i = 0; i < 50; i++) {
			this.client.execute("SET", tag + i, "x");
		}
		try (Subscription subscription = this.client.subscribe(this.listener)
			.keyspaceEvents("__keyevent@0__:del", "__keyspace@0__:" + tag + "*")
			.start()) {
			this.client.admin().moveSlots(this.client.topology().node(target.id()), new SlotRange(slot, slot));
			this.client.refresh();
			assertThat(this.client.topology().shardOf(slot).primary().id()).isEqualTo(target.id());
			// deletions of now are told, from then on
			Await.until("deletions are told", Duration.ofSeconds(30), () -> {
				this.client.execute("SET", "{moving}real", "x");
				this.client.execute("DEL", "{moving}real");
				return this.listener.bodies().contains("{moving}real");
			});
			assertThat(deletions()).containsOnly("{moving}real");
			assertThat(subscription.droppedEvents()).isPositive();
		}
	}

	@Test
	void aMoveThatNobodyTellsTheClientOfInventsNoDeletionEither() {
		String tag = "{taken}";
		int slot = HashSlot.of(tag);
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		try (ClusterClient writer = ClusterClient.connect(options().build());
				Subscription subscription = this.client.subscribe(this.listener)
					.keyspaceEvents("__keyevent@0__:*")
					.start()) {
			for (int i = 0; i < 50; i++) {
				writer.execute("SET", tag + i, "x");
			}
			cluster.moveSlot(slot, target);
			Await.until("events of the new owner are told", Duration.ofSeconds(30), () -> {
				writer.execute("SET", "{taken}real", "x");
				return this.listener.bodies().contains("{taken}real");
			});
			assertThat(deletions()).isEmpty();
			assertThat(subscription.droppedEvents()).isPositive();
		}
	}

	@Test
	void aUserWithFewRightsMayListen() {
		cluster.nodes()
			.forEach((node) -> node.command("ACL", "SETUSER", "listener", "on", ">secret", "resetchannels", "&news",
					"&__keyevent@0__:del", "-@all", "+hello", "+cluster|myid", "+cluster|slots", "+subscribe",
					"+unsubscribe", "+ping"));
		try (ClusterClient listening = ClusterClient.connect(options().username("listener").password("secret").build());
				Subscription subscription = listening.subscribe(this.listener)
					.channels("news", "__keyevent@0__:del")
					.start()) {
			this.client.execute("PUBLISH", "news", "hello");
			this.listener.await("hello");
			this.client.execute("SET", "removed", "x");
			this.client.execute("DEL", "removed");
			this.listener.await("removed");
			Subscription other = listening.subscribe(this.listener).channels("other");
			assertThatExceptionOfType(ServerErrorException.class).isThrownBy(other::start)
				.withMessageStartingWith("NOPERM");
		}
		finally {
			cluster.nodes().forEach((node) -> node.command("ACL", "DELUSER", "listener"));
		}
	}

	private List<String> deletions() {
		List<String> keys = new ArrayList<>();
		for (PubSubMessage message : this.listener.messages) {
			if (message.channelAsString().equals("__keyevent@0__:del")) {
				keys.add(message.bodyAsString());
			}
			else if (message.bodyAsString().equals("del")) {
				keys.add(message.channelAsString().substring("__keyspace@0__:".length()));
			}
		}
		return keys;
	}

}
