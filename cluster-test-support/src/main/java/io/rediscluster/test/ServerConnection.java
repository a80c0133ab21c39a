package io.rediscluster.test;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A plain RESP2 connection to a test server, independent of the client under test.
 * Replies are {@code String} (UTF-8), {@code Long}, {@code List} or {@code null}. Not
 * thread safe.
 */
public final class ServerConnection implements Closeable {

	private final Socket socket;

	private final InputStream in;

	private final OutputStream out;

	/**
	 * Connects.
	 * @param port a port on 127.0.0.1
	 * @param timeout the limit for connecting and for each reply
	 * @throws UncheckedIOException if it cannot be connected to
	 */
	public ServerConnection(int port, Duration timeout) {
		this(FreePorts.HOST, port, timeout);
	}

	/**
	 * Connects to a server elsewhere, for example in a container.
	 * @param host its host name or address
	 * @param port its port
	 * @param timeout the limit for connecting and for each reply
	 * @throws UncheckedIOException if it cannot be connected to
	 */
	public ServerConnection(String host, int port, Duration timeout) {
		this.socket = new Socket();
		try {
			this.socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
			this.socket.setSoTimeout((int) timeout.toMillis());
			this.socket.setTcpNoDelay(true);
			this.in = new BufferedInputStream(this.socket.getInputStream());
			this.out = new BufferedOutputStream(this.socket.getOutputStream());
		}
		catch (IOException ex) {
			close();
			throw new UncheckedIOException(host + ":" + port + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Sends a command and reads its reply.
	 * @param words the command and its arguments
	 * @return the reply; an error within a list is a {@code ServerReplyException} there
	 * @throws ServerReplyException if the reply is an error
	 * @throws UncheckedIOException if the connection fails or times out
	 */
	public @Nullable Object command(String... words) {
		send(words);
		return reply();
	}

	/**
	 * Sends a command without reading its reply.
	 * @param words the command and its arguments
	 * @throws UncheckedIOException if the connection fails
	 */
	public void send(String... words) {
		send(Arrays.stream(words).map((word) -> word.getBytes(StandardCharsets.UTF_8)).toList());
	}

	/**
	 * Reads one reply.
	 * @return the reply
	 * @throws ServerReplyException if the reply is an error
	 * @throws UncheckedIOException if the connection fails or times out
	 */
	public @Nullable Object reply() {
		return text(read());
	}

	/** Sends a command of bytes; bulk strings of the reply are {@code byte[]}. */
	@Nullable Object exchange(List<byte[]> words) {
		send(words);
		return read();
	}

	private void send(List<byte[]> words) {
		try {
			this.out.write(('*' + Integer.toString(words.size()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
			for (byte[] word : words) {
				this.out.write(('$' + Integer.toString(word.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
				this.out.write(word);
				this.out.write('\r');
				this.out.write('\n');
			}
			this.out.flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private @Nullable Object read() {
		try {
			return value();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable Object text(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return new String(bytes, StandardCharsets.UTF_8);
		}
		if (value instanceof List<?> list) {
			List<@Nullable Object> texts = new ArrayList<>(list.size());
			list.forEach((element) -> texts.add(text(element)));
			return texts;
		}
		return value;
	}

	private @Nullable Object value() throws IOException {
		String line = line();
		String rest = line.substring(1);
		return switch (line.charAt(0)) {
			case '+' -> rest;
			case '-' -> throw new ServerReplyException(rest);
			case ':' -> Long.valueOf(rest);
			case '$' -> bulk(Integer.parseInt(rest));
			case '*' -> list(Integer.parseInt(rest));
			default -> throw new IOException("unexpected reply type " + line.charAt(0));
		};
	}

	private byte @Nullable [] bulk(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length || this.in.readNBytes(2).length < 2) {
			throw ended();
		}
		return bytes;
	}

	private @Nullable List<@Nullable Object> list(int length) throws IOException {
		if (length < 0) {
			return null;
		}
		List<@Nullable Object> list = new ArrayList<>(length);
		for (int i = 0; i < length; i++) {
			try {
				list.add(value());
			}
			catch (ServerReplyException ex) {
				list.add(ex);
			}
		}
		return list;
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		while (true) {
			int next = this.in.read();
			if (next < 0) {
				throw ended();
			}
			if (next == '\r') {
				if (this.in.read() != '\n' || line.isEmpty()) {
					throw new IOException("an invalid line: " + line);
				}
				return line.toString();
			}
			line.append((char) next);
		}
	}

	private static EOFException ended() {
		return new EOFException("the server closed the connection");
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
