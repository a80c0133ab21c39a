package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;

import io.rediscluster.client.internal.resp.PushValue;
import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.client.internal.resp.RespReader;
import org.jspecify.annotations.Nullable;

/**
 * An open socket after its handshake, with its reader. One thread at a time may write and
 * one may read; {@link #abort} may be called by any thread at any time and frees both.
 */
public final class Wire {

	/** The TCP socket below TLS, or the same as {@link #socket}. */
	private final Socket raw;

	private final Socket socket;

	/** What has arrived, encrypted or not. */
	private final InputStream arriving;

	private final OutputStream out;

	private final RespReader reader;

	private boolean resp3;

	private long clientId = -1;

	private volatile @Nullable Throwable abortCause;

	private volatile boolean closed;

	Wire(Socket raw, Socket socket, long maxReplySize) throws IOException {
		this.raw = raw;
		this.socket = socket;
		this.arriving = raw.getInputStream();
		this.out = socket.getOutputStream();
		this.reader = new RespReader(socket.getInputStream(), maxReplySize);
	}

	/**
	 * Returns the reader of this socket; its state outlives calls that time out.
	 * @return the reader
	 */
	RespReader reader() {
		return this.reader;
	}

	/**
	 * Tells whether replies have the shapes of RESP3.
	 * @return whether the handshake agreed on RESP3
	 */
	boolean isResp3() {
		return this.resp3;
	}

	void setResp3(boolean resp3) {
		this.resp3 = resp3;
	}

	/**
	 * Returns the server's number for this connection.
	 * @return the id, or -1 if the server did not tell
	 */
	long clientId() {
		return this.clientId;
	}

	void setClientId(long clientId) {
		this.clientId = clientId;
	}

	void write(RequestBuffer buffer) throws IOException {
		buffer.writeTo(this.out);
	}

	/**
	 * Writes a buffer that may be long.
	 * @param progress runs whenever a part of it has been taken
	 */
	void write(RequestBuffer buffer, Runnable progress) throws IOException {
		buffer.writeTo(this.out, progress);
	}

	/**
	 * Writes requests in one piece.
	 * @param requests the words of each
	 */
	void write(List<String[]> requests) throws IOException {
		RequestBuffer buffer = new RequestBuffer(256);
		for (String[] request : requests) {
			buffer.array(request.length);
			for (String word : request) {
				buffer.bulk(word);
			}
		}
		write(buffer);
	}

	/**
	 * Reads one reply, where nobody else reads; what the server pushes is dropped.
	 * Changes the read timeout.
	 * @param deadline the limit
	 * @return the reply
	 * @throws SocketTimeoutException if it does not come in time
	 */
	@Nullable Object read(long deadline) throws IOException {
		while (true) {
			Object value = this.reader.next();
			if (value == RespReader.INCOMPLETE) {
				fill(deadline);
			}
			else if (!(value instanceof PushValue)) {
				return value;
			}
		}
	}

	private void fill(long deadline) throws IOException {
		try {
			if (!Deadline.hasPassed(deadline)) {
				readTimeout(Deadline.millis(deadline, Integer.MAX_VALUE));
				this.reader.fill();
				return;
			}
		}
		catch (SocketTimeoutException ex) {
			// said below, in words
		}
		throw new SocketTimeoutException("the server did not answer in time");
	}

	/**
	 * Tells whether bytes of the server wait to be read: with TLS, encrypted ones.
	 */
	boolean hasArrived() throws IOException {
		return this.arriving.available() > 0;
	}

	/**
	 * Sets how long one read may block.
	 * @param millis the limit, 0 for none
	 */
	void readTimeout(int millis) throws IOException {
		this.socket.setSoTimeout(millis);
	}

	/**
	 * Ends the connection from any thread. Closes the TCP socket itself: closing a TLS
	 * socket may block.
	 * @param cause why, or {@code null} if it is closed in order; the first cause is kept
	 */
	void abort(@Nullable Throwable cause) {
		if (this.abortCause == null) {
			this.abortCause = cause;
		}
		this.closed = true;
		try {
			this.raw.close();
		}
		catch (IOException ex) {
			// nothing is left to be done with it
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Returns why the connection was aborted.
	 * @return the cause, or {@code null}
	 */
	@Nullable Throwable abortCause() {
		return this.abortCause;
	}

}
