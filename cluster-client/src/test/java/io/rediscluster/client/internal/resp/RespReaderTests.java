package io.rediscluster.client.internal.resp;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RespReaderTests {

	private static final long LARGE = 1L << 40;

	private static RespReader reader(String text) {
		return reader(text, LARGE);
	}

	private static RespReader reader(String text, long maxReplySize) {
		return new RespReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), maxReplySize);
	}

	private static Object read(RespReader reader) throws IOException {
		Object value = reader.next();
		while (value == RespReader.INCOMPLETE) {
			reader.fill();
			value = reader.next();
		}
		return value;
	}

	private static Object read(String text) throws IOException {
		return read(reader(text));
	}

	static Stream<Arguments> values() {
		return Stream.of(Arguments.of("+OK\r\n", "OK"), Arguments.of("+\r\n", ""), Arguments.of(":0\r\n", 0L),
				Arguments.of(":+5\r\n", 5L), Arguments.of(":-17\r\n", -17L),
				Arguments.of(":9223372036854775807\r\n", Long.MAX_VALUE),
				Arguments.of(":-9223372036854775808\r\n", Long.MIN_VALUE),
				Arguments.of("-ERR no\r\n", new ErrorValue("ERR no")),
				Arguments.of("!6\r\nERR no\r\n", new ErrorValue("ERR no")), Arguments.of("$-1\r\n", null),
				Arguments.of("*-1\r\n", null), Arguments.of("_\r\n", null), Arguments.of("#t\r\n", true),
				Arguments.of("#f\r\n", false), Arguments.of(",1.5\r\n", 1.5), Arguments.of(",10\r\n", 10.0),
				Arguments.of(",-1e-3\r\n", -0.001), Arguments.of(",inf\r\n", Double.POSITIVE_INFINITY),
				Arguments.of(",-inf\r\n", Double.NEGATIVE_INFINITY), Arguments.of(",nan\r\n", Double.NaN), Arguments
					.of("(349289032840923850932485094385094\r\n", new BigInteger("349289032840923850932485094385094")));
	}

	@ParameterizedTest
	@MethodSource("values")
	void everyScalarIsRead(String bytes, Object value) throws IOException {
		assertThat(read(bytes)).isEqualTo(value);
	}

	@Test
	void theAlertOfATlsServerIsKnownWithoutAnEndOfLine() {
		assertThatThrownBy(() -> read("\u0015\u0003\u0003\u0000\u0002\u0002F"))
			.isInstanceOf(RespProtocolException.class)
			.hasMessageContaining("does it expect TLS");
	}

	@Test
	void bulkStringsAreBytesAndVerbatimOnesKeepTheirFormat() throws IOException {
		assertThat((byte[]) read("$3\r\na\r\n\r\n")).asString(StandardCharsets.UTF_8).isEqualTo("a\r\n");
		assertThat((byte[]) read("$0\r\n\r\n")).isEmpty();
		VerbatimValue text = (VerbatimValue) read("=7\r\ntxt:abc\r\n");
		assertThat(text.format()).isEqualTo("txt");
		assertThat(text.bytes()).asString(StandardCharsets.UTF_8).isEqualTo("abc");
		VerbatimValue markdown = (VerbatimValue) read("=4\r\nmkd:\r\n");
		assertThat(markdown.format()).isEqualTo("mkd");
		assertThat(markdown.bytes()).isEmpty();
	}

	@Test
	void collectionsKeepTheirKindAndOrder() throws IOException {
		assertThat((Object[]) read("*3\r\n:1\r\n*0\r\n$-1\r\n")).satisfiesExactly((e) -> assertThat(e).isEqualTo(1L),
				(e) -> assertThat((Object[]) e).isEmpty(), (e) -> assertThat(e).isNull());
		assertThat(((MapValue) read("%2\r\n+b\r\n:1\r\n+a\r\n:2\r\n")).flat()).containsExactly("b", 1L, "a", 2L);
		assertThat(((SetValue) read("~2\r\n+b\r\n+a\r\n")).elements()).containsExactly("b", "a");
		assertThat(((PushValue) read(">2\r\n+message\r\n+x\r\n")).elements()).containsExactly("message", "x");
		assertThat(((MapValue) read("%0\r\n")).flat()).isEmpty();
	}

	@Test
	void attributesAreDroppedWhereverTheyStand() throws IOException {
		RespReader reader = reader("|1\r\n+k\r\n*1\r\n:9\r\n*2\r\n|0\r\n:1\r\n|1\r\n+x\r\n+y\r\n:2\r\n+next\r\n");
		assertThat((Object[]) read(reader)).containsExactly(1L, 2L);
		assertThat(read(reader)).isEqualTo("next");
	}

	@ParameterizedTest
	@ValueSource(ints = { 16_383, 16_384, 16_385, 32_763, 32_764, 32_766, 32_767, 32_768, 32_769, 65_536, 1_048_575,
			1_048_576, 1_048_577, 2_500_000 })
	void stringsAroundTheBufferSizesArriveWhole(int length) throws IOException {
		byte[] content = new byte[length];
		for (int i = 0; i < length; i++) {
			content[i] = (byte) (i * 31 >>> 3);
		}
		InputStream in = new SequenceInputStream(
				new ByteArrayInputStream(("+before\r\n$" + length + "\r\n").getBytes(StandardCharsets.US_ASCII)),
				new SequenceInputStream(new ByteArrayInputStream(content),
						new ByteArrayInputStream("\r\n:7\r\n".getBytes(StandardCharsets.US_ASCII))));
		RespReader reader = new RespReader(in, LARGE);
		assertThat(read(reader)).isEqualTo("before");
		assertThat((byte[]) read(reader)).isEqualTo(content);
		assertThat(read(reader)).isEqualTo(7L);
	}

	@Test
	void collectionsLargerThanTheFirstAllocationGrow() throws IOException {
		Object[] elements = (Object[]) read("*5000\r\n" + ":1\r\n".repeat(5000));
		assertThat(elements).hasSize(5000).containsOnly(1L);
	}

	@Test
	void repliesMayNest512LevelsAndNoDeeper() throws IOException {
		Object value = read("*1\r\n".repeat(512) + ":1\r\n");
		for (int i = 0; i < 512; i++) {
			value = ((Object[]) value)[0];
		}
		assertThat(value).isEqualTo(1L);
		assertThatThrownBy(() -> read("*1\r\n".repeat(513) + ":1\r\n")).isInstanceOf(RespProtocolException.class)
			.hasMessageContaining("512");
	}

	@ParameterizedTest
	@ValueSource(strings = { "$9223372036854775808\r\n", "$9223372036854775807\r\n", "$-2\r\n", "*-2\r\n", "%-1\r\n",
			"~-1\r\n", ">-1\r\n", "|-1\r\n", "!-1\r\n", "=-1\r\n", "*9223372036854775807\r\n",
			"%9223372036854775807\r\n", "%4611686018427387905\r\n", "*2147483647\r\n", "$2147483647\r\n", "$\r\n",
			"*\r\n", ":\r\n", ":-\r\n", ":1a\r\n", ":99999999999999999999\r\n", "#\r\n", "#x\r\n", ",\r\n", ",x\r\n",
			"(\r\n", "(1.5\r\n", "=3\r\ntxt\r\n", "=4\r\ntxt;\r\n", "$1\r\nab\r\n", "$1\r\na\n\n", "+a\rb\r\n",
			"HTTP/1.1 400 Bad Request\r\n", "\u0015\u0003\u0003\r\n", "\r\n" })
	void malformedRepliesAreRefused(String bytes) {
		assertThatExceptionOfType(RespProtocolException.class).isThrownBy(() -> read(bytes));
	}

	@ParameterizedTest
	@ValueSource(strings = { "$?\r\n;1\r\na\r\n;0\r\n", "*?\r\n:1\r\n.\r\n", "%?\r\n.\r\n", "~?\r\n.\r\n" })
	void streamedTypesAreRefused(String bytes) {
		assertThatExceptionOfType(RespProtocolException.class).isThrownBy(() -> read(bytes));
	}

	@Test
	void aWrongTypeByteIsNamedInTheMessage() {
		assertThatThrownBy(() -> read("HTTP/1.1\r\n")).hasMessageContaining("0x48").hasMessageContaining("TLS");
	}

	@Test
	void aBigNumberThatWouldCostMuchToReadIsRefused() {
		assertThatExceptionOfType(RespProtocolException.class).isThrownBy(() -> read("(" + "9".repeat(5000) + "\r\n"));
	}

	@Test
	void aLineWithoutAnEndIsRefusedBeforeItFillsTheMemory() {
		InputStream endless = new InputStream() {

			private long given;

			@Override
			public int read() {
				throw new UnsupportedOperationException();
			}

			@Override
			public int read(byte[] target, int offset, int length) {
				this.given += length;
				assertThat(this.given).isLessThan(1 << 20);
				Arrays.fill(target, offset, offset + length, (byte) '+');
				return length;
			}

		};
		assertThatThrownBy(() -> read(new RespReader(endless, LARGE))).isInstanceOf(RespProtocolException.class)
			.hasMessageContaining("line");
	}

	@ParameterizedTest
	@ValueSource(strings = { "$2000000000\r\n", "*1000000000\r\n", "%1000000000\r\n", "~1000000000\r\n" })
	void announcedSizesAreNotAllocatedAhead(String bytes) throws IOException {
		// with a collector that accounts per thread, this shows the bytes of this thread
		// alone
		var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
		RespReader reader = reader(bytes);
		long before = threads.getCurrentThreadAllocatedBytes();
		reader.fill();
		assertThat(reader.next()).isSameAs(RespReader.INCOMPLETE);
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8L << 20);
		assertThat(reader.isInsideReply()).isTrue();
	}

	@Test
	void theLargestReplySizeHoldsForStringsCollectionsAndTheirSum() throws IOException {
		assertThat((byte[]) read(reader("$1000\r\n" + "x".repeat(1000) + "\r\n", 1000))).hasSize(1000);
		assertThatThrownBy(() -> read(reader("$1001\r\n", 1000))).hasMessageContaining("limits.reply-size");
		assertThatThrownBy(() -> read(reader("*200\r\n", 1000))).isInstanceOf(RespProtocolException.class);
		String half = "$600\r\n" + "x".repeat(600) + "\r\n";
		assertThatThrownBy(() -> read(reader("*2\r\n" + half + half, 1000))).isInstanceOf(RespProtocolException.class);
		RespReader reader = reader(half + half, 1000);
		assertThat((byte[]) read(reader)).hasSize(600);
		assertThat((byte[]) read(reader)).hasSize(600);
	}

	@Test
	void theEndOfTheStreamIsSaid() {
		assertThatThrownBy(() -> read("$5\r\nab")).isInstanceOf(EOFException.class).hasMessageContaining("closed");
		assertThatThrownBy(() -> read("")).isInstanceOf(EOFException.class);
	}

	@Test
	void theReaderKnowsWhetherItIsInsideAReply() throws IOException {
		RespReader reader = reader("+OK\r\n*2\r\n:1\r\n");
		assertThat(reader.isInsideReply()).isFalse();
		assertThat(read(reader)).isEqualTo("OK");
		assertThat(reader.isInsideReply()).isTrue();
		assertThat(reader.next()).isSameAs(RespReader.INCOMPLETE);
		assertThat(reader.isInsideReply()).isTrue();
	}

	@Test
	void anErrorKnowsItsCode() {
		assertThat(new ErrorValue("MOVED 1 h:1").code()).isEqualTo("MOVED");
		assertThat(new ErrorValue("NOSCRIPT").code()).isEqualTo("NOSCRIPT");
		assertThat(new ErrorValue("NOSCRIPT").is("NOSCRIPT")).isTrue();
		assertThat(new ErrorValue("MOVEDX 1").is("MOVED")).isFalse();
	}

}
