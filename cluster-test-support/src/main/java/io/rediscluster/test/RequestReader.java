package io.rediscluster.test;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads commands: arrays of bulk strings, strictly. Not thread safe.
 */
final class RequestReader {

	private static final int MAX_WORDS = 1 << 20;

	private static final int MAX_LENGTH = 512 << 20;

	private final InputStream in;

	RequestReader(InputStream in) {
		this.in = new BufferedInputStream(in);
	}

	/**
	 * Reads a command.
	 * @return its words, or {@code null} if the stream ended before its first byte
	 * @throws EOFException if the stream ended within it
	 * @throws ProtocolException if it is none
	 */
	@Nullable List<byte[]> read() throws IOException {
		int type = this.in.read();
		if (type < 0) {
			return null;
		}
		expect('*', type);
		int count = length(MAX_WORDS);
		if (count == 0) {
			throw new ProtocolException("a command without words");
		}
		List<byte[]> words = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			expect('$', next());
			int length = length(MAX_LENGTH);
			byte[] word = this.in.readNBytes(length);
			if (word.length < length) {
				throw new EOFException("the stream ended within a word");
			}
			expect('\r', next());
			expect('\n', next());
			words.add(word);
		}
		return words;
	}

	private int length(int limit) throws IOException {
		long value = 0;
		int digits = 0;
		int next = next();
		while (next != '\r') {
			if (next < '0' || next > '9' || ++digits > 10) {
				throw new ProtocolException("a length has the byte " + next);
			}
			value = 10 * value + next - '0';
			next = next();
		}
		expect('\n', next());
		if (digits == 0 || value > limit) {
			throw new ProtocolException("an invalid length");
		}
		return (int) value;
	}

	private int next() throws IOException {
		int next = this.in.read();
		if (next < 0) {
			throw new EOFException("the stream ended within a command");
		}
		return next;
	}

	private static void expect(char wanted, int found) throws ProtocolException {
		if (found != wanted) {
			throw new ProtocolException("expected the byte " + (int) wanted + ", found " + found);
		}
	}

}
