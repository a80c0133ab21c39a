package io.rediscluster.docs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.Credentials;
import io.rediscluster.client.CrossSlotException;
import io.rediscluster.client.NodeConnectionException;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.NotReplicatedException;
import io.rediscluster.client.PartialFailureException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.TooManyRedirectsException;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeTopology;
import io.rediscluster.test.Gate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisPipelineException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

import static io.rediscluster.docs.TroubleshootingPage.assertQuoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What {@code docs/troubleshooting.md} quotes of calls is what they throw, and what it
 * says of the log is what is logged.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class TroubleshootingCallsIT {

	private FakeCluster cluster;

	@BeforeEach
	void start() {
		this.cluster = FakeCluster.start(3, 0);
	}

	@AfterEach
	void close() {
		this.cluster.close();
	}

	/**
	 * Whoever would wait before another attempt gives up at once, so no test depends on
	 * times.
	 */
	private ClusterClientOptions.Builder options() {
		return ClusterClientOptions.builder()
			.seeds(this.cluster.seeds().get(0))
			.timeout(Duration.ofSeconds(20))
			.backoff(Duration.ofMinutes(2), Duration.ofMinutes(2));
	}

	/** Makes a call that fails, and compares the text with the page. */
	private <T extends Throwable> T fails(Class<T> type, String text, ClusterClientOptions.Builder options, Call call) {
		try (ClusterClient client = ClusterClient.connect(options.build())) {
			T failure = catchThrowableOfType(type, () -> call.on(client));
			assertThat(failure).isNotNull();
			assertQuoted(text, String.valueOf(failure.getMessage()));
			return failure;
		}
	}

	private FakeNode owner(String key) {
		return this.cluster.owner(HashSlot.of(key));
	}

	@Test
	void noAnswerInTime() {
		ClusterClientException failure = fails(CommandTimeoutException.class,
				"The call did not end within its timeout: …", options().silenceTimeout(Duration.ofSeconds(15)),
				(client) -> {
					client.execute("SET", "a", "1");
					owner("a").on("GET", FakeAnswer.nothing());
					client.execute(Command.of("GET", "a").timeout(Duration.ofSeconds(2)));
				});
		assertQuoted("the node did not answer in time", failure.getMessage());
	}

	@Test
	void aConnectionThatIsDead() {
		ClusterClientException failure = fails(CommandOutcomeUnknownException.class,
				"The reply was lost (…): the write may or may not have been applied", options(), (client) -> {
					client.execute("SET", "a", "1");
					owner("a").on("INCR", FakeAnswer.nothing());
					client.execute("INCR", "a");
				});
		assertQuoted("the node answers new connections, but this one is dead", failure.getMessage());
	}

	@Test
	void aLostReply() {
		owner("a").on("INCR", FakeAnswer.reset());
		fails(CommandOutcomeUnknownException.class,
				"The reply was lost (…): the write may or may not have been applied", options(),
				(client) -> client.execute("INCR", "a"));
	}

	@Test
	void aNodeThatIsGone() {
		String text = "The node could not be reached: …";
		ClusterClientException failure = fails(NodeConnectionException.class, text, options(), (client) -> {
			owner("a").close();
			client.execute("GET", "a");
		});
		assertQuoted("…; the cluster announces this address: if clients reach the node at another one, add a rule with"
				+ " from-host … and from-port … to host-port-remap", failure.getMessage());
	}

	@Test
	void serversThatSayThatTheClusterIsDown() {
		this.cluster.nodes().forEach((node) -> node.on("GET", FakeAnswer.error("CLUSTERDOWN The cluster is down")));
		fails(ClusterUnavailableException.class, "The cluster did not take the command in time: …", options(),
				(client) -> client.execute("GET", "a"));
	}

	@Test
	void redirectsWithoutEnd() {
		int slot = HashSlot.of("a");
		for (int i = 0; i < 3; i++) {
			this.cluster.node(i).on("GET", FakeAnswer.ask(slot, this.cluster.node((i + 1) % 3).address()));
		}
		fails(TooManyRedirectsException.class,
				"Servers redirected the command more than … times (max-redirects); the last one, …, named …",
				options().maxRedirects(2), (client) -> client.execute("GET", "a"));
	}

	@Test
	void aRedirectToAStranger() {
		owner("a").on("GET", FakeAnswer.moved(HashSlot.of("a"), "127.0.0.9:7000"));
		fails(ClusterUnavailableException.class, "Node … redirects to …, which no known node of the cluster names",
				options().maxRedirects(1000), (client) -> client.execute("GET", "a"));
	}

	@Test
	void aSlotWithoutAnOwner() {
		this.cluster.announce(this.cluster.topology()
			.withOwner(new io.rediscluster.test.SlotRange(0, 5000), this.cluster.node(1).id()));
		FakeNode first = this.cluster.node(0);
		var member = this.cluster.topology().member(first.id());
		this.cluster.announce(new FakeTopology(this.cluster.topology()
			.members()
			.stream()
			.map((each) -> each.id().equals(first.id()) ? member.withSlots(List.of(), 9) : each)
			.toList()));
		int slot = 5001;
		fails(ClusterUnavailableException.class, "No node owns the slot: the cluster is not fully covered",
				options().seeds(this.cluster.seeds().get(1)), (client) -> client.execute("GET", keyOf(slot)));
	}

	private static String keyOf(int slot) {
		int i = 0;
		while (HashSlot.of("key:" + i) != slot) {
			i++;
		}
		return "key:" + i;
	}

	@Test
	void replicasWhereThereAreNone() {
		fails(ClusterUnavailableException.class, "Reads go to replicas only, and the shard of … has none (read-from)",
				options().readFrom(ReadFrom.REPLICA), (client) -> client.execute("GET", "a"));
	}

	@Test
	void aClosedClient() {
		fails(ClusterUnavailableException.class, "The client is closed", options(), (client) -> {
			client.close();
			client.execute("GET", "a");
		});
	}

	@Test
	void moreCommandsThanTheLimit() {
		Gate gate = Gate.closed();
		owner("a").on("GET", FakeAnswer.standard().after(gate));
		fails(ClusterUnavailableException.class, "more than … commands wait for the node (limits.in-flight-per-node)",
				options().limits(new ClusterClientOptions.Limits(1, 1_000_000, 64_000)), (client) -> {
					CompletionStage<Reply> first = client.executeAsync(Command.of("GET", "a"));
					try {
						join(client.executeAsync(Command.of("GET", "a")));
					}
					finally {
						gate.open();
						join(first);
					}
				});
	}

	@Test
	void moreWaitingCommandsThanConnections() throws Exception {
		CountDownLatch waits = new CountDownLatch(1);
		owner("a").on("BLPOP", (call) -> waits.countDown());
		ClusterClientOptions.Builder options = options()
			.pool(new ClusterClientOptions.Pool(1, 1, 0, Duration.ofMillis(100)));
		fails(ClusterUnavailableException.class,
				"none of the … dedicated connections of the node became free in time (pool.max-active, pool.max-wait)",
				options, (client) -> {
					Thread other = new Thread(() -> catchThrowableOfType(ClusterClientException.class,
							() -> client.execute("BLPOP", "a", 2)));
					other.start();
					waits.await(10, TimeUnit.SECONDS);
					client.execute("BLPOP", "a", 2);
				});
	}

	@Test
	void aReplyThatIsTooLarge() {
		owner("a").on("GET", FakeAnswer.reply("x".repeat(5000)));
		fails(NodeConnectionException.class, "a reply is larger than … bytes (limits.reply-size)",
				options().limits(new ClusterClientOptions.Limits(100, 2000, 64_000)),
				(client) -> client.execute("GET", "a"));
	}

	@Test
	void tooFewReplicas() {
		owner("a").on("WAIT", FakeAnswer.reply(0));
		fails(NotReplicatedException.class, "The write was applied; … of … replicas acknowledged it within … ms",
				options(),
				(client) -> client.execute(Command.of("SET", "a", "1").replicated(1, Duration.ofMillis(100))));
	}

	@Test
	void aCommandThatIsCarriedOutInPart() {
		owner("a").on("DEL", FakeAnswer.error("OOM command not allowed"));
		fails(PartialFailureException.class, "The command was carried out in part…", options(),
				(client) -> client.execute("DEL", "a", "b"));
	}

	@Test
	void whatIsRefused() {
		fails(CrossSlotException.class,
				"… has keys in several slots…; give the keys a common hash tag, as in {user:1}:cart", options(),
				(client) -> client.execute("EVAL", "return 1", 2, "a", "b"));
		fails(CommandRefusedException.class, "… would change the state of a connection that all callers share",
				options(), (client) -> client.execute("MULTI"));
		fails(CommandRefusedException.class, "… is not sent through this client: …", options(),
				(client) -> client.execute("SELECT", 1));
		fails(CommandRefusedException.class, "… waits at the server and cannot be asynchronous", options(),
				(client) -> join(client.executeAsync(Command.of("BLPOP", "a", 0))));
		fails(ClusterClientException.class,
				"…: a transaction has one slot…; give its keys a common hash tag, as in {user:1}:cart", options(),
				(client) -> client.transaction((tx) -> tx.multi().add("SET", "a", "1").add("SET", "b", "2")));
	}

	@Test
	void aChoiceThatNoNodeFits() {
		fails(ClusterUnavailableException.class, "No node of the cluster fits the choice of nodes", options(),
				(client) -> client.on(Nodes.withId("0".repeat(40))).execute("PING"));
	}

	@Test
	void aPipelineOfSpring() {
		owner("a").on("INCR", FakeAnswer.error("WRONGTYPE Operation against a key holding the wrong kind of value"));
		ClusterConnectionFactory factory = new ClusterConnectionFactory(options().build());
		factory.start();
		try {
			StringRedisTemplate redis = new StringRedisTemplate(factory);
			RedisPipelineException failure = catchThrowableOfType(RedisPipelineException.class,
					() -> redis.executePipelined((RedisCallback<?>) (connection) -> {
						connection.stringCommands().incr("a".getBytes());
						connection.stringCommands().get("b".getBytes());
						return null;
					}));
			assertQuoted("… of … commands of the pipeline failed", failure.getMessage());
		}
		finally {
			factory.destroy();
		}
	}

	@Test
	void credentialsThatServersRefuseAreLogged(CapturedOutput output) throws Exception {
		this.cluster.nodes().forEach((node) -> node.user("default", "right"));
		AtomicReference<Credentials> credentials = new AtomicReference<>(new Credentials(null, "right"));
		try (ClusterClient client = ClusterClient.connect(options().credentials(credentials::get)
			.refresh(new ClusterClientOptions.Refresh(Duration.ofMillis(100), Duration.ofMillis(50), 1, false))
			.build())) {
			client.execute("SET", "a", "1");
			credentials.set(new Credentials(null, "wrong"));
			String text = "The servers refuse the new credentials; open connections keep the old ones: …";
			Await.until("the warning is there", Duration.ofSeconds(60),
					() -> TroubleshootingPage.pattern(text).matcher(output.getOut()).find());
			assertQuoted(text, output.getOut());
			assertThat(client.execute("GET", "a").asString()).isEqualTo("1");
			assertThat(output.getOut()).doesNotContain("wrong\"");
		}
	}

	@Test
	void aListenerThatThrowsIsLogged(CapturedOutput output) {
		try (ClusterClient client = ClusterClient.connect(options().listener(new ClusterListener() {
			@Override
			public void onRedirect(RedirectKind kind, int slot, Node from, HostAndPort to) {
				throw new IllegalStateException("the application's own");
			}
		}).build())) {
			this.cluster.moveSlot(HashSlot.of("a"),
					this.cluster.nodes().stream().filter((node) -> node != owner("a")).findFirst().orElseThrow());
			client.execute("SET", "a", "1");
			String text = "A cluster listener threw; the client goes on without regard to it";
			assertQuoted(text, output.getOut());
		}
	}

	@Test
	void failoversAndMovedSlotsAreToldToListenersAndWarnNobody() {
		List<Topology> changes = new CopyOnWriteArrayList<>();
		Logger logger = (Logger) LoggerFactory.getLogger("io.rediscluster");
		ListAppender<ILoggingEvent> logged = new ListAppender<>();
		logged.start();
		logger.addAppender(logged);
		logger.setLevel(Level.INFO);
		try (EmbeddedCluster real = EmbeddedCluster.builder().start();
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(real.seeds().get(0)).listener(new ClusterListener() {
						@Override
						public void onTopologyChanged(Topology before, Topology after) {
							changes.add(after);
						}
					}).build())) {
			int slot = HashSlot.of("a");
			client.execute("SET", "a", "1");
			real.failover(real.replicasOf(real.owner(slot)).get(0));
			client.execute("SET", "a", "2");
			Node target = client.refresh()
				.shards()
				.stream()
				.map(Shard::primary)
				.filter((node) -> !node.id().equals(real.owner(slot).id()))
				.findFirst()
				.orElseThrow();
			client.admin().moveSlots(target, new SlotRange(slot, slot));
			assertThat(client.execute("GET", "a").asString()).isEqualTo("2");
			assertThat(changes).isNotEmpty();
		}
		finally {
			logger.detachAppender(logged);
			logger.setLevel(null);
		}
		assertThat(List.copyOf(logged.list)).allSatisfy((event) -> {
			assertThat(event.getLevel()).as(event.getFormattedMessage()).isEqualTo(Level.INFO);
			assertThat(TroubleshootingPage.logged()).as("on the page: " + event.getFormattedMessage())
				.anyMatch((text) -> TroubleshootingPage.pattern(text).matcher(event.getFormattedMessage()).matches());
		});
	}

	/** Throws what the call failed with. */
	private static void join(CompletionStage<Reply> stage) {
		try {
			stage.toCompletableFuture().join();
		}
		catch (CompletionException ex) {
			throw (ClusterClientException) ex.getCause();
		}
	}

	private interface Call {

		void on(ClusterClient client) throws Exception;

	}

}
