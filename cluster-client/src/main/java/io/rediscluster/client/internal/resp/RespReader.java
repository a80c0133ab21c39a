package io.rediscluster.client.internal.resp;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Reads replies of RESP2 and RESP3 from a stream. The reader can stop after any byte and
 * go on later: {@link #next()} decodes what is buffered, {@link #fill()} reads once more,
 * and a read that times out loses nothing.
 * <p>
 * Values are {@code byte[]} (bulk and verbatim strings), {@code String} (simple strings),
 * {@code Long}, {@code Double}, {@code Boolean}, {@code BigInteger}, {@code Object[]}
 * (arrays), {@link MapValue}, {@link SetValue}, {@link PushValue}, {@link ErrorValue} and
 * {@code null}. Attributes are read and dropped.
 * <p>
 * One class, because every type of reply shares the buffer and the place to go on at.
 * Nothing that the other side says makes the reader allocate ahead of the bytes that
 * really arrive. Not thread safe.
 */
public final class RespReader {

	/** The bytes that replies begin with. */
	private static final String TYPES = "$=!:+-*~>%|_#,(";

	/** What {@link #next()} returns when bytes are missing. */
	public static final Object INCOMPLETE = new Object();

	private static final int BUFFER = 32 << 10;

	/** From this size on, a string is read straight into its array. */
	private static final int DIRECT = 16 << 10;

	/** Redis nests replies a few levels; scripts may build deeper ones. */
	private static final int MAX_DEPTH = 512;

	/** What is allocated for a collection or string before its content has arrived. */
	private static final int FIRST_ELEMENTS = 1024;

	private static final int FIRST_BYTES = 1 << 20;

	private static final Object[] NO_ELEMENTS = {};

	private static final byte[] NO_BYTES = {};

	private final InputStream in;

	private final long maxReplySize;

	private final byte[] buffer = new byte[BUFFER];

	private int position;

	private int limit;

	/** Where the search for the end of the current line goes on. */
	private int scanned;

	/** The size of the current reply so far: bytes of strings, 8 for each element. */
	private long size;

	/** The string being read, or null; its type, its length and how much is there. */
	private byte @Nullable [] string;

	private byte stringType;

	private int stringLength;

	private int stringFilled;

	/** The collections being read, outermost first. */
	private @Nullable Frame[] frames = new Frame[4];

	private int depth;

	/**
	 * Makes a reader.
	 * @param in the stream
	 * @param maxReplySize the largest reply accepted, in bytes
	 */
	public RespReader(InputStream in, long maxReplySize) {
		this.in = in;
		this.maxReplySize = maxReplySize;
	}

	/**
	 * Decodes the next reply from the bytes that have been read.
	 * @return the value, or {@link #INCOMPLETE} if bytes are missing
	 * @throws RespProtocolException if the bytes are not RESP or exceed a limit
	 */
	public @Nullable Object next() throws RespProtocolException {
		while (true) {
			Object value = (this.string != null) ? continueString() : nextLine();
			if (value == INCOMPLETE) {
				return INCOMPLETE;
			}
			if (value == Frame.OPENED) {
				continue;
			}
			while (true) {
				if (this.depth == 0) {
					this.size = 0;
					return value;
				}
				Frame frame = Objects.requireNonNull(this.frames[this.depth - 1]);
				frame.add(value);
				if (!frame.isComplete()) {
					break;
				}
				// an idle connection is not to keep what it read last
				this.frames[--this.depth] = null;
				if (frame.type == '|') {
					break;
				}
				value = frame.value();
			}
		}
	}

	/**
	 * Tells whether a reply has begun and is not complete.
	 * @return whether bytes of it are missing
	 */
	public boolean isInsideReply() {
		return this.depth > 0 || this.string != null || this.position < this.limit;
	}

	/**
	 * Reads once from the stream, blocking until at least one byte is there.
	 * @throws IOException if the stream fails, times out or has ended
	 */
	public void fill() throws IOException {
		int read;
		byte[] string = this.string;
		if (string != null && this.position == this.limit && this.stringLength - this.stringFilled >= DIRECT) {
			if (this.stringFilled == string.length) {
				string = Arrays.copyOf(string, (int) Math.min(this.stringLength, string.length * 2L));
				this.string = string;
			}
			read = this.in.read(string, this.stringFilled, string.length - this.stringFilled);
			this.stringFilled += Math.max(0, read);
		}
		else {
			if (this.position > 0) {
				System.arraycopy(this.buffer, this.position, this.buffer, 0, this.limit - this.position);
				this.limit -= this.position;
				this.scanned -= this.position;
				this.position = 0;
			}
			read = this.in.read(this.buffer, this.limit, this.buffer.length - this.limit);
			this.limit += Math.max(0, read);
		}
		if (read < 0) {
			if (string == null && this.position < this.limit && TYPES.indexOf(this.buffer[this.position]) < 0) {
				// the alert of a TLS server, for one, has no end of line
				throw noType(this.buffer[this.position]);
			}
			throw new EOFException("the server closed the connection");
		}
	}

	private @Nullable Object nextLine() throws RespProtocolException {
		int end = endOfLine();
		if (end < 0) {
			return INCOMPLETE;
		}
		int from = this.position + 1;
		byte type = this.buffer[this.position];
		this.position = end + 2;
		this.scanned = this.position;
		return switch (type) {
			case '$', '=', '!' -> beginString(type, number(from, end));
			case ':' -> number(from, end);
			case '+' -> simple(from, end);
			case '-' -> new ErrorValue(text(from, end));
			case '*', '~', '>', '%', '|' -> beginCollection(type, number(from, end));
			case '_' -> null;
			case '#' -> bool(from, end);
			case ',' -> decimal(text(from, end));
			case '(' -> big(text(from, end));
			default -> throw noType(type);
		};
	}

	private static RespProtocolException noType(byte type) {
		return new RespProtocolException("expected a RESP type byte, found 0x" + Integer.toHexString(type & 0xFF)
				+ "; is this a Redis server, and does it expect TLS?");
	}

	/**
	 * Returns the index of the CR that ends the line at the position, or -1.
	 */
	private int endOfLine() throws RespProtocolException {
		int at = Math.max(this.scanned, this.position);
		while (at < this.limit && this.buffer[at] != '\r') {
			at++;
		}
		this.scanned = at;
		if (at - this.position > BUFFER - 2) {
			throw new RespProtocolException("a line is longer than " + (BUFFER - 2) + " bytes");
		}
		if (at + 1 >= this.limit) {
			if (at == this.limit && this.limit - this.position == BUFFER) {
				throw new RespProtocolException("a line is longer than " + (BUFFER - 2) + " bytes");
			}
			return -1;
		}
		if (this.buffer[at + 1] != '\n') {
			throw new RespProtocolException("a line does not end with CR LF");
		}
		return at;
	}

	private @Nullable Object beginString(byte type, long length) throws RespProtocolException {
		if (length == -1 && type == '$') {
			return null;
		}
		if (length < 0 || length > Integer.MAX_VALUE - 16) {
			throw new RespProtocolException("a string has the length " + length);
		}
		grow(length);
		int needed = (int) length;
		if (this.limit - this.position >= needed + 2) {
			byte[] bytes = (needed == 0) ? NO_BYTES
					: Arrays.copyOfRange(this.buffer, this.position, this.position + needed);
			this.position += needed;
			endString();
			return string(type, bytes);
		}
		this.string = new byte[Math.min(needed, FIRST_BYTES)];
		this.stringType = type;
		this.stringLength = needed;
		this.stringFilled = 0;
		return continueString();
	}

	private @Nullable Object continueString() throws RespProtocolException {
		byte[] bytes = this.string;
		if (bytes == null) {
			return INCOMPLETE;
		}
		while (this.stringFilled < this.stringLength && this.position < this.limit) {
			if (this.stringFilled == bytes.length) {
				bytes = Arrays.copyOf(bytes, (int) Math.min(this.stringLength, bytes.length * 2L));
				this.string = bytes;
			}
			int count = Math.min(bytes.length - this.stringFilled, this.limit - this.position);
			System.arraycopy(this.buffer, this.position, bytes, this.stringFilled, count);
			this.position += count;
			this.stringFilled += count;
		}
		if (this.stringFilled < this.stringLength || this.limit - this.position < 2) {
			return INCOMPLETE;
		}
		endString();
		this.string = null;
		return string(this.stringType, bytes);
	}

	private void endString() throws RespProtocolException {
		if (this.buffer[this.position] != '\r' || this.buffer[this.position + 1] != '\n') {
			throw new RespProtocolException("a string does not end with CR LF at its announced length");
		}
		this.position += 2;
		this.scanned = this.position;
	}

	private static Object string(byte type, byte[] bytes) throws RespProtocolException {
		if (type == '!') {
			return new ErrorValue(new String(bytes, StandardCharsets.UTF_8));
		}
		if (type == '=') {
			if (bytes.length < 4 || bytes[3] != ':') {
				throw new RespProtocolException("a verbatim string does not begin with a format of three letters");
			}
			return new VerbatimValue(new String(bytes, 0, 3, StandardCharsets.ISO_8859_1),
					Arrays.copyOfRange(bytes, 4, bytes.length));
		}
		return bytes;
	}

	private @Nullable Object beginCollection(byte type, long length) throws RespProtocolException {
		if (length == -1 && type == '*') {
			return null;
		}
		long elements = (type == '%' || type == '|') ? length * 2 : length;
		if (length < 0 || length > Integer.MAX_VALUE / 2) {
			throw new RespProtocolException("a collection has the length " + length);
		}
		grow(elements * 8);
		if (this.depth == MAX_DEPTH) {
			throw new RespProtocolException("a reply is nested more than " + MAX_DEPTH + " levels deep");
		}
		Frame frame = new Frame(type, (int) elements);
		if (elements == 0) {
			return (type == '|') ? Frame.OPENED : frame.value();
		}
		if (this.depth == this.frames.length) {
			this.frames = Arrays.copyOf(this.frames, this.depth * 2);
		}
		this.frames[this.depth++] = frame;
		return Frame.OPENED;
	}

	private void grow(long more) throws RespProtocolException {
		this.size += more;
		if (this.size > this.maxReplySize) {
			throw new RespProtocolException(
					"a reply is larger than " + this.maxReplySize + " bytes (limits.reply-size)");
		}
	}

	private Object simple(int from, int end) throws RespProtocolException {
		if (end - from == 2 && this.buffer[from] == 'O' && this.buffer[from + 1] == 'K') {
			return "OK";
		}
		String text = text(from, end);
		return "QUEUED".equals(text) ? "QUEUED" : text;
	}

	private String text(int from, int end) throws RespProtocolException {
		grow(end - from);
		return new String(this.buffer, from, end - from, StandardCharsets.UTF_8);
	}

	private long number(int from, int end) throws RespProtocolException {
		int at = from;
		boolean negative = at < end && this.buffer[at] == '-';
		if (negative || (at < end && this.buffer[at] == '+')) {
			at++;
		}
		if (at == end || end - at > 19) {
			throw notANumber(from, end);
		}
		long number = 0;
		for (; at < end; at++) {
			int digit = this.buffer[at] - '0';
			if (digit < 0 || digit > 9) {
				throw notANumber(from, end);
			}
			number = number * 10 - digit;
			if (number > 0) {
				throw notANumber(from, end);
			}
		}
		if (!negative && number == Long.MIN_VALUE) {
			throw notANumber(from, end);
		}
		return negative ? number : -number;
	}

	private RespProtocolException notANumber(int from, int end) {
		return new RespProtocolException("expected a number, found " + (end - from) + " bytes that are none");
	}

	private Boolean bool(int from, int end) throws RespProtocolException {
		if (end - from == 1 && (this.buffer[from] == 't' || this.buffer[from] == 'f')) {
			return this.buffer[from] == 't';
		}
		throw new RespProtocolException("expected a boolean");
	}

	private static Double decimal(String text) throws RespProtocolException {
		try {
			return DoubleText.parse(text);
		}
		catch (NumberFormatException ex) {
			throw new RespProtocolException("expected a double");
		}
	}

	private static BigInteger big(String text) throws RespProtocolException {
		// the conversion is quadratic: what is longer is no number that Redis computes
		if (text.length() > 4096) {
			throw new RespProtocolException("a big number has more than 4096 digits");
		}
		try {
			return new BigInteger(text);
		}
		catch (NumberFormatException ex) {
			throw new RespProtocolException("expected a big number");
		}
	}

	/**
	 * A collection that is being read.
	 */
	private static final class Frame {

		/**
		 * Says that a collection was opened (or an attribute dropped), not that a value
		 * ended.
		 */
		static final Object OPENED = new Object();

		final byte type;

		private final int length;

		private @Nullable Object[] elements;

		private int count;

		Frame(byte type, int length) {
			this.type = type;
			this.length = length;
			this.elements = (length == 0) ? NO_ELEMENTS : new Object[Math.min(length, FIRST_ELEMENTS)];
		}

		void add(@Nullable Object value) {
			if (this.count == this.elements.length) {
				this.elements = Arrays.copyOf(this.elements, (int) Math.min(this.length, this.count * 2L));
			}
			this.elements[this.count++] = value;
		}

		boolean isComplete() {
			return this.count == this.length;
		}

		Object value() {
			return switch (this.type) {
				case '%' -> new MapValue(this.elements);
				case '~' -> new SetValue(this.elements);
				case '>' -> new PushValue(this.elements);
				default -> this.elements;
			};
		}

	}

}
