package io.rediscluster.test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static io.rediscluster.test.FaultProxy.Direction.TO_CLIENT;
import static io.rediscluster.test.FaultProxy.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FaultProxyTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	/** The bytes of a PING and of its answer. */
	private static final int PING = 14;

	private static final int PONG = 7;

	private final FakeNode node = FakeNode.start();

	private final FaultProxy proxy = FaultProxy.to("127.0.0.1", this.node.port());

	@AfterEach
	void close() {
		this.proxy.close();
		this.node.close();
	}

	private RawClient connect() throws IOException {
		return new RawClient(this.proxy.port());
	}

	private static void ping(RawClient client) throws IOException {
		client.send("PING");
		assertThat(client.line()).isEqualTo("+PONG");
	}

	@Test
	void withoutFaultsEverythingPassesAndIsCounted() throws IOException {
		String large = "x".repeat(3_000_000);
		try (RawClient client = connect()) {
			ping(client);
			Await.until("the request is counted", LIMIT, () -> this.proxy.bytes(TO_SERVER) == PING);
			Await.until("the answer is counted", LIMIT, () -> this.proxy.bytes(TO_CLIENT) == PONG);
			client.send("ECHO", large);
			assertThat(client.line()).isEqualTo("$3000000");
			assertThat(client.read(3_000_002)).isEqualTo(large + "\r\n");
			assertThat(this.proxy.openConnections()).isEqualTo(1);
		}
		Await.until("the end has passed", LIMIT, () -> this.node.connections().isEmpty());
		Await.until("the connection is gone", LIMIT, () -> this.proxy.openConnections() == 0);
		assertThat(this.proxy.connectionCount()).isEqualTo(1);
	}

	@Test
	void theServersEndAndResetPass() throws IOException {
		this.node.onNext("GET", FakeAnswer.reply("last").then(FakeAnswer.close())).onNext("SET", FakeAnswer.reset());
		try (RawClient client = connect()) {
			client.send("GET", "a");
			assertThat(client.read(11)).isEqualTo("$4\r\nlast\r\n");
		}
		try (RawClient client = connect()) {
			client.send("SET", "a", "1");
			assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketException.class).hasMessageContaining("reset");
		}
	}

	@Test
	void eachDirectionIsDelayedByItselfAndNotItsThroughput() throws IOException {
		Duration delay = Duration.ofMillis(200);
		try (RawClient client = connect()) {
			ping(client);
			this.proxy.delay(TO_CLIENT, delay);
			long start = System.nanoTime();
			for (int i = 0; i < 50; i++) {
				client.send("PING");
				this.node.awaitRequests("PING", 2 + i, LIMIT);
			}
			for (int i = 0; i < 50; i++) {
				assertThat(client.line()).isEqualTo("+PONG");
			}
			Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
			// one after the other they would take ten seconds
			assertThat(elapsed).isBetween(delay, Duration.ofSeconds(5));
			this.proxy.delay(TO_CLIENT, Duration.ZERO);
			this.proxy.delay(TO_SERVER, delay);
			start = System.nanoTime();
			ping(client);
			assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(delay.toNanos());
		}
	}

	@Test
	void aThrottledConnectionIsSlow() throws IOException {
		try (RawClient client = connect()) {
			this.proxy.throttle(TO_CLIENT, 10_000);
			long start = System.nanoTime();
			client.send("ECHO", "x".repeat(3_000));
			client.read(3_009);
			assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(300));
		}
	}

	@Test
	void aBlackHoleSwallowsRequests() throws IOException {
		try (RawClient client = connect()) {
			ping(client);
			this.proxy.blackHole(TO_SERVER);
			client.send("PING");
			Await.until("the request is gone", LIMIT, () -> this.proxy.swallowedBytes(TO_SERVER) == PING);
			assertThat(this.node.requests("PING")).hasSize(1);
		}
	}

	@Test
	void aBlackHoleSwallowsReplies() throws IOException {
		try (RawClient client = connect()) {
			this.proxy.blackHole(TO_CLIENT);
			client.send("PING");
			Await.until("the reply is gone", LIMIT, () -> this.proxy.swallowedBytes(TO_CLIENT) == PONG);
			assertThat(this.node.requests("PING")).hasSize(1);
			assertThat(client.hasInput()).isFalse();
		}
	}

	@Test
	void aConnectionThatLostBytesStaysDeadAndOthersAreWellAgain() throws IOException {
		try (RawClient victim = connect(); RawClient lucky = connect()) {
			ping(victim);
			ping(lucky);
			this.proxy.blackHole(TO_SERVER);
			victim.send("PING");
			Await.until("the request is gone", LIMIT, () -> this.proxy.swallowedBytes(TO_SERVER) == PING);
			this.proxy.heal();
			victim.send("PING");
			Await.until("the next one too", LIMIT, () -> this.proxy.swallowedBytes(TO_SERVER) == 2 * PING);
			ping(lucky);
			assertThat(this.node.requests("PING")).hasSize(3);
		}
	}

	@Test
	void aConnectionIsCutAfterSoManyBytesOfAReply() throws IOException {
		this.proxy.cutAfter(TO_CLIENT, PONG + 3, 1);
		try (RawClient client = connect()) {
			ping(client);
			client.send("PING");
			assertThat(client.read(3)).isEqualTo("+PO");
			assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketException.class);
		}
		try (RawClient client = connect()) {
			for (int i = 0; i < 5; i++) {
				ping(client);
			}
		}
	}

	@Test
	void aConnectionIsCutAfterSoManyBytesOfARequest() throws IOException {
		try (RawClient client = connect()) {
			ping(client);
			this.proxy.cutAfter(TO_SERVER, 5);
			client.send("PING");
			assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketException.class);
			assertThat(this.proxy.bytes(TO_SERVER)).isEqualTo(PING + 5);
		}
		this.proxy.cutAfter(TO_SERVER, 0);
		try (RawClient client = connect()) {
			client.send("PING");
			assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketException.class);
			assertThat(this.proxy.bytes(TO_SERVER)).isEqualTo(PING + 5);
		}
		assertThat(this.node.requests("PING")).hasSize(1);
		assertThat(this.node.problems()).isEmpty();
	}

	@Test
	void aFrozenDirectionIsLateButComplete() throws IOException {
		try (RawClient client = connect()) {
			ping(client);
			this.proxy.freeze(TO_CLIENT);
			client.send("PING");
			this.node.awaitRequests("PING", 2, LIMIT);
			this.proxy.freeze();
			client.send("ECHO", "later");
			assertThat(client.hasInput()).isFalse();
			assertThat(this.node.requests("ECHO")).isEmpty();
			this.proxy.resume();
			assertThat(client.line()).isEqualTo("+PONG");
			assertThat(client.read(11)).isEqualTo("$5\r\nlater\r\n");
		}
	}

	@Test
	void allConnectionsAreResetOrClosed() throws IOException {
		try (RawClient first = connect(); RawClient second = connect()) {
			ping(first);
			ping(second);
			this.proxy.resetAll();
			for (RawClient client : new RawClient[] { first, second }) {
				assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketException.class);
			}
			Await.until("the server sees it", LIMIT, () -> this.node.connections().isEmpty());
		}
		try (RawClient client = connect()) {
			ping(client);
			this.proxy.closeAll();
			assertThat(client.read(1)).isEmpty();
		}
	}

	@Test
	void connectionsAreRefusedOrHangUntilHealed() throws IOException {
		try (RawClient client = connect()) {
			ping(client);
			this.proxy.refuseConnections();
			assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
			this.proxy.hangConnections();
			assertThatThrownBy(() -> {
				try (Socket socket = new Socket()) {
					socket.connect(new InetSocketAddress("127.0.0.1", this.proxy.port()), 100);
				}
			}).isInstanceOf(SocketTimeoutException.class);
			ping(client);
			this.proxy.heal();
			try (RawClient other = connect()) {
				ping(other);
			}
		}
	}

	@Test
	void aClientIsResetWhenTheServerCannotBeReached() throws IOException {
		this.node.refuseConnections();
		assertThatThrownBy(() -> {
			try (RawClient client = connect()) {
				client.read(1);
			}
		}).isInstanceOf(SocketException.class);
		this.node.acceptConnections();
		try (RawClient client = connect()) {
			ping(client);
		}
	}

	@Test
	void closingEndsAllThreads() throws IOException {
		try (RawClient client = connect()) {
			ping(client);
			this.proxy.delay(TO_SERVER, Duration.ofMinutes(1));
			this.proxy.freeze(TO_CLIENT);
			client.send("PING");
			this.proxy.close();
			assertThatThrownBy(() -> client.read(1)).isInstanceOf(SocketException.class);
			String prefix = "fault-proxy-" + this.proxy.port() + "-";
			Await.until("the threads have ended", LIMIT,
					() -> Thread.getAllStackTraces()
						.keySet()
						.stream()
						.noneMatch((thread) -> thread.getName().startsWith(prefix)));
		}
	}

}
