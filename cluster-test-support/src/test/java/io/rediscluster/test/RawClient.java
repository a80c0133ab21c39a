package io.rediscluster.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A socket that tests write bytes to and read bytes from.
 */
final class RawClient implements AutoCloseable {

	private static final int TIMEOUT_MILLIS = 10_000;

	private final Socket socket = new Socket();

	private final InputStream in;

	RawClient(int port) throws IOException {
		this.socket.setTcpNoDelay(true);
		this.socket.connect(new InetSocketAddress("127.0.0.1", port), TIMEOUT_MILLIS);
		this.socket.setSoTimeout(TIMEOUT_MILLIS);
		this.in = this.socket.getInputStream();
	}

	/** Sends a command. */
	RawClient send(String... words) throws IOException {
		StringBuilder bytes = new StringBuilder("*" + words.length + "\r\n");
		for (String word : words) {
			bytes.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
		}
		return raw(bytes.toString());
	}

	RawClient raw(String bytes) throws IOException {
		this.socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
		return this;
	}

	/** Reads bytes until they are there or the stream ends. */
	String read(int count) throws IOException {
		return new String(this.in.readNBytes(count), StandardCharsets.ISO_8859_1);
	}

	/** Reads a line. */
	String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next >= 0; next = this.in.read()) {
			line.append((char) next);
			if (next == '\n') {
				return line.substring(0, line.length() - 2);
			}
		}
		return line + "<end>";
	}

	/** Tells whether the other side has sent something that is not read yet. */
	boolean hasInput() throws IOException {
		return this.in.available() > 0;
	}

	int available() throws IOException {
		return this.in.available();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
