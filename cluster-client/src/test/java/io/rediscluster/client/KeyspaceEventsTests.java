package io.rediscluster.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.Resp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which keyspace events count, against nodes that tell more than is true.
 */
@Timeout(60)
class KeyspaceEventsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String PATTERN = "__key*__:*";

	private static final String KEY = "cart";

	private final FakeCluster cluster = FakeNode.cluster(2);

	private final FakePubSub pubSub = new FakePubSub(this.cluster);

	private final FakeNode owner = this.cluster.owner(HashSlot.of(KEY));

	private final FakeNode other = this.cluster.nodes().get(this.cluster.nodes().indexOf(this.owner) ^ 1);

	private final RecordingListener listener = new RecordingListener();

	private final ClusterClient client = ClusterClient
		.connect(ClusterClientOptions.builder().seeds(this.cluster.seeds().toArray(new String[0])).build());

	@AfterEach
	void close() {
		this.client.close();
		this.cluster.close();
	}

	private Subscription subscribe() {
		return this.client.subscribe(this.listener).patterns(PATTERN).start();
	}

	private void event(FakeNode node, String event, String key) throws Exception {
		this.pubSub.patternMessage(node, PATTERN, "__keyevent@0__:" + event, key);
	}

	@Test
	void everyPrimaryIsAskedOnce() throws Exception {
		try (Subscription subscription = subscribe()) {
			assertThat(this.owner.requests("PSUBSCRIBE")).hasSize(1);
			assertThat(this.other.requests("PSUBSCRIBE")).hasSize(1);
			assertThat(this.listener.subscribed).containsExactly(PATTERN + " 1");
		}
	}

	@Test
	void anEventCountsFromTheOwnerOfTheKeyOnly() throws Exception {
		try (Subscription subscription = subscribe()) {
			event(this.other, "set", KEY);
			this.pubSub.patternMessage(this.other, PATTERN, "__keyspace@0__:" + KEY, "expired");
			Await.until("they are dropped", PATIENCE, () -> subscription.droppedEvents() == 2);
			event(this.owner, "set", KEY);
			this.pubSub.patternMessage(this.owner, PATTERN, "__keyspace@0__:" + KEY, "expired");
			this.listener.await("expired");
			assertThat(this.listener.bodies()).containsExactly(KEY, "expired");
			assertThat(this.listener.messages).allMatch((message) -> message.node().id().equals(this.owner.id()));
		}
	}

	@Test
	void anEventOfTheWrongNodeMakesTheClientLookAtTheTopology() throws Exception {
		try (Subscription subscription = subscribe()) {
			this.cluster.moveSlot(HashSlot.of(KEY), this.other);
			event(this.other, "set", KEY);
			Await.until("the move is known", PATIENCE,
					() -> this.client.topology().shardOf(KEY).primary().id().equals(this.other.id()));
			event(this.other, "set", KEY);
			this.listener.await(KEY);
			this.listener.awaitGaps(1);
			assertThat(this.listener.gaps).singleElement()
				.satisfies((gap) -> assertThat(gap.node().id()).isEqualTo(this.other.id()));
			assertThat(subscription.droppedEvents()).isEqualTo(1);
		}
	}

	@Test
	void aMessageThatIsNoEventCountsFromTheOwnerOfItsChannel() throws Exception {
		try (Subscription subscription = subscribe()) {
			String channel = "__keychain__:x";
			FakeNode owner = this.cluster.owner(HashSlot.of(channel));
			for (FakeNode node : this.cluster.nodes()) {
				this.pubSub.patternMessage(node, PATTERN, channel, "once");
				event(node, "set", KEY);
			}
			this.listener.await("once");
			this.listener.await(KEY);
			assertThat(this.listener.bodies()).containsExactlyInAnyOrder("once", KEY);
			assertThat(this.listener.messages.stream()
				.filter((message) -> message.bodyAsString().equals("once"))
				.findFirst()
				.orElseThrow()
				.node()
				.id()).isEqualTo(owner.id());
		}
	}

	@Test
	void aDeletionInAnOpenSlotIsDropped() throws Exception {
		try (Subscription subscription = subscribe()) {
			this.owner.on("CLUSTER NODES",
					FakeAnswer.reply(nodes(" [" + HashSlot.of(KEY) + "->-" + this.other.id() + "]")));
			event(this.owner, "del", KEY);
			this.pubSub.patternMessage(this.owner, PATTERN, "__keyspace@0__:" + KEY, "del");
			event(this.owner, "expired", KEY);
			this.listener.await(KEY);
			assertThat(subscription.droppedEvents()).isEqualTo(2);
			assertThat(this.listener.messages).singleElement()
				.satisfies((message) -> assertThat(message.channelAsString()).endsWith(":expired"));
			this.owner.clearScript();
		}
	}

	/** What the owner says of the cluster, with something added to its own line. */
	private String nodes(String added) {
		return this.owner.topology()
			.nodes(this.owner.id())
			.lines()
			.map((line) -> line.contains("myself") ? line + added : line)
			.reduce("", (text, line) -> text + line + "\n");
	}

	@Test
	void aDeletionCountsWhileItsSlotIsAtRestAlsoIfTheUserMayNotAsk() throws Exception {
		try (Subscription subscription = subscribe()) {
			event(this.owner, "del", KEY);
			this.listener.await(KEY);
			this.owner.on("CLUSTER NODES", FakeAnswer.error("NOPERM this user has no permissions"));
			event(this.owner, "del", "{" + KEY + "}2");
			this.listener.await("{" + KEY + "}2");
			assertThat(subscription.droppedEvents()).isZero();
		}
	}

	@Test
	void aDeletionIsDroppedIfTheNodeDoesNotSayWhetherItCounts() throws Exception {
		try (Subscription subscription = subscribe()) {
			this.owner.onNext("CLUSTER NODES", FakeAnswer.reply("nonsense"));
			event(this.owner, "del", KEY);
			event(this.owner, "set", KEY);
			this.listener.await(KEY);
			assertThat(subscription.droppedEvents()).isEqualTo(1);
			assertThat(this.listener.messages).hasSize(1);
		}
	}

	@Test
	void oneQuestionIsEnoughForAllDeletionsThatHaveArrived() throws Exception {
		try (Subscription subscription = subscribe()) {
			StringBuilder frames = new StringBuilder();
			for (int i = 0; i < 100; i++) {
				frames.append(
						new String(Resp.push("pmessage", PATTERN, "__keyevent@0__:del", "{" + KEY + "}" + i).bytes(3),
								StandardCharsets.UTF_8));
			}
			this.client.refresh();
			this.owner.clearRequests();
			this.pubSub.subscriber(this.owner).send(Resp.raw(frames.toString().getBytes(StandardCharsets.UTF_8)));
			this.listener.await("{" + KEY + "}99");
			assertThat(this.listener.messages).hasSize(100);
			assertThat(this.owner.requests("CLUSTER NODES")).hasSizeBetween(1, 10);
		}
	}

	@Test
	void aDeletionRightAfterItsSlotHasChangedHandsIsDropped() throws Exception {
		ClusterClientOptions options = ClusterClientOptions.builder()
			.seeds(this.cluster.seeds().toArray(new String[0]))
			.refresh(new ClusterClientOptions.Refresh(Duration.ofMinutes(5), Duration.ofMinutes(5), 3, false))
			.build();
		try (ClusterClient client = ClusterClient.connect(options);
				Subscription subscription = client.subscribe(this.listener).patterns(PATTERN).start()) {
			this.cluster.moveSlot(HashSlot.of(KEY), this.other);
			client.refresh();
			event(this.other, "del", KEY);
			event(this.other, "set", KEY);
			this.listener.await(KEY);
			assertThat(this.listener.messages).singleElement()
				.satisfies((message) -> assertThat(message.channelAsString()).endsWith(":set"));
			assertThat(subscription.droppedEvents()).isEqualTo(1);
		}
	}

	@Test
	void aNewPrimaryIsSubscribedAndReported() throws Exception {
		try (FakeCluster failing = FakeCluster.start(2, 1)) {
			FakePubSub pubSub = new FakePubSub(failing);
			FakeNode replica = failing.nodes().get(2);
			try (ClusterClient client = ClusterClient
				.connect(ClusterClientOptions.builder().seeds(failing.seeds().get(0)).build());
					Subscription subscription = client.subscribe(this.listener)
						.keyspaceEvents("__keyevent@0__:set")
						.start()) {
				assertThat(replica.requests("SUBSCRIBE")).isEmpty();
				failing.failover(replica);
				client.refresh();
				replica.awaitRequests("SUBSCRIBE", 1, PATIENCE);
				this.listener.awaitGaps(1);
				assertThat(this.listener.gaps).singleElement()
					.satisfies((gap) -> assertThat(gap.node().id()).isEqualTo(replica.id()));
				Await.until("the old one is given up", PATIENCE,
						() -> !failing.nodes()
							.get(0)
							.connections()
							.contains(pubSub.subscriber(failing.nodes().get(0))));
				assertThat(List.copyOf(this.listener.subscribed)).containsExactly("__keyevent@0__:set 1");
			}
		}
	}

}
