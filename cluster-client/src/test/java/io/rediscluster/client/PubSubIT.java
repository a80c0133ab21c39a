package io.rediscluster.client;

import java.time.Duration;
import java.util.List;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void channelsPatternsAndShardedChannelsAreDelivered(Protocol protocol) {
		try (ClusterClient client = ClusterClient.connect(options().protocol(protocol).build());
				Subscription subscription = client.subscribe(this.listener)
					.channels("news", "sport")
					.patterns("log.*")
					.shardChannels("shard")
					.start()) {
			assertThat(this.listener.subscribed).hasSize(4);
			assertThat(subscription.topics()).hasSize(4);
			publisher.execute("PUBLISH", "news", "1");
			publisher.execute("PUBLISH", "sport", "2");
			publisher.execute("PUBLISH", "log.a", "3");
			publisher.execute("SPUBLISH", "shard", "4");
			List.of("1", "2", "3", "4").forEach(this.listener::await);
			assertThat(this.listener.bodies()).containsExactlyInAnyOrder("1", "2", "3", "4");
			assertThat(this.listener.messages).anySatisfy((message) -> {
				assertThat(message.topic()).isEqualTo(Topic.pattern("log.*"));
				assertThat(message.channelAsString()).isEqualTo("log.a");
			}).anySatisfy((message) -> {
				assertThat(message.topic()).isEqualTo(Topic.shardChannel("shard"));
				assertThat(message.node()).isEqualTo(client.topology().shardOf("shard").primary());
			});
		}
		assertThat(this.listener.unsubscribed).hasSize(4);
		assertThat(this.listener.closed).hasValue(1);
		assertThat(this.listener.gaps).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void topicsAreAddedAndRemovedWhileMessagesFlow(Protocol protocol) {
		try (ClusterClient client = ClusterClient.connect(options().protocol(protocol).build());
				Subscription subscription = client.subscribe(this.listener).channels("first").start()) {
			subscription.add(Topic.channel("second"), Topic.pattern("third*"));
			assertThat(subscription.awaitSubscribed(Duration.ofSeconds(30))).isTrue();
			publisher.execute("PUBLISH", "second", "a");
			this.listener.await("a");
			subscription.remove(Topic.channel("second"), Topic.channel("unknown"));
			assertThat(this.listener.unsubscribed).containsExactly("second 2");
			publisher.execute("PUBLISH", "second", "b");
			publisher.execute("PUBLISH", "third", "c");
			this.listener.await("c");
			assertThat(this.listener.bodies()).containsExactly("a", "c");
			assertThat(HashSlot.of("first")).isNotEqualTo(HashSlot.of("second"));
		}
	}

}
