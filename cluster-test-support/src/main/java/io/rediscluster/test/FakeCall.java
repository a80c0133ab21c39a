package io.rediscluster.test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * One request in the hands of a {@link FakeAnswer}. Used by the answering thread of its
 * connection only.
 */
public final class FakeCall {

	private final FakeConnection connection;

	private final FakeRequest request;

	private final Sink sink;

	FakeCall(FakeConnection connection, FakeRequest request, Sink sink) {
		this.connection = connection;
		this.request = request;
		this.sink = sink;
	}

	/**
	 * Returns the request.
	 * @return the command and its arguments
	 */
	public FakeRequest request() {
		return this.request;
	}

	/**
	 * Returns the connection.
	 * @return the connection that the request came over
	 */
	public FakeConnection connection() {
		return this.connection;
	}

	/**
	 * Returns the node.
	 * @return the node that was asked
	 */
	public FakeNode node() {
		return this.connection.node();
	}

	/**
	 * Sends a reply, encoded for the connection's protocol.
	 * @param value converted by {@link Resp#of}
	 * @throws IOException if the connection fails
	 */
	public void reply(@Nullable Object value) throws IOException {
		raw(Resp.of(value).bytes(this.connection.protocol()));
	}

	/**
	 * Sends bytes as they are.
	 * @param bytes the bytes
	 * @throws IOException if the connection fails
	 */
	public void raw(byte[] bytes) throws IOException {
		this.sink.write(bytes);
	}

	/**
	 * Does what a healthy server would: runs the command on the node's state and replies.
	 * @throws IOException if the connection fails
	 */
	public void proceed() throws IOException {
		raw(FakeCommands.run(this.connection, this.request).bytes(this.connection.protocol()));
	}

	/** Runs an answer and returns what it would have sent. */
	byte[] capture(FakeAnswer answer) throws IOException, InterruptedException {
		ByteArrayOutputStream captured = new ByteArrayOutputStream();
		answer.answer(new FakeCall(this.connection, this.request, captured::writeBytes));
		return captured.toByteArray();
	}

	/** Takes the bytes of a reply. */
	@FunctionalInterface
	interface Sink {

		void write(byte[] bytes) throws IOException;

	}

}
