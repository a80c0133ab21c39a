package io.rediscluster.client.internal.connection;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.test.Await;
import io.rediscluster.test.Gate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The multiplexed connection between two steps of its own: over a socket whose other end
 * is this test, so that each step can be held.
 */
class MultiplexedConnectionTests implements MultiplexedConnection.Owner {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final ConnectionSettings settings = ConnectionSettings
		.of(ClusterClientOptions.builder().seeds("127.0.0.1:1").build());

	private final ServerSocket listener = listen();

	private final Gate opening = Gate.closed();

	private final Gate writing = Gate.closed();

	private final CountDownLatch opened = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	/** When each write began. */
	private final List<Long> pieces = new CopyOnWriteArrayList<>();

	private final ByteArrayOutputStream received = new ByteArrayOutputStream();

	private volatile @Nullable Socket server;

	private final MultiplexedConnection connection = new MultiplexedConnection(this, this.settings, "test", 0);

	private static ServerSocket listen() {
		try {
			return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@AfterEach
	void close() throws Exception {
		this.opening.open();
		this.writing.open();
		this.connection.abort(new IOException("the test is over"));
		this.listener.close();
		this.settings.threads().close();
	}

	@Test
	void aCallThatIsToldItWasNotSentIsNotSentWhileItIsTold() throws Exception {
		this.writing.open();
		this.connection.start();
		long deadline = System.nanoTime();
		CompletableFuture<LinkFailure> told = new CompletableFuture<>();
		Recorded next = new Recorded(TextRequest.of("SET", "next", "v"), Deadline.after(LONG));
		this.connection.submit(new Call(TextRequest.of("SET", "late", "v"), deadline) {

			@Override
			protected void onReply(@Nullable Object result) {
				told.completeExceptionally(new IllegalStateException("a reply"));
			}

			@Override
			protected void onFailure(LinkFailure failure) {
				// the connection opens at this very moment, and writes what it has
				MultiplexedConnectionTests.this.opening.open();
				await("next");
				told.complete(failure);
			}

		}, false);
		this.connection.submit(next, false);
		this.connection.check(System.nanoTime());
		assertThat(told.get(20, TimeUnit.SECONDS).sent()).isFalse();
		assertThat(text()).contains("next").doesNotContain("late");
	}

	@Test
	void aRetiredConnectionEndsWhenTheLastCallThatIsQueuedIsGivenUp() throws Exception {
		this.opening.open();
		this.connection.start();
		// what is queued earlier is written by the reader, which has to read here
		assertThat(this.opened.await(20, TimeUnit.SECONDS)).isTrue();
		Recorded first = new Recorded(TextRequest.of("SET", "first", "v"), Deadline.after(LONG));
		this.connection.submit(first, false);
		await("first");
		// the writer is held behind its write: this one stays in the buffer
		Recorded queued = new Recorded(TextRequest.of("SET", "queued", "v"), System.nanoTime());
		this.connection.submit(queued, false);
		this.connection.retire();
		this.connection.check(System.nanoTime());
		assertThat(queued.failure.get(20, TimeUnit.SECONDS).sent()).isFalse();
		answer("+OK\r\n");
		assertThat(first.reply.get(20, TimeUnit.SECONDS)).isEqualTo("OK");
		this.writing.open();
		assertThat(this.ended.await(20, TimeUnit.SECONDS)).as("the connection has ended").isTrue();
	}

	@Test
	void aListOfWhichOneCannotBeEncodedLeavesNothingInTheBuffer() throws Exception {
		this.writing.open();
		this.connection.start();
		List<Recorded> calls = List.of(new Recorded(TextRequest.of("SET", "part", "v"), Deadline.after(LONG)),
				new Recorded(new Broken(), Deadline.after(LONG)));
		assertThatThrownBy(() -> this.connection.submit(calls, false)).isInstanceOf(ArithmeticException.class);
		assertThat(this.connection.inFlight()).isZero();
		Recorded next = new Recorded(TextRequest.of("SET", "next", "v"), Deadline.after(LONG));
		this.connection.submit(next, false);
		this.opening.open();
		await("next");
		answer("+OK\r\n");
		assertThat(next.reply.get(20, TimeUnit.SECONDS)).isEqualTo("OK");
		assertThat(text()).doesNotContain("part");
	}

	@Test
	void aServerThatIsStillTakingALongRequestIsNotSilent() throws Exception {
		this.writing.open();
		this.opening.open();
		this.connection.start();
		assertThat(this.opened.await(20, TimeUnit.SECONDS)).isTrue();
		String value = "v".repeat(1 << 20);
		this.connection.submit(new Recorded(TextRequest.of("SET", "long", value), Deadline.after(LONG)), false);
		await("SET");
		Await.until("it is written", LONG, () -> text().length() > value.length());
		List<Long> begun = List.copyOf(this.pieces);
		assertThat(begun).as("pieces").hasSizeGreaterThan(2);
		long now = System.nanoTime();
		assertThat(this.connection.silentFor(now)).isLessThan(now - begun.get(1));
	}

	private void await(String word) {
		Await.until(word + " arrives", LONG, () -> text().contains(word));
	}

	private String text() {
		synchronized (this.received) {
			return this.received.toString(StandardCharsets.US_ASCII);
		}
	}

	private void answer(String reply) throws IOException {
		Socket server = this.server;
		assertThat(server).isNotNull();
		server.getOutputStream().write(reply.getBytes(StandardCharsets.US_ASCII));
	}

	@Override
	public Wire open() throws IOException {
		try {
			this.opening.pass();
		}
		catch (InterruptedException ex) {
			throw new IOException(ex);
		}
		Socket socket = new HeldSocket();
		socket.connect(this.listener.getLocalSocketAddress());
		Socket server = this.listener.accept();
		this.server = server;
		Thread reader = new Thread(() -> receive(server));
		reader.setDaemon(true);
		reader.start();
		return new Wire(socket, socket, 1 << 20);
	}

	private void receive(Socket server) {
		byte[] bytes = new byte[1024];
		try {
			for (int read = server.getInputStream().read(bytes); read >= 0; read = server.getInputStream()
				.read(bytes)) {
				synchronized (this.received) {
					this.received.write(bytes, 0, read);
				}
			}
		}
		catch (IOException ex) {
			// the client has closed it
		}
	}

	@Override
	public void opened(MultiplexedConnection connection) {
		this.opened.countDown();
	}

	@Override
	public void ended(MultiplexedConnection connection, boolean opened, boolean lostWrites, @Nullable Throwable cause) {
		this.ended.countDown();
	}

	@Override
	public void silent(long nanos) {
	}

	@Override
	public boolean isClosed() {
		return false;
	}

	/**
	 * A socket whose writes arrive and return only when the test lets them.
	 */
	private final class HeldSocket extends Socket {

		@Override
		public OutputStream getOutputStream() throws IOException {
			return new FilterOutputStream(super.getOutputStream()) {

				@Override
				public void write(byte[] bytes, int from, int length) throws IOException {
					MultiplexedConnectionTests.this.pieces.add(System.nanoTime());
					this.out.write(bytes, from, length);
					try {
						MultiplexedConnectionTests.this.writing.pass();
					}
					catch (InterruptedException ex) {
						throw new IOException(ex);
					}
				}

			};
		}

	}

	/**
	 * A call that keeps how it ended.
	 */
	private static final class Recorded extends Call {

		private final CompletableFuture<Object> reply = new CompletableFuture<>();

		private final CompletableFuture<LinkFailure> failure = new CompletableFuture<>();

		Recorded(Request request, long deadline) {
			super(request, deadline);
		}

		@Override
		protected void onReply(@Nullable Object result) {
			this.reply.complete(result);
		}

		@Override
		protected void onFailure(LinkFailure failure) {
			this.failure.complete(failure);
		}

	}

	/**
	 * A request that fails while it is encoded, as one does that the buffer cannot hold.
	 */
	private record Broken() implements Request {

		@Override
		public void encode(RequestBuffer buffer) {
			buffer.bulk("half");
			throw new ArithmeticException("integer overflow");
		}

		@Override
		public int replies() {
			return 1;
		}

		@Override
		public boolean isWrite() {
			return true;
		}

	}

}
