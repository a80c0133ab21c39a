package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Subscriptions on a real cluster.
 */
@Timeout(120)
class PubSubIT {

	private static ClusterClient publisher;

	private final RecordingListener listener = new RecordingListener();

	@BeforeAll
	static void start() {
		publisher = ClusterClient.connect(options().build());
	}

	@AfterAll
	static void stop() {
		publisher.close();
	}

	private static ClusterClientOptions.Builder options() {
		return ClusterClientOptions.builder().seeds(EmbeddedCluster.shared().seeds().toArray(new String[0]));
	}

	/**
	 * Messages cross the bus of the cluster: those of one test may still do in the next.
	 */
	@ParameterizedTest
	@EnumSource(Protocol.class)
	void channelsPatternsAndShardedChannelsAreDelivered(Protocol protocol) {
		try (ClusterClient client = ClusterClient.connect(options().protocol(protocol).build());
				Subscription subscription = client.subscribe(this.listener)
					.channels("news" + protocol, "sport" + protocol)
					.patterns("log" + protocol + ".*")
					.shardChannels("shard" + protocol)
					.start()) {
			assertThat(this.listener.subscribed).hasSize(4);
			assertThat(subscription.topics()).hasSize(4);
			publisher.execute("PUBLISH", "news" + protocol, "1");
			publisher.execute("PUBLISH", "sport" + protocol, "2");
			publisher.execute("PUBLISH", "log" + protocol + ".a", "3");
			publisher.execute("SPUBLISH", "shard" + protocol, "4");
			List.of("1", "2", "3", "4").forEach(this.listener::await);
			assertThat(this.listener.bodies()).containsExactlyInAnyOrder("1", "2", "3", "4");
			assertThat(this.listener.messages).anySatisfy((message) -> {
				assertThat(message.topic()).isEqualTo(Topic.pattern("log" + protocol + ".*"));
				assertThat(message.channelAsString()).isEqualTo("log" + protocol + ".a");
			}).anySatisfy((message) -> {
				assertThat(message.topic()).isEqualTo(Topic.shardChannel("shard" + protocol));
				assertThat(message.node()).isEqualTo(client.topology().shardOf("shard" + protocol).primary());
			});
		}
		assertThat(this.listener.unsubscribed).hasSize(4);
		assertThat(this.listener.closed).hasValue(1);
		assertThat(this.listener.gaps).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void topicsAreAddedAndRemovedWhileMessagesFlow(Protocol protocol) {
		String second = "second" + protocol;
		try (ClusterClient client = ClusterClient.connect(options().protocol(protocol).build());
				Subscription subscription = client.subscribe(this.listener).channels("first" + protocol).start()) {
			subscription.add(Topic.channel(second), Topic.pattern("third" + protocol + "*"));
			assertThat(subscription.awaitSubscribed(Duration.ofSeconds(30))).isTrue();
			publisher.execute("PUBLISH", second, "a");
			this.listener.await("a");
			subscription.remove(Topic.channel(second), Topic.channel("unknown"));
			assertThat(this.listener.unsubscribed).containsExactly(second + " 2");
			publisher.execute("PUBLISH", second, "b");
			publisher.execute("PUBLISH", "third" + protocol, "c");
			this.listener.await("c");
			assertThat(this.listener.bodies()).containsExactly("a", "c");
		}
	}

	@Test
	void manyTopicsOfManySlotsShareAConnectionPerNode() {
		String[] channels = IntStream.range(0, 500).mapToObj((i) -> "many" + i).toArray(String[]::new);
		try (ClusterClient client = ClusterClient.connect(options().build());
				Subscription subscription = client.subscribe(this.listener)
					.shardChannels((Object[]) channels)
					.start()) {
			assertThat(this.listener.subscribed).hasSize(500);
			assertThat(client.stats()
				.nodes()
				.values()
				.stream()
				.mapToInt((node) -> node.connections().getOrDefault(ConnectionKind.SUBSCRIPTION, 0))
				.sum()).isEqualTo(3);
			for (String channel : channels) {
				publisher.executeAsync(Command.of("SPUBLISH", channel, channel));
			}
			Await.until("all have arrived", Duration.ofSeconds(30), () -> this.listener.messages.size() >= 500);
			assertThat(this.listener.bodies()).containsExactlyInAnyOrder(channels);
		}
	}

	@Test
	void noThreadOutlivesTheClient() {
		Subscription subscription;
		try (ClusterClient client = ClusterClient.connect(options().build())) {
			subscription = client.subscribe(this.listener).channels("closing").start();
		}
		assertThat(subscription.isClosed()).isTrue();
		Await.until("its threads have ended", Duration.ofSeconds(30),
				() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.noneMatch((thread) -> thread.getName().contains("-subscription-")));
	}

}
