package io.rediscluster.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FakeNodeTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final FakeNode node = FakeNode.start();

	@AfterEach
	void close() {
		this.node.close();
	}

	private ServerConnection connect() {
		return new ServerConnection(this.node.port(), LIMIT);
	}

	@Test
	void answersLikeAHealthyNodeOfOne() {
		try (ServerConnection client = connect()) {
			assertThat(client.command("PING")).isEqualTo("PONG");
			assertThat(client.command("CLIENT", "SETNAME", "test")).isEqualTo("OK");
			assertThat(client.command("CLUSTER", "MYID")).isEqualTo(this.node.id());
			assertThat(client.command("SET", "a", "1")).isEqualTo("OK");
			assertThat(client.command("SET", "a", "2", "NX")).isNull();
			assertThat(client.command("INCR", "a")).isEqualTo(2L);
			assertThat(client.command("GET", "a")).isEqualTo("2");
			assertThat(client.command("DEL", "a")).isEqualTo(1L);
			assertThat(client.command("GET", "a")).isNull();
			assertThat(client.command("CLUSTER", "SLOTS")).isEqualTo(List
				.of(List.of(0L, 16383L, List.of("127.0.0.1", (long) this.node.port(), this.node.id(), List.of()))));
			assertThatThrownBy(() -> client.command("NOSUCH")).hasMessageStartingWith("ERR unknown command 'NOSUCH'");
			assertThatThrownBy(() -> client.command("GET")).hasMessageContaining("wrong number of arguments");
			assertThat(this.node.connections()).singleElement()
				.extracting(FakeConnection::clientName)
				.isEqualTo("test");
		}
	}

	@Test
	void describesCommandsLikeAServer() {
		try (ServerConnection client = connect()) {
			assertThat(client.command("COMMAND", "INFO", "mset", "nosuch")).isEqualTo(Arrays.asList(List.of("mset", -3L,
					List.of("write", "denyoom"), 1L, -1L, 2L, List.of(), List.of(), List.of(), List.of()), null));
		}
	}

	@Test
	void helloSwitchesToResp3() throws IOException {
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("HELLO", "3");
			assertThat(client.line()).isEqualTo("%7");
			for (int i = 0; i < 6; i++) {
				client.line();
			}
			client.line();
			assertThat(List.of(client.line(), client.line(), client.line())).containsExactly("7.0.15", "$5", "proto");
			assertThat(client.line()).isEqualTo(":3");
			Await.until("the rest of the map is read", LIMIT, () -> restEndsWith(client, "*0"));
			client.send("GET", "missing");
			assertThat(client.line()).isEqualTo("_");
			assertThat(this.node.connections().get(0).protocol()).isEqualTo(3);
		}
	}

	private static boolean restEndsWith(RawClient client, String last) {
		try {
			return client.line().equals(last);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void aNodeWithoutHelloSpeaksResp2() {
		this.node.resp2Only();
		try (ServerConnection client = connect()) {
			assertThatThrownBy(() -> client.command("HELLO", "3"))
				.hasMessageStartingWith("ERR unknown command 'HELLO'");
			assertThat(client.command("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void asksForAPasswordOnceThereIsAUser() {
		this.node.user("app", "secret");
		try (ServerConnection client = connect()) {
			assertThatThrownBy(() -> client.command("GET", "a")).hasMessageStartingWith("NOAUTH");
			assertThatThrownBy(() -> client.command("HELLO", "2")).hasMessageStartingWith("NOAUTH");
			assertThatThrownBy(() -> client.command("AUTH", "app", "wrong")).hasMessageStartingWith("WRONGPASS");
			assertThat(client.command("HELLO", "2", "AUTH", "app", "secret", "SETNAME", "n")).asString()
				.contains("proto, 2");
			assertThat(client.command("GET", "a")).isNull();
		}
	}

	@Test
	void theTopologyIsReadInOneTransaction() {
		try (ServerConnection client = connect()) {
			assertThat(client.command("MULTI")).isEqualTo("OK");
			assertThat(client.command("CLUSTER", "SLOTS")).isEqualTo("QUEUED");
			assertThat(client.command("CLUSTER", "NODES")).isEqualTo("QUEUED");
			List<?> replies = (List<?>) client.command("EXEC");
			assertThat(replies).hasSize(2);
			assertThat(replies.get(0)).isEqualTo(client.command("CLUSTER", "SLOTS"));
			assertThat(replies.get(1)).isEqualTo(this.node.id() + " 127.0.0.1:" + this.node.port() + "@"
					+ (this.node.port() + FreePorts.BUS_OFFSET) + " myself,master - 0 0 1 connected 0-16383\n");
		}
	}

	@Test
	void aScriptedReplyInATransactionComesWithExecAndAnErrorSpoilsIt() {
		this.node.onNext("CLUSTER SLOTS", FakeAnswer.reply("scripted"));
		try (ServerConnection client = connect()) {
			client.command("MULTI");
			assertThat(client.command("CLUSTER", "SLOTS")).isEqualTo("QUEUED");
			assertThat(client.command("PING")).isEqualTo("QUEUED");
			assertThat(client.command("EXEC")).isEqualTo(List.of("scripted", "PONG"));
			this.node.onNext("CLUSTER NODES", FakeAnswer.error("NOPERM no"));
			client.command("MULTI");
			assertThatThrownBy(() -> client.command("CLUSTER", "NODES")).hasMessage("NOPERM no");
			assertThat(client.command("SET", "a", "1")).isEqualTo("QUEUED");
			assertThatThrownBy(() -> client.command("EXEC")).hasMessageStartingWith("EXECABORT");
			assertThat(client.command("GET", "a")).isNull();
		}
	}

	@Test
	void execGivesNullWhenAWatchedKeyHasChanged() {
		try (ServerConnection client = connect(); ServerConnection other = connect()) {
			client.command("WATCH", "a");
			other.command("SET", "a", "1");
			client.command("MULTI");
			client.command("SET", "a", "2");
			assertThat(client.command("EXEC")).isNull();
			assertThat(client.command("GET", "a")).isEqualTo("1");
		}
	}

	@Test
	void limitedAnswersComeBeforeStandingOnesAndSpecialBeforeGeneral() {
		this.node.on(FakeNode.ANY, FakeAnswer.error("ERR any"))
			.on("cluster", FakeAnswer.error("ERR cluster"))
			.on("cluster myid", FakeAnswer.error("ERR myid"))
			.onNext("get", 2, FakeAnswer.moved(7, "127.0.0.1:1"))
			.onNext("get", FakeAnswer.ask(8, "127.0.0.1:2"));
		try (ServerConnection client = connect()) {
			assertThatThrownBy(() -> client.command("GET", "a")).hasMessage("MOVED 7 127.0.0.1:1");
			assertThatThrownBy(() -> client.command("GET", "a")).hasMessage("MOVED 7 127.0.0.1:1");
			assertThatThrownBy(() -> client.command("GET", "a")).hasMessage("ASK 8 127.0.0.1:2");
			assertThatThrownBy(() -> client.command("GET", "a")).hasMessage("ERR any");
			assertThatThrownBy(() -> client.command("CLUSTER", "MYID")).hasMessage("ERR myid");
			assertThatThrownBy(() -> client.command("CLUSTER", "SLOTS")).hasMessage("ERR cluster");
			this.node.clearScript();
			assertThat(client.command("GET", "a")).isNull();
		}
	}

	@Test
	void aStalledAnswerWaitsWhileLaterRequestsAreRecorded() throws IOException {
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.standard().after(gate));
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("GET", "a").send("PING");
			gate.awaitArrivals(1, LIMIT);
			List<FakeRequest> pings = this.node.awaitRequests("PING", 1, LIMIT);
			assertThat(pings.get(0).connection()).isEqualTo(1);
			assertThat(pings.get(0).nanoTime()).isGreaterThanOrEqualTo(this.node.requests("GET").get(0).nanoTime());
			assertThat(client.hasInput()).isFalse();
			gate.open();
			assertThat(client.read(12)).isEqualTo("$-1\r\n+PONG\r\n");
		}
	}

	@Test
	void aDelayedAnswerComesLater() {
		this.node.on("GET", FakeAnswer.standard().after(Duration.ofMillis(50)));
		try (ServerConnection client = connect()) {
			long start = System.nanoTime();
			assertThat(client.command("GET", "a")).isNull();
			assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
		}
	}

	@Test
	void aReplyCanBeCutDoubledOrDribbled() throws IOException {
		Gate gate = Gate.closed();
		this.node.onNext("GET", FakeAnswer.reply("value").first(6).then(FakeAnswer.close()))
			.onNext("GET", FakeAnswer.reply("value").halves(gate))
			.onNext("GET", FakeAnswer.reply("v").twice())
			.onNext("GET", FakeAnswer.reply("value").byteByByte())
			.onNext("GET", FakeAnswer.raw("?garbage\0\u00ff"));
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("GET", "a");
			assertThat(client.read(11)).isEqualTo("$5\r\nva");
		}
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("GET", "a");
			assertThat(client.read(5)).isEqualTo("$5\r\nv");
			gate.awaitArrivals(1, LIMIT);
			assertThat(client.hasInput()).isFalse();
			gate.open();
			assertThat(client.read(6)).isEqualTo("alue\r\n");
			client.send("GET", "a");
			assertThat(client.read(14)).isEqualTo("$1\r\nv\r\n$1\r\nv\r\n");
			client.send("GET", "a");
			assertThat(client.read(11)).isEqualTo("$5\r\nvalue\r\n");
			client.send("GET", "a");
			assertThat(client.read(10)).isEqualTo("?garbage\0\u00ff");
		}
	}

	@Test
	void anAnswerMayBeMissing() throws IOException {
		this.node.onNext("GET", FakeAnswer.nothing());
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("GET", "a").send("PING");
			assertThat(client.line()).isEqualTo("+PONG");
		}
	}

	@Test
	void aConnectionIsClosedOrResetInsteadOfAnAnswer() throws IOException {
		this.node.onNext("SET", FakeAnswer.close()).onNext("SET", FakeAnswer.reset());
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("SET", "a", "1");
			assertThat(client.read(1)).isEmpty();
		}
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("SET", "a", "1");
			assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
		}
		assertThat(this.node.requests("SET")).hasSize(2).extracting(FakeRequest::connection).containsExactly(1, 2);
	}

	@Test
	void aWriteMayBeCarriedOutAndItsReplyLost() throws IOException {
		this.node.onNext("INCR", (call) -> {
			call.capture(FakeAnswer.standard());
			call.connection().reset();
		});
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("INCR", "a");
			assertThatIOException().isThrownBy(() -> client.read(1));
		}
		try (ServerConnection client = connect()) {
			assertThat(client.command("GET", "a")).isEqualTo("1");
		}
	}

	@Test
	void resetAllCutsWaitingClients() throws IOException {
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("PING");
			assertThat(client.line()).isEqualTo("+PONG");
			this.node.resetAll();
			assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
			assertThat(this.node.connections()).isEmpty();
			assertThat(this.node.connectionCount()).isEqualTo(1);
		}
	}

	@Test
	void pushFramesComeBetweenReplies() throws IOException {
		try (RawClient client = new RawClient(this.node.port())) {
			this.node.on("HELLO", (call) -> {
				call.capture(FakeAnswer.standard());
				call.reply(Resp.simple("OK"));
			});
			client.send("HELLO", "3");
			assertThat(client.line()).isEqualTo("+OK");
			this.node.connections().get(0).send(Resp.push("invalidate", List.of("a")));
			assertThat(client.read(32)).isEqualTo(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n");
		}
	}

	@Test
	void connectionsAreRefusedAndTakenAgainOnTheSamePort() {
		try (ServerConnection client = connect()) {
			assertThat(client.command("PING")).isEqualTo("PONG");
			this.node.refuseConnections();
			assertThatThrownBy(this::connect).hasCauseInstanceOf(ConnectException.class);
			assertThat(client.command("PING")).isEqualTo("PONG");
			this.node.acceptConnections();
			try (ServerConnection other = connect()) {
				assertThat(other.command("PING")).isEqualTo("PONG");
			}
		}
		assertThat(this.node.connectionCount()).isEqualTo(2);
	}

	@Test
	void connectionsHangAndAreTakenAgain() {
		this.node.hangConnections();
		assertThatThrownBy(() -> {
			try (Socket socket = new Socket()) {
				socket.connect(new InetSocketAddress("127.0.0.1", this.node.port()), 100);
			}
		}).isInstanceOf(SocketTimeoutException.class);
		this.node.acceptConnections();
		try (ServerConnection client = connect()) {
			assertThat(client.command("PING")).isEqualTo("PONG");
		}
		assertThat(this.node.connectionCount()).isEqualTo(1);
	}

	@Test
	void newConnectionsAreTreatedAsTold() throws IOException {
		this.node.welcomeNext(1, FakeNode.Welcome.CLOSE);
		try (RawClient client = new RawClient(this.node.port())) {
			assertThat(client.read(1)).isEmpty();
		}
		this.node.welcomeNext(1, FakeNode.Welcome.RESET);
		assertThatIOException().isThrownBy(() -> {
			try (RawClient client = new RawClient(this.node.port())) {
				client.read(1);
			}
		});
		this.node.welcomeNext(1, FakeNode.Welcome.IGNORE);
		try (RawClient ignored = new RawClient(this.node.port()); ServerConnection served = connect()) {
			ignored.send("PING");
			assertThat(served.command("PING")).isEqualTo("PONG");
			assertThat(ignored.hasInput()).isFalse();
			assertThat(this.node.requests("PING")).hasSize(1);
		}
	}

	@Test
	void aFrozenNodeTakesNothingUntilItIsResumed() throws IOException {
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("PING");
			assertThat(client.line()).isEqualTo("+PONG");
			this.node.freeze();
			client.send("PING");
			assertThatThrownBy(() -> this.node.awaitRequests("PING", 2, Duration.ofMillis(100)))
				.hasMessageContaining("[PING]");
			this.node.resume();
			assertThat(client.line()).isEqualTo("+PONG");
			assertThat(this.node.requests("PING")).hasSize(2);
		}
	}

	@Test
	void malformedRequestsAndFailedAnswersAreReported() throws IOException {
		this.node.on("GET", (call) -> {
			throw new IllegalStateException("planted");
		});
		try (RawClient client = new RawClient(this.node.port())) {
			client.raw("GET a\r\n");
			assertThat(client.read(1)).isEmpty();
		}
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("GET", "a");
			assertThat(client.read(1)).isEmpty();
		}
		assertThat(this.node.problems()).hasSize(2);
		assertThat(this.node.problems().get(0)).contains("connection 1").contains("expected the byte 42");
		assertThat(this.node.problems().get(1)).contains("GET").contains("planted");
	}

	@Test
	void closingEndsStalledAnswersAndTheirThreads() throws IOException {
		Gate gate = Gate.closed();
		this.node.on("GET", FakeAnswer.standard().after(gate));
		try (RawClient client = new RawClient(this.node.port())) {
			client.send("GET", "a");
			gate.awaitArrivals(1, LIMIT);
			this.node.close();
			assertThat(client.read(1)).isEmpty();
			String prefix = "fake-node-" + this.node.port() + "-";
			Await.until("the threads have ended", LIMIT,
					() -> Thread.getAllStackTraces()
						.keySet()
						.stream()
						.noneMatch((thread) -> thread.getName().startsWith(prefix)));
		}
	}

}
