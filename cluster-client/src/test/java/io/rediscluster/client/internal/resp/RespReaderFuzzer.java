package io.rediscluster.client.internal.resp;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What a fuzzer runs with bytes of its invention ({@code ci/fuzz}), and the build with
 * those that were kept: whatever a server sends gives values or a clear error, the same
 * ones however the bytes arrive. Only names of the JDK here: the fuzzer finds the method
 * by its name.
 */
public final class RespReaderFuzzer {

	private static final long LARGEST_REPLY = 1 << 20;

	/** Larger inputs are slow and take no other paths. */
	private static final int LARGEST_INPUT = 1 << 16;

	private RespReaderFuzzer() {
	}

	/**
	 * Reads all replies twice: at once, and in pieces whose size the first byte says.
	 * @param input the bytes of a server
	 * @throws IOException never
	 */
	public static void fuzzerTestOneInput(byte[] input) throws IOException {
		if (input.length == 0 || input.length > LARGEST_INPUT) {
			return;
		}
		List<Object> whole = read(new ByteArrayInputStream(input));
		List<Object> pieces = read(new Pieces(input, 1 + (input[0] & 0x0f)));
		if (!whole.equals(pieces)) {
			throw new AssertionError("at once " + whole + ", in pieces " + pieces);
		}
	}

	private static List<Object> read(InputStream in) throws IOException {
		RespReader reader = new RespReader(in, LARGEST_REPLY);
		List<Object> values = new ArrayList<>();
		try {
			while (true) {
				Object value = reader.next();
				if (value == RespReader.INCOMPLETE) {
					reader.fill();
				}
				else {
					values.add(ReplyTrees.comparable(value));
				}
			}
		}
		catch (RespProtocolException | EOFException ex) {
			if (ex.getMessage() == null || ex.getMessage().isBlank()) {
				throw new AssertionError("an error without a message", ex);
			}
			values.add(ex.getClass());
			return values;
		}
	}

	private static final class Pieces extends InputStream {

		private final ByteArrayInputStream all;

		private final int size;

		Pieces(byte[] bytes, int size) {
			this.all = new ByteArrayInputStream(bytes);
			this.size = size;
		}

		@Override
		public int read() {
			return this.all.read();
		}

		@Override
		public int read(byte[] target, int offset, int length) {
			return this.all.read(target, offset, Math.min(length, this.size));
		}

	}

}
