package io.rediscluster.client.internal.resp;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What holds for the reader whatever the replies and however they arrive.
 */
class RespReaderProperties {

	@Property(tries = 300)
	void anyChunkingGivesTheSameValues(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count)
			throws IOException {
		ReplyTrees trees = new ReplyTrees(seed);
		List<Object> expected = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			expected.add(ReplyTrees.comparable(trees.next()));
		}
		RespReader reader = new RespReader(new Trickle(trees.bytes(), seed), Long.MAX_VALUE);
		List<Object> read = new ArrayList<>();
		while (read.size() < count) {
			Object value = reader.next();
			if (value != RespReader.INCOMPLETE) {
				read.add(ReplyTrees.comparable(value));
				continue;
			}
			fill(reader);
		}
		assertThat(read).isEqualTo(expected);
		assertThat(reader.isInsideReply()).isFalse();
		assertThat(reader.next()).isSameAs(RespReader.INCOMPLETE);
	}

	private static void fill(RespReader reader) throws IOException {
		try {
			reader.fill();
		}
		catch (SocketTimeoutException ex) {
			// as a socket in slices: what has arrived stays
		}
	}

	@Property(tries = 2000)
	void arbitraryBytesGiveValuesOrAProtocolErrorAndNothingElse(@ForAll @Size(max = 200) byte[] bytes)
			throws IOException {
		readAll(bytes);
	}

	@Property(tries = 1000)
	void aReplyWithOneWrongByteGivesValuesOrAProtocolErrorAndNothingElse(@ForAll long seed) throws IOException {
		ReplyTrees trees = new ReplyTrees(seed);
		trees.next();
		byte[] bytes = trees.bytes();
		Random random = new Random(seed);
		bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
		readAll(bytes);
	}

	private static void readAll(byte[] bytes) throws IOException {
		RespReader reader = new RespReader(new ByteArrayInputStream(bytes), 1 << 20);
		try {
			while (true) {
				if (reader.next() == RespReader.INCOMPLETE) {
					reader.fill();
				}
			}
		}
		catch (RespProtocolException | EOFException ex) {
			assertThat(ex).hasMessageMatching(".+");
		}
	}

}
