package io.rediscluster.client.internal.connection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterClientOptions.Limits;
import io.rediscluster.client.ClusterClientOptions.Transport;
import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.Gate;
import io.rediscluster.test.FakeNode.Welcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The link's state machine against a scripted node, over the multiplexed connection and
 * over direct ones.
 */
class LinkTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final FakeNode node = FakeNode.start();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private ConnectionSettings settings;

	private Link link;

	@AfterEach
	void close() {
		if (this.link != null) {
			this.link.close();
			this.settings.watchdog().close();
			this.settings.threads().close();
		}
		this.node.close();
	}

	private Link link(Path path) {
		return link(path, options());
	}

	private ClusterClientOptions.Builder options() {
		// no silence: tests that want the probe set it
		return ClusterClientOptions.builder().seeds(this.node.address()).silenceTimeout(LONG);
	}

	private Link link(Path path, ClusterClientOptions.Builder options) {
		this.settings = ConnectionSettings
			.of(options.transport(new Transport((path == Path.DIRECT) ? 2 : 0, Duration.ofNanos(40_000))).build());
		this.settings.watchdog().start();
		this.link = new Link(node(this.node.id()), Mode.PRIMARY, this.settings, new Link.Events() {

			@Override
			public void connectionLost(Link link) {
				LinkTests.this.events.add("lost");
			}

			@Override
			public void silent(Link link) {
				LinkTests.this.events.add("silent");
			}

		});
		return this.link;
	}

	private Node node(String id) {
		HostAndPort address = HostAndPort.parse(this.node.address());
		return new Node(id, address, address, NodeRole.PRIMARY, null, 1, Set.of());
	}

	private String call(Duration timeout, String... words) throws LinkFailure {
		return text(this.link.call(TextRequest.of(words), Deadline.after(timeout)));
	}

	private static String text(Object value) {
		return (value instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(value);
	}

	@ParameterizedTest
	@EnumSource
	void repliesGoToTheirCallers(Path path) throws Exception {
		link(path);
		for (int i = 0; i < 50; i++) {
			assertThat(call(LONG, "SET", "k" + i, "v" + i)).isEqualTo("OK");
			assertThat(call(LONG, "GET", "k" + i)).isEqualTo("v" + i);
		}
		assertThat(this.node.connectionCount()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void aReplyThatComesByteByByteIsWhole(Path path) throws Exception {
		link(path);
		call(LONG, "SET", "k", "a value of some length");
		this.node.on("GET", FakeAnswer.standard().byteByByte());
		assertThat(call(LONG, "GET", "k")).isEqualTo("a value of some length");
	}

	@ParameterizedTest
	@EnumSource
	void theDeadlineEndsItsOwnCallAndTheLateReplyIsDropped(Path path) throws Exception {
		link(path);
		call(LONG, "SET", "slow", "late");
		call(LONG, "SET", "quick", "right");
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		assertThatThrownBy(() -> call(Duration.ofMillis(150), "GET", "slow")).isInstanceOfSatisfying(LinkFailure.class,
				(failure) -> {
					assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
					assertThat(failure.sent()).isTrue();
				});
		CompletableFuture<String> next = inBackground("GET", "quick");
		gate.open();
		assertThat(next.get(20, TimeUnit.SECONDS)).isEqualTo("right");
		assertThat(call(LONG, "GET", "slow")).isEqualTo("late");
		assertThat(this.events).doesNotContain("lost");
	}

	/** On a thread of its own: the common pool may have a single one. */
	private CompletableFuture<String> inBackground(String... words) {
		return CompletableFuture.supplyAsync(() -> unchecked(words), (task) -> new Thread(task).start());
	}

	private String attempt(String... words) {
		try {
			return call(LONG, words);
		}
		catch (LinkFailure ex) {
			return null;
		}
	}

	private String unchecked(String... words) {
		try {
			return call(LONG, words);
		}
		catch (LinkFailure ex) {
			throw new IllegalStateException(ex.kind() + " " + ex.getMessage(), ex);
		}
	}

	@Test
	void aCallBehindAnOverdueHeadEndsAtItsOwnDeadline() throws Exception {
		link(Path.MULTIPLEXED);
		call(LONG, "SET", "k", "v");
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		CompletableFuture<String> head = inBackground("GET", "k");
		gate.awaitArrivals(1, LONG);
		assertThatThrownBy(() -> call(Duration.ofMillis(100), "GET", "k")).hasMessageContaining("in time");
		assertThat(head).isNotDone();
		gate.open();
		assertThat(head.get(20, TimeUnit.SECONDS)).isEqualTo("v");
		assertThat(call(LONG, "GET", "k")).isEqualTo("v");
		assertThat(this.node.connectionCount()).isOne();
	}

	@ParameterizedTest
	@EnumSource
	void anInterruptEndsTheCallAndHarmsNoConnection(Path path) throws Exception {
		link(path);
		call(LONG, "SET", "k", "v");
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		AtomicReference<LinkFailure> failure = new AtomicReference<>();
		AtomicReference<Boolean> status = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				this.link.call(TextRequest.of("GET", "k"), Deadline.after(LONG));
			}
			catch (LinkFailure ex) {
				failure.set(ex);
				status.set(Thread.currentThread().isInterrupted());
			}
		});
		caller.start();
		gate.awaitArrivals(1, LONG);
		caller.interrupt();
		caller.join(LONG.toMillis());
		assertThat(failure.get().kind()).isEqualTo(Kind.INTERRUPTED);
		assertThat(failure.get().sent()).isTrue();
		assertThat(status.get()).isTrue();
		gate.open();
		for (int i = 0; i < 20; i++) {
			assertThat(call(LONG, "GET", "k")).isEqualTo("v");
		}
		assertThat(this.events).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void aConnectionThatEndsAtAnyByteOfTheReplyFailsItsCallAndIsReplaced(Path path) throws Exception {
		link(path);
		call(LONG, "SET", "k", "value");
		int length = "$5\r\nvalue\r\n".length();
		for (int bytes = 0; bytes < length; bytes++) {
			FakeAnswer cut = FakeAnswer.standard().first(bytes);
			this.node.onNext("GET", cut.then((bytes % 2 == 0) ? FakeAnswer.close() : FakeAnswer.reset()));
			assertThatThrownBy(() -> call(LONG, "GET", "k")).isInstanceOfSatisfying(LinkFailure.class, (failure) -> {
				assertThat(failure.kind()).isEqualTo(Kind.BROKEN);
				assertThat(failure.sent()).isTrue();
			});
			assertThat(call(LONG, "GET", "k")).isEqualTo("value");
		}
		assertThat(this.node.connectionCount()).isEqualTo(length + 1);
		assertThat(this.events).contains("lost");
	}

	@ParameterizedTest
	@EnumSource
	void aReplyThatNothingAskedForEndsTheConnection(Path path) throws Exception {
		link(path);
		call(LONG, "SET", "k", "v");
		// both at once, so that the second has certainly come before the next call
		this.node.onNext("GET", FakeAnswer.raw("$1\r\nv\r\n$1\r\nv\r\n"));
		assertThat(call(LONG, "GET", "k")).isEqualTo("v");
		Await.until("the connection is given up", LONG, () -> "OK".equals(attempt("SET", "other", "w")));
		assertThat(call(LONG, "GET", "other")).isEqualTo("w");
		Await.until("the connection was replaced", LONG, () -> this.node.connectionCount() > 1);
	}

	@ParameterizedTest
	@EnumSource
	void garbageEndsTheConnectionWithAClearError(Path path) throws Exception {
		link(path);
		call(LONG, "SET", "k", "v");
		this.node.onNext("GET", FakeAnswer.raw("HTTP/1.1 400 Bad Request\r\n"));
		assertThatThrownBy(() -> call(LONG, "GET", "k")).hasMessageContaining("RESP");
		assertThat(call(LONG, "GET", "k")).isEqualTo("v");
	}

	@Test
	void aCallThatTimesOutBeforeItIsSentIsNeverSent() throws Exception {
		this.node.welcomeNext(1, Welcome.IGNORE);
		link(Path.MULTIPLEXED, options().connectTimeout(Duration.ofMillis(600)));
		assertThatThrownBy(() -> call(Duration.ofMillis(100), "SET", "never", "sent"))
			.isInstanceOfSatisfying(LinkFailure.class, (failure) -> {
				assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
				assertThat(failure.sent()).isFalse();
			});
		Await.until("the node can be reached", LONG, () -> {
			try {
				return "OK".equals(call(LONG, "SET", "later", "v"));
			}
			catch (LinkFailure ex) {
				return false;
			}
		});
		assertThat(this.node.requests("SET")).allMatch((request) -> request.word(1).equals("later"));
	}

	@Test
	void aCallThatIsInterruptedWhileItIsQueuedIsTakenOutOfTheBuffer() throws Exception {
		this.node.freeze();
		link(Path.MULTIPLEXED);
		CompletableFuture<String> before = inBackground("SET", "a", "1");
		Await.until("it waits", LONG, () -> this.link.inFlight() == 1);
		AtomicReference<LinkFailure> failure = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				this.link.call(TextRequest.of("SET", "b", "2"), Deadline.after(LONG));
			}
			catch (LinkFailure ex) {
				failure.set(ex);
			}
		});
		caller.start();
		Await.until("it waits", LONG, () -> this.link.inFlight() == 2);
		CompletableFuture<String> after = inBackground("SET", "c", "3");
		Await.until("it waits", LONG, () -> this.link.inFlight() == 3);
		caller.interrupt();
		caller.join(LONG.toMillis());
		assertThat(failure.get().sent()).isFalse();
		this.node.resume();
		assertThat(before.get(20, TimeUnit.SECONDS)).isEqualTo("OK");
		assertThat(after.get(20, TimeUnit.SECONDS)).isEqualTo("OK");
		assertThat(this.node.requests("SET")).extracting((request) -> request.word(1)).containsExactly("a", "c");
	}

	@Test
	void unansweredWritesFenceTheLink() throws Exception {
		link(Path.DIRECT);
		call(LONG, "SET", "k", "1");
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		CompletableFuture<String> reader = inBackground("GET", "k");
		gate.awaitArrivals(1, LONG);
		int old = this.node.requests("GET").get(0).connection();
		this.node.onNext("SET", FakeAnswer.reset());
		assertThatThrownBy(() -> call(LONG, "SET", "k", "2")).isInstanceOf(LinkFailure.class);
		assertThat(this.settings.telemetry().fences()).isOne();
		gate.open();
		// the sibling that was in use drains, and takes no new call
		assertThat(reader.get(20, TimeUnit.SECONDS)).isEqualTo("1");
		this.node.clearRequests();
		for (int i = 0; i < 10; i++) {
			call(LONG, "SET", "k", "3");
		}
		assertThat(this.node.requests("SET")).hasSize(10).noneMatch((request) -> request.connection() == old);
	}

	@Test
	void unansweredReadsDoNotFence() throws Exception {
		link(Path.DIRECT);
		call(LONG, "SET", "k", "1");
		this.node.onNext("GET", FakeAnswer.reset());
		assertThatThrownBy(() -> call(LONG, "GET", "k")).isInstanceOf(LinkFailure.class);
		assertThat(this.settings.telemetry().fences()).isZero();
	}

	@Test
	void moreCallsThanTheLimitAreRejected() throws Exception {
		link(Path.MULTIPLEXED, options().limits(new Limits(5, 1 << 20, 1 << 16)));
		call(LONG, "SET", "k", "v");
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		List<CompletableFuture<String>> waiting = new ArrayList<>();
		ExecutorService callers = Executors.newFixedThreadPool(5);
		for (int i = 0; i < 5; i++) {
			waiting.add(CompletableFuture.supplyAsync(() -> unchecked("GET", "k"), callers));
		}
		Await.until("all wait", LONG, () -> this.link.inFlight() == 5);
		assertThatThrownBy(() -> call(LONG, "GET", "k")).isInstanceOfSatisfying(LinkFailure.class, (failure) -> {
			assertThat(failure.kind()).isEqualTo(Kind.REJECTED);
			assertThat(failure.sent()).isFalse();
			assertThat(failure).hasMessageContaining("in-flight-per-node");
		});
		gate.open();
		for (CompletableFuture<String> each : waiting) {
			assertThat(each.get(20, TimeUnit.SECONDS)).isEqualTo("v");
		}
		callers.shutdownNow();
	}

	@Test
	void aNodeWithAnotherIdIsRefused() {
		link(Path.MULTIPLEXED);
		this.node.id("f".repeat(40));
		assertThatThrownBy(() -> call(LONG, "GET", "k")).isInstanceOfSatisfying(LinkFailure.class, (failure) -> {
			assertThat(failure.kind()).isEqualTo(Kind.CONNECT);
			assertThat(failure.sent()).isFalse();
			assertThat(failure).hasMessageContaining("f".repeat(40)).hasMessageContaining("expected");
		});
		assertThat(this.node.requests("GET")).isEmpty();
	}

	@ParameterizedTest
	@EnumSource
	void closingEndsCallsThatWait(Path path) throws Exception {
		link(path);
		call(LONG, "SET", "k", "v");
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		CompletableFuture<String> waiting = inBackground("GET", "k");
		gate.awaitArrivals(1, LONG);
		this.link.close();
		assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
		assertThatThrownBy(() -> call(LONG, "GET", "k")).isInstanceOfSatisfying(LinkFailure.class,
				(failure) -> assertThat(failure.kind()).isEqualTo(Kind.CLOSED));
		gate.open();
	}

	@ParameterizedTest
	@EnumSource
	void aConnectionThatIsDeadWhileItsNodeAnswersIsCutLongBeforeTheTimeout(Path path) throws Exception {
		link(path, options().silenceTimeout(Duration.ofMillis(100)));
		call(LONG, "SET", "k", "v");
		this.node.onNext("GET", FakeAnswer.nothing());
		long started = System.nanoTime();
		assertThatThrownBy(() -> call(LONG, "GET", "k")).isInstanceOfSatisfying(LinkFailure.class,
				(failure) -> assertThat(failure.kind()).isEqualTo(Kind.BROKEN));
		assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LONG.dividedBy(2));
		assertThat(this.events).contains("silent");
		assertThat(call(LONG, "GET", "k")).isEqualTo("v");
	}

	@ParameterizedTest
	@EnumSource
	void aNodeThatIsMerelySlowKeepsItsConnection(Path path) throws Exception {
		link(path, options().silenceTimeout(Duration.ofMillis(50)).connectTimeout(Duration.ofMillis(100)));
		call(LONG, "SET", "k", "v");
		CountDownLatch reached = new CountDownLatch(1);
		Gate gate = Gate.closed();
		this.node.onNext("GET", ((FakeAnswer) (call) -> reached.countDown()).then(FakeAnswer.standard().after(gate)));
		CompletableFuture<String> waiting = inBackground("GET", "k");
		assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
		this.node.freeze();
		Await.until("it was probed", LONG, () -> this.events.contains("silent"));
		Await.until("it was probed again", LONG, () -> this.events.size() > 1);
		this.node.resume();
		gate.open();
		assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("v");
	}

	@ParameterizedTest
	@EnumSource
	void aConnectionThatTheServerClosedDuringARestLosesNoWrite(Path path) throws Exception {
		link(path);
		call(LONG, "SET", "k", "v");
		this.node.closeAll();
		long closed = System.nanoTime();
		Await.until("it has rested", LONG, () -> System.nanoTime() - closed > TimeUnit.MILLISECONDS.toNanos(1100));
		assertThat(call(LONG, "SET", "k", "w")).isEqualTo("OK");
		assertThat(this.node.requests("SET")).hasSize(2);
	}

	@Test
	void aConnectionWhoseSiblingBrokeIsLookedAtBeforeItIsUsed() throws Exception {
		link(Path.DIRECT);
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		CompletableFuture<String> first = inBackground("GET", "k");
		gate.awaitArrivals(1, LONG);
		call(LONG, "SET", "k", "v");
		gate.open();
		first.get(20, TimeUnit.SECONDS);
		this.node.closeAll();
		// a read may be repeated: it finds out that the server closed the first
		assertThatThrownBy(() -> call(LONG, "GET", "k")).isInstanceOf(LinkFailure.class);
		assertThat(call(LONG, "SET", "k", "w")).isEqualTo("OK");
		assertThat(call(LONG, "GET", "k")).isEqualTo("w");
	}

	@Test
	void aRetiredLinkAnswersWhatIsInFlightAndTakesNothingNew() throws Exception {
		link(Path.MULTIPLEXED);
		call(LONG, "SET", "k", "v");
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		CompletableFuture<String> waiting = inBackground("GET", "k");
		gate.awaitArrivals(1, LONG);
		this.link.retire();
		gate.open();
		assertThat(waiting.get(20, TimeUnit.SECONDS)).isEqualTo("v");
		Await.until("the connection is closed", LONG, () -> this.node.connections().isEmpty());
	}

	private enum Path {

		MULTIPLEXED, DIRECT

	}

}
