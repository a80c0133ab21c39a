package io.rediscluster.test;

import java.io.IOException;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A connection that a fake node has accepted. Two daemon threads serve it: one receives
 * and records, one answers in order, so that a stalled answer does not keep later
 * requests from being seen. Thread safe; one lock keeps frames whole.
 */
public final class FakeConnection {

	private static final byte[] QUEUED = Resp.simple("QUEUED").bytes(2);

	private final ReentrantLock writeLock = new ReentrantLock();

	private final FakeNode node;

	private final int number;

	private final Socket socket;

	private final FakeSession session = new FakeSession();

	/** An absent request says that the client will send no more. */
	private final LinkedBlockingQueue<Received> received = new LinkedBlockingQueue<>();

	private final Thread answering;

	FakeConnection(FakeNode node, int number, Socket socket) {
		this.node = node;
		this.number = number;
		this.socket = socket;
		this.answering = thread("answer", this::answer);
	}

	void start() {
		thread("receive", this::receive).start();
		this.answering.start();
	}

	private Thread thread(String task, Runnable run) {
		Thread thread = new Thread(run, "fake-node-" + this.node.port() + "-" + this.number + "-" + task);
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Returns the connection's number.
	 * @return its position among all that the node has accepted, from 1
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Returns the node.
	 * @return the node that accepted the connection
	 */
	public FakeNode node() {
		return this.node;
	}

	/**
	 * Returns the protocol that was agreed on.
	 * @return 2 or 3
	 */
	public int protocol() {
		return this.session.protocol;
	}

	/**
	 * Tells whether READONLY is in effect.
	 * @return whether it is
	 */
	public boolean isReadonly() {
		return this.session.readonly;
	}

	/**
	 * Returns the name that the client has set.
	 * @return the name, {@code null} without one
	 */
	public @Nullable String clientName() {
		return this.session.clientName;
	}

	/**
	 * Returns the user that the client has authenticated as.
	 * @return the user, {@code null} before AUTH
	 */
	public @Nullable String user() {
		return this.session.user;
	}

	/**
	 * Sends a frame that answers no request, between two replies.
	 * @param frame usually made by {@link Resp#push}
	 * @throws IOException if the connection fails
	 */
	public void send(Resp frame) throws IOException {
		write(frame.bytes(protocol()));
	}

	/** Closes the connection; a client reads the end of the stream. */
	public void close() {
		end(false);
	}

	/**
	 * Resets the connection: the client gets a RST, also while it waits for a reply.
	 */
	public void reset() {
		end(true);
	}

	/** Ends the connection together with an answer that is still waiting. */
	void abandon() {
		close();
		this.answering.interrupt();
	}

	FakeSession session() {
		return this.session;
	}

	private void end(boolean reset) {
		this.node.ended(this);
		try {
			if (reset) {
				this.socket.setSoLinger(true, 0);
			}
			this.socket.close();
		}
		catch (IOException ex) {
			// it was broken already
		}
	}

	private void receive() {
		try {
			RequestReader reader = new RequestReader(this.socket.getInputStream());
			this.node.receiving().pass();
			for (List<byte[]> words = reader.read(); words != null; words = reader.read()) {
				this.node.receiving().pass();
				this.received.add(new Received(this.node.record(this.number, words)));
			}
		}
		catch (ProtocolException ex) {
			this.node.report("connection " + this.number + ": " + ex.getMessage());
		}
		catch (IOException ex) {
			// the client or the test ended the connection
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.node.ended(this);
		this.received.add(new Received(null));
	}

	private void answer() {
		FakeRequest request = null;
		try {
			for (request = this.received.take().request; request != null; request = this.received.take().request) {
				answer(request);
			}
		}
		catch (IOException ex) {
			// the client or the test ended the connection
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException | Error ex) {
			this.node.report("the answer to " + ((request != null) ? request.name() : "nothing") + " failed: " + ex);
		}
		close();
	}

	private void answer(FakeRequest request) throws IOException, InterruptedException {
		FakeAnswer scripted = this.node.script().take(request);
		FakeCall call = new FakeCall(this, request, this::write);
		if (scripted == null) {
			call.proceed();
		}
		else if (this.session.isQueueing() && !FakeCommands.endsTransaction(request)) {
			queue(call, call.capture(scripted));
		}
		else {
			scripted.answer(call);
		}
		if (!this.session.isQueueing() && !request.name().equals("ASKING")) {
			this.session.asking = false;
		}
	}

	/**
	 * A scripted answer within a transaction is what EXEC will give for it, unless it is
	 * an error: that is given at once and spoils the transaction, as a refusal does.
	 */
	private void queue(FakeCall call, byte[] answer) throws IOException {
		if (answer.length == 0) {
			return;
		}
		if (Arrays.equals(answer, QUEUED)) {
			// the script passed on to the standard answer, which has queued the command
			write(answer);
		}
		else if (answer[0] == '-') {
			this.session.breakTransaction();
			write(answer);
		}
		else {
			this.session.queue(call.request(), answer);
			write(QUEUED);
		}
	}

	private void write(byte[] bytes) throws IOException {
		this.writeLock.lock();
		try {
			OutputStream out = this.socket.getOutputStream();
			out.write(bytes);
			out.flush();
		}
		finally {
			this.writeLock.unlock();
		}
	}

	@Override
	public String toString() {
		return "connection " + this.number + " of " + this.node;
	}

	private record Received(@Nullable FakeRequest request) {
	}

}
