package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.ClusterClientOptions.Refresh;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeConnection;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeRequest;
import io.rediscluster.test.Gate;
import io.rediscluster.test.Resp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Subscriptions against nodes that do what real ones do rarely.
 */
@Timeout(60)
class SubscriptionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final FakeCluster cluster = FakeNode.cluster(2);

	private final FakePubSub pubSub = new FakePubSub(this.cluster);

	/** The owner of the channel "news". */
	private final FakeNode owner = this.cluster.owner(HashSlot.of("news"));

	private final FakeNode other = this.cluster.nodes().get(this.cluster.nodes().indexOf(this.owner) ^ 1);

	private final RecordingListener listener = new RecordingListener();

	private final List<Long> gapsTold = new CopyOnWriteArrayList<>();

	private ClusterClient client;

	@AfterEach
	void close() {
		if (this.client != null) {
			this.client.close();
		}
		this.cluster.close();
	}

	private ClusterClientOptions.Builder options() {
		return ClusterClientOptions.builder()
			.seeds(this.cluster.seeds().toArray(new String[0]))
			.listener(new ClusterListener() {

				@Override
				public void onSubscriptionGap(long nanos) {
					SubscriptionTests.this.gapsTold.add(nanos);
				}

			});
	}

	private Subscription subscribe(ClusterClientOptions.Builder options) {
		this.client = ClusterClient.connect(options.build());
		return this.client.subscribe(this.listener);
	}

	@ParameterizedTest
	@EnumSource(names = { "RESP2", "RESP3" })
	void everyKindOfMessageIsDelivered(Protocol protocol) throws Exception {
		try (Subscription subscription = subscribe(options().protocol(protocol)).channels("news")
			.shardChannels("news")
			.start()) {
			subscription.patterns(new byte[] { 'n', '*' });
			assertThat(subscription.awaitSubscribed(PATIENCE)).isTrue();
			this.pubSub.message(this.owner, "news", "1");
			this.pubSub.shardMessage(this.owner, "news", "2");
			// a pattern goes where there is a connection already
			this.pubSub.patternMessage(this.owner, "n*", "nothing", "3");
			this.listener.await("3");
			assertThat(this.listener.bodies()).containsExactly("1", "2", "3");
			assertThat(this.listener.messages.stream().map(PubSubMessage::topic)).containsExactly(Topic.channel("news"),
					Topic.shardChannel("news"), Topic.pattern("n*"));
			assertThat(this.client.stats()
				.nodes()
				.values()
				.stream()
				.mapToInt((node) -> node.connections().getOrDefault(ConnectionKind.SUBSCRIPTION, 0))
				.sum()).isEqualTo(1);
		}
		assertThat(this.other.requests("PSUBSCRIBE")).isEmpty();
		assertThat(this.listener.unsubscribed).hasSize(3);
		Await.until("its connection is gone", PATIENCE,
				() -> this.client.stats()
					.nodes()
					.values()
					.stream()
					.noneMatch((node) -> node.connections().getOrDefault(ConnectionKind.SUBSCRIPTION, 0) > 0));
	}

	@Test
	void messagesNobodyAskedForAreDropped() throws Exception {
		try (Subscription subscription = subscribe(options()).channels("news").start()) {
			this.pubSub.message(this.owner, "other", "1");
			this.pubSub.shardMessage(this.owner, "news", "2");
			this.pubSub.subscriber(this.owner).send(Resp.push("subscribe", "uninvited", 1));
			this.pubSub.subscriber(this.owner).send(Resp.push("unsubscribe", "uninvited", 1));
			this.pubSub.subscriber(this.owner).send(Resp.push("invalidate", List.of("key")));
			this.pubSub.message(this.owner, "news", "3");
			this.listener.await("3");
			assertThat(this.listener.bodies()).containsExactly("3");
			assertThat(this.listener.subscribed).containsExactly("news 1");
		}
	}

	@Test
	void aLostConnectionIsReplacedAndReported() throws Exception {
		try (Subscription subscription = subscribe(options()).channels("news").shardChannels("news").start()) {
			FakeConnection before = this.pubSub.subscriber(this.owner);
			before.reset();
			this.listener.awaitGaps(1);
			this.pubSub.awaitOther(this.owner, before);
			this.pubSub.message(this.owner, "news", "1");
			this.listener.await("1");
			assertThat(this.listener.gaps).allSatisfy((gap) -> {
				assertThat(gap.node().id()).isEqualTo(this.owner.id());
				assertThat(gap.duration()).isPositive();
			});
			assertThat(this.gapsTold).hasSameSizeAs(this.listener.gaps);
			assertThat(this.listener.subscribed).hasSize(2);
		}
	}

	@Test
	void aNodeThatEndsConnectionsAgainAndAgainIsNotHammered() {
		this.other.on("SUBSCRIBE", FakeAnswer.close());
		this.owner.onNext("SUBSCRIBE", 5, FakeAnswer.close());
		try (Subscription subscription = subscribe(options()).channels("news").start()) {
			assertThat(subscription.awaitSubscribed(PATIENCE)).isTrue();
			assertThat(this.owner.requests("SUBSCRIBE")).hasSize(6);
			assertThat(this.listener.gaps).isEmpty();
		}
	}

	@Test
	void aChannelIsServedElsewhereWhileItsOwnerCannotBeReached() throws Exception {
		Subscription subscription = subscribe(options());
		this.owner.refuseConnections();
		try (subscription) {
			subscription.channels("news").start();
			this.pubSub.message(this.other, "news", "1");
			this.listener.await("1");
			this.owner.acceptConnections();
			this.owner.awaitRequests("SUBSCRIBE", 1, PATIENCE);
			Await.until("the stand-in is given up", PATIENCE,
					() -> !this.other.connections().contains(this.pubSub.subscriber(this.other)));
			this.pubSub.message(this.owner, "news", "2");
			this.listener.await("2");
			assertThat(this.listener.gaps).isEmpty();
		}
	}

	@Test
	void aPatternGoesToAnotherNodeWhenItsNodeIsLost() throws Exception {
		try (Subscription subscription = subscribe(options()).patterns("n*").start()) {
			FakeNode first = this.owner.requests("PSUBSCRIBE").isEmpty() ? this.other : this.owner;
			FakeNode second = (first == this.owner) ? this.other : this.owner;
			first.refuseConnections();
			first.resetAll();
			second.awaitRequests("PSUBSCRIBE", 1, PATIENCE);
			this.listener.awaitGaps(1);
			this.pubSub.patternMessage(second, "n*", "news", "1");
			this.listener.await("1");
			assertThat(this.listener.gaps).singleElement()
				.satisfies((gap) -> assertThat(gap.node().id()).isEqualTo(first.id()));
		}
	}

	@Test
	void aChannelFollowsItsSlotWithoutAGap() throws Exception {
		try (Subscription subscription = subscribe(options()).channels("news").start()) {
			this.cluster.moveSlot(HashSlot.of("news"), this.other);
			this.client.refresh();
			this.other.awaitRequests("SUBSCRIBE", 1, PATIENCE);
			Await.until("the old connection is closed", PATIENCE,
					() -> !this.owner.connections().contains(this.pubSub.subscriber(this.owner)));
			this.pubSub.message(this.other, "news", "1");
			this.listener.await("1");
			assertThat(this.listener.gaps).isEmpty();
			assertThat(this.listener.subscribed).containsExactly("news 1");
		}
	}

	@Test
	void aShardedChannelFollowsARedirect() throws Exception {
		this.owner.onNext("SSUBSCRIBE", (call) -> {
			this.cluster.moveSlot(HashSlot.of("news"), this.other);
			call.reply(Resp.error("MOVED " + HashSlot.of("news") + " " + this.other.address()));
		});
		// of several sources the slower one might still tell how it was before the move
		Refresh oneSource = new Refresh(Duration.ofMinutes(5), Duration.ofMillis(100), 1, false);
		try (Subscription subscription = subscribe(options().refresh(oneSource)).shardChannels("news").start()) {
			assertThat(this.owner.requests("SSUBSCRIBE")).hasSize(1);
			assertThat(this.client.topology().shardOf("news").primary().id()).isEqualTo(this.other.id());
			this.pubSub.shardMessage(this.other, "news", "1");
			this.listener.await("1");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "TRYAGAIN wait", "CLUSTERDOWN Hash slot not served", "LOADING Redis is loading",
			"ASK 1 127.0.0.1:1", "MOVED 99999 127.0.0.1:1", "MOVED 1 nowhere", "MOVED x" })
	void aPassingRefusalIsWaitedOut(String error) {
		this.owner.onNext("SSUBSCRIBE", 2, FakeAnswer.error(error));
		try (Subscription subscription = subscribe(options()).shardChannels("news").start()) {
			assertThat(this.owner.requests("SSUBSCRIBE")).hasSize(3);
			assertThat(subscription.isClosed()).isFalse();
		}
	}

	@Test
	void aShardedChannelThatTheServerTakesAwayIsSubscribedAtTheNewOwner() throws Exception {
		try (Subscription subscription = subscribe(options()).shardChannels("news").start()) {
			this.cluster.moveSlot(HashSlot.of("news"), this.other);
			this.pubSub.subscriber(this.owner).send(Resp.push("sunsubscribe", "news", 0));
			this.listener.awaitGaps(1);
			this.pubSub.shardMessage(this.other, "news", "1");
			this.listener.await("1");
			assertThat(this.listener.gaps).singleElement().satisfies((gap) -> {
				assertThat(gap.node().id()).isEqualTo(this.owner.id());
				assertThat(gap.topics()).containsExactly(Topic.shardChannel("news"));
			});
		}
	}

	@Test
	void aNodeThatDoesNotAnswerPingIsLeft() throws Exception {
		try (Subscription subscription = subscribe(options().timeout(Duration.ofMillis(500))
			.pubSub(new ClusterClientOptions.PubSub(Duration.ofMillis(50)))).shardChannels("news").start()) {
			FakeConnection before = this.pubSub.subscriber(this.owner);
			this.owner.onNext("PING", FakeAnswer.nothing());
			this.pubSub.awaitOther(this.owner, before);
			this.listener.awaitGaps(1);
			assertThat(this.owner.connections()).doesNotContain(before);
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "RESP2", "RESP3" })
	void aNodeThatAnswersPingIsKept(Protocol protocol) throws Exception {
		try (Subscription subscription = subscribe(
				options().protocol(protocol).pubSub(new ClusterClientOptions.PubSub(Duration.ofMillis(20))))
			.channels("news")
			.start()) {
			FakeConnection before = this.pubSub.subscriber(this.owner);
			if (protocol == Protocol.RESP2) {
				this.pubSub.pongAsMessage(this.owner);
			}
			this.owner.clearRequests();
			this.owner.awaitRequests("PING", 5, PATIENCE);
			this.pubSub.message(this.owner, "news", "1");
			this.listener.await("1");
			assertThat(this.pubSub.subscriber(this.owner)).isSameAs(before);
			assertThat(this.listener.gaps).isEmpty();
		}
	}

	@Test
	void aSlowListenerIsNotTakenForASilentNode() throws Exception {
		Gate gate = Gate.closed();
		AtomicInteger calls = new AtomicInteger();
		this.client = ClusterClient.connect(options().timeout(Duration.ofMillis(200))
			.pubSub(new ClusterClientOptions.PubSub(Duration.ofMillis(20)))
			.build());
		List<SubscriptionGap> gaps = this.listener.gaps;
		PubSubListener slow = new PubSubListener() {

			@Override
			public void onMessage(PubSubMessage message) {
				if (calls.getAndIncrement() == 0) {
					try {
						gate.pass();
					}
					catch (InterruptedException ex) {
						Thread.currentThread().interrupt();
					}
				}
			}

			@Override
			public void onGap(SubscriptionGap gap) {
				gaps.add(gap);
			}

		};
		try (Subscription subscription = this.client.subscribe(slow).channels("news").start()) {
			this.pubSub.message(this.owner, "news", "1");
			Await.until("the listener is busy", PATIENCE, () -> calls.get() == 1);
			this.pubSub.message(this.owner, "news", "2");
			long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
			Await.until("more than the timeout has passed", PATIENCE, () -> System.nanoTime() - end > 0);
			gate.open();
			Await.until("it goes on", PATIENCE, () -> calls.get() == 2);
			assertThat(gaps).isEmpty();
		}
	}

	@Test
	void whatAListenerThrowsEndsNothing() throws Exception {
		AtomicInteger messages = new AtomicInteger();
		this.client = ClusterClient.connect(options().build());
		PubSubListener failing = new PubSubListener() {

			@Override
			public void onMessage(PubSubMessage message) {
				if (messages.incrementAndGet() == 1) {
					throw new IllegalStateException("onMessage");
				}
				throw new AssertionError("onMessage");
			}

			@Override
			public void onSubscribed(Topic topic, int count) {
				throw new IllegalStateException("onSubscribed");
			}

			@Override
			public void onGap(SubscriptionGap gap) {
				throw new IllegalStateException("onGap");
			}

			@Override
			public void onUnsubscribed(Topic topic, int count) {
				throw new IllegalStateException("onUnsubscribed");
			}

			@Override
			public void onClosed() {
				throw new IllegalStateException("onClosed");
			}

		};
		Subscription subscription = this.client.subscribe(failing).channels("news").start();
		this.pubSub.message(this.owner, "news", "1");
		this.pubSub.message(this.owner, "news", "2");
		Await.until("both have come", PATIENCE, () -> messages.get() == 2);
		FakeConnection before = this.pubSub.subscriber(this.owner);
		before.close();
		Await.until("the gap is told", PATIENCE, () -> !this.gapsTold.isEmpty());
		this.pubSub.awaitOther(this.owner, before);
		this.pubSub.message(this.owner, "news", "3");
		Await.until("it goes on", PATIENCE, () -> messages.get() == 3);
		subscription.close();
		assertThat(subscription.isClosed()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "+OK\r\n", ":1\r\n", "-ERR out of the blue\r\n", "*1\r\n$7\r\nmessage\r\n",
			">2\r\n$7\r\nmessage\r\n$4\r\nnews\r\n", ">3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n:1\r\n",
			"*2\r\n$1\r\nx\r\n$1\r\ny\r\n", "*0\r\n", "$5\r\nhello\r\n", "garbage\r\n" })
	void framesThatMeanNothingEndTheConnectionAndNotTheSubscription(String frame) throws Exception {
		try (Subscription subscription = subscribe(options()).shardChannels("news").start()) {
			FakeConnection before = this.pubSub.subscriber(this.owner);
			before.send(Resp.raw(frame.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
			this.pubSub.awaitOther(this.owner, before);
			this.listener.awaitGaps(1);
			this.pubSub.shardMessage(this.owner, "news", "1");
			this.listener.await("1");
		}
	}

	@Test
	void aRefusedTopicFailsTheStart() {
		this.owner.on("SUBSCRIBE",
				FakeAnswer.error("NOPERM this user has no permissions to access one of the channels"));
		Subscription subscription = subscribe(options()).channels("news");
		assertThatExceptionOfType(ServerErrorException.class).isThrownBy(subscription::start)
			.withMessageStartingWith("NOPERM");
		assertThat(subscription.isClosed()).isTrue();
		assertThat(this.listener.closed).hasValue(1);
		assertThat(this.listener.unsubscribed).isEmpty();
	}

	@Test
	void aTopicThatIsRefusedLaterLeavesTheOthersAlone() throws Exception {
		try (Subscription subscription = subscribe(options()).channels("news").start()) {
			this.owner.on("SSUBSCRIBE", FakeAnswer.error("ERR unknown command 'SSUBSCRIBE'"));
			subscription.shardChannels("news");
			this.owner.awaitRequests("SSUBSCRIBE", 1, PATIENCE);
			this.pubSub.message(this.owner, "news", "1");
			this.listener.await("1");
			assertThat(this.listener.subscribed).containsExactly("news 1");
			subscription.remove(Topic.shardChannel("news"));
			assertThat(subscription.awaitSubscribed(PATIENCE)).isTrue();
		}
	}

	@Test
	void aNodeThatNeverConfirmsFailsTheStart() {
		this.owner.on("SSUBSCRIBE", FakeAnswer.nothing());
		Subscription subscription = subscribe(options().timeout(Duration.ofMillis(300))).shardChannels("news");
		assertThatExceptionOfType(ClusterUnavailableException.class).isThrownBy(subscription::start)
			.withMessageStartingWith("Not subscribed in time");
		assertThat(subscription.isClosed()).isTrue();
	}

	@Test
	void closeEndsAStartThatWaits() throws Exception {
		this.owner.on("SSUBSCRIBE", FakeAnswer.nothing());
		Subscription subscription = subscribe(options().timeout(PATIENCE)).shardChannels("news");
		List<Throwable> thrown = new CopyOnWriteArrayList<>();
		Thread thread = new Thread(() -> {
			try {
				subscription.start();
			}
			catch (RuntimeException ex) {
				thrown.add(ex);
			}
		});
		thread.start();
		this.owner.awaitRequests("SSUBSCRIBE", 1, PATIENCE);
		subscription.close();
		thread.join(PATIENCE.toMillis());
		assertThat(thrown).singleElement().isInstanceOf(ClusterUnavailableException.class);
	}

	@Test
	void anInterruptEndsAStartThatWaits() throws Exception {
		this.owner.on("SSUBSCRIBE", FakeAnswer.nothing());
		Subscription subscription = subscribe(options().timeout(PATIENCE)).shardChannels("news");
		List<Object> seen = new CopyOnWriteArrayList<>();
		Thread thread = new Thread(() -> {
			try {
				subscription.start();
			}
			catch (ClusterClientException ex) {
				seen.add(ex);
				seen.add(Thread.currentThread().isInterrupted());
			}
		});
		thread.start();
		this.owner.awaitRequests("SSUBSCRIBE", 1, PATIENCE);
		thread.interrupt();
		thread.join(PATIENCE.toMillis());
		assertThat(seen).hasSize(2).last().isEqualTo(true);
		assertThat(subscription.isClosed()).isTrue();
	}

	@Test
	void closeDoesNotWaitForTheListener() throws Exception {
		Gate gate = Gate.closed();
		this.client = ClusterClient.connect(options().build());
		AtomicInteger calls = new AtomicInteger();
		Subscription subscription = this.client.subscribe((message) -> {
			calls.incrementAndGet();
			try {
				gate.pass();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}).channels("news").start();
		this.pubSub.message(this.owner, "news", "1");
		Await.until("the listener is busy", PATIENCE, () -> calls.get() == 1);
		subscription.close();
		assertThat(subscription.isClosed()).isTrue();
		gate.open();
	}

	@Test
	void aListenerMayChangeAndCloseItsSubscription() throws Exception {
		this.client = ClusterClient.connect(options().build());
		Subscription[] subscription = new Subscription[1];
		RecordingListener recording = this.listener;
		PubSubListener changing = new PubSubListener() {

			@Override
			public void onMessage(PubSubMessage message) {
				recording.onMessage(message);
				if (message.bodyAsString().equals("add")) {
					subscription[0].shardChannels("news").remove(Topic.channel("unknown"));
				}
				else {
					subscription[0].close();
				}
			}

			@Override
			public void onClosed() {
				recording.onClosed();
			}

		};
		subscription[0] = this.client.subscribe(changing).channels("news").start();
		this.pubSub.message(this.owner, "news", "add");
		this.owner.awaitRequests("SSUBSCRIBE", 1, PATIENCE);
		assertThat(subscription[0].awaitSubscribed(PATIENCE)).isTrue();
		this.pubSub.shardMessage(this.owner, "news", "close");
		Await.until("it is closed", PATIENCE, () -> recording.closed.get() == 1);
		assertThat(subscription[0].isClosed()).isTrue();
	}

	@Test
	void whatIsClosedTakesNothing() {
		Subscription subscription = subscribe(options()).channels("news");
		subscription.close();
		subscription.close();
		assertThat(this.listener.closed).hasValue(1);
		assertThatIllegalStateException().isThrownBy(() -> subscription.channels("more"));
		assertThatExceptionOfType(ClusterUnavailableException.class).isThrownBy(subscription::start);
		assertThat(subscription.awaitSubscribed(PATIENCE)).isFalse();
		assertThat(subscription.topics()).isEmpty();
		assertThat(this.owner.requests("SUBSCRIBE")).isEmpty();
	}

	@Test
	void closingTheClientClosesItsSubscriptions() {
		Subscription subscription = subscribe(options()).channels("news").start();
		this.client.close();
		assertThat(subscription.isClosed()).isTrue();
		assertThat(this.listener.closed).hasValue(1);
		assertThatExceptionOfType(ClusterUnavailableException.class)
			.isThrownBy(() -> this.client.subscribe(this.listener));
	}

	@Test
	void everyTopicIsAskedForOnceAndOnlyWhatIsLeftIsGivenUp() {
		try (Subscription subscription = subscribe(options()).channels("{news}1", "{news}2", "{news}1").start()) {
			subscription.channels("{news}2", "{news}3");
			assertThat(subscription.awaitSubscribed(PATIENCE)).isTrue();
			subscription.remove(Topic.channel("{news}1"));
			this.owner.awaitRequests("UNSUBSCRIBE", 1, PATIENCE);
			assertThat(names("SUBSCRIBE")).containsExactlyInAnyOrder("{news}1", "{news}2", "{news}3");
			assertThat(names("UNSUBSCRIBE")).containsExactly("{news}1");
		}
	}

	private List<String> names(String command) {
		return this.owner.requests(command).stream().map((FakeRequest request) -> request.word(1)).toList();
	}

	@Test
	void topicsAreEqualByKindAndName() {
		assertThat(Topic.channel("a")).isEqualTo(Topic.channel(new byte[] { 'a' }))
			.hasSameHashCodeAs(Topic.channel("a"))
			.isNotEqualTo(Topic.pattern("a"))
			.isNotEqualTo(Topic.channel("b"))
			.hasToString("a");
		assertThat(List.of("__keyspace@0__:k", "__keyevent@3__:del")).map(Topic::channel)
			.allMatch(Topic::isOnEveryPrimary);
		assertThat(List.of("__keyspace@*", "__keyevent@*__:expired", "__key*__:*", "__keys*")).map(Topic::pattern)
			.allMatch(Topic::isOnEveryPrimary);
		assertThat(List.of("", "*", "_*", "__keyword*", "keyspace@*", "?_keyspace@0__:*")).map(Topic::pattern)
			.noneMatch(Topic::isOnEveryPrimary);
		assertThat(Topic.shardChannel("__keyspace@0__:k").isOnEveryPrimary()).isFalse();
		assertThat(Topic.keyspaceEvents("__keyevent@0__:set").kind()).isEqualTo(Topic.Kind.CHANNEL);
		assertThat(Topic.keyspaceEvents("*").kind()).isEqualTo(Topic.Kind.PATTERN);
		assertThat(Topic.keyspaceEvents("*").isOnEveryPrimary()).isTrue();
		assertThatIllegalArgumentException().isThrownBy(() -> Topic.channel(1));
	}

}
