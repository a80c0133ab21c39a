package io.rediscluster.client.internal.resp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A growing buffer of encoded requests. Not thread safe: its owner guards it.
 */
public final class RequestBuffer {

	/** Grown beyond this, the buffer is given back to the heap when it is emptied. */
	private static final int KEEP = 64 << 10;

	/** What a socket of the Java runtime writes at once. */
	private static final int PIECE = 128 << 10;

	private byte[] bytes;

	private int length;

	/**
	 * Makes an empty buffer.
	 * @param capacity its first capacity in bytes
	 */
	public RequestBuffer(int capacity) {
		this.bytes = new byte[capacity];
	}

	/**
	 * Returns how many bytes are encoded.
	 * @return 0 or more
	 */
	public int length() {
		return this.length;
	}

	/**
	 * Drops everything behind a length, as after a request that could not be encoded.
	 * @param length a length returned by {@link #length()} before
	 */
	public void truncate(int length) {
		this.length = length;
	}

	/**
	 * Empties the buffer.
	 */
	public void clear() {
		this.length = 0;
		if (this.bytes.length > KEEP) {
			this.bytes = new byte[KEEP];
		}
	}

	/**
	 * Writes everything to a stream with one call.
	 * @param out the stream
	 * @throws IOException if the stream fails
	 */
	public void writeTo(OutputStream out) throws IOException {
		out.write(this.bytes, 0, this.length);
	}

	/**
	 * Writes everything to a stream, a long buffer in pieces.
	 * @param out the stream
	 * @param progress runs after each piece of several
	 * @throws IOException if the stream fails
	 */
	public void writeTo(OutputStream out, Runnable progress) throws IOException {
		int from = 0;
		for (; this.length - from > PIECE; from += PIECE) {
			out.write(this.bytes, from, PIECE);
			progress.run();
		}
		out.write(this.bytes, from, this.length - from);
		if (from > 0) {
			progress.run();
		}
	}

	/**
	 * Begins a request.
	 * @param words how many words follow, the name included
	 */
	public void array(int words) {
		ensure(13);
		this.bytes[this.length++] = '*';
		decimal(words);
		crlf();
	}

	/**
	 * Adds bytes that are encoded already.
	 * @param encoded whole words in wire form
	 */
	public void raw(byte[] encoded) {
		ensure(encoded.length);
		System.arraycopy(encoded, 0, this.bytes, this.length, encoded.length);
		this.length += encoded.length;
	}

	/**
	 * Adds a word.
	 * @param word its bytes
	 */
	public void bulk(byte[] word) {
		ensure(word.length + 15);
		this.bytes[this.length++] = '$';
		decimal(word.length);
		crlf();
		System.arraycopy(word, 0, this.bytes, this.length, word.length);
		this.length += word.length;
		crlf();
	}

	/**
	 * Adds a word of text.
	 * @param word the text, sent as UTF-8
	 */
	public void bulk(String word) {
		int chars = word.length();
		ensure(chars + 15);
		int start = this.length;
		this.bytes[this.length++] = '$';
		decimal(chars);
		crlf();
		for (int i = 0; i < chars; i++) {
			char c = word.charAt(i);
			if (c >= 0x80) {
				this.length = start;
				bulk(word.getBytes(StandardCharsets.UTF_8));
				return;
			}
			this.bytes[this.length++] = (byte) c;
		}
		crlf();
	}

	/**
	 * Adds a number as a word of decimal text.
	 * @param word the number
	 */
	public void bulk(long word) {
		ensure(40);
		int digits = digits(word);
		this.bytes[this.length++] = '$';
		decimal(digits);
		crlf();
		decimal(word);
		crlf();
	}

	private void crlf() {
		this.bytes[this.length++] = '\r';
		this.bytes[this.length++] = '\n';
	}

	private static int digits(long number) {
		if (number == Long.MIN_VALUE) {
			return 20;
		}
		int digits = (number < 0) ? 2 : 1;
		for (long rest = Math.abs(number); rest >= 10; rest /= 10) {
			digits++;
		}
		return digits;
	}

	private void decimal(long number) {
		if (number == Long.MIN_VALUE) {
			raw("-9223372036854775808".getBytes(StandardCharsets.US_ASCII));
			return;
		}
		int end = this.length + digits(number);
		int at = end;
		long rest = Math.abs(number);
		do {
			this.bytes[--at] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
		while (rest != 0);
		if (number < 0) {
			this.bytes[this.length] = '-';
		}
		this.length = end;
	}

	private void ensure(int more) {
		int needed = Math.addExact(this.length, more);
		if (needed > this.bytes.length) {
			this.bytes = Arrays.copyOf(this.bytes, Math.max(needed, (int) Math.min(this.bytes.length * 2L, 1L << 30)));
		}
	}

}
