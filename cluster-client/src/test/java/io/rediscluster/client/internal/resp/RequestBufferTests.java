package io.rediscluster.client.internal.resp;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RequestBufferTests {

	private final RequestBuffer buffer = new RequestBuffer(1);

	private String written() {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try {
			this.buffer.writeTo(out);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		assertThat(out.size()).isEqualTo(this.buffer.length());
		return out.toString(StandardCharsets.UTF_8);
	}

	@Test
	void wordsAreEncodedWithTheirLength() {
		this.buffer.array(4);
		this.buffer.raw("$3\r\nSET\r\n".getBytes(StandardCharsets.US_ASCII));
		this.buffer.bulk("key");
		this.buffer.bulk(new byte[] { 'a', '\r', '\n' });
		this.buffer.bulk("");
		assertThat(written()).isEqualTo("*4\r\n$3\r\nSET\r\n$3\r\nkey\r\n$3\r\na\r\n\r\n$0\r\n\r\n");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 1, -1, 9, 10, -10, 99, 100, Integer.MAX_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE,
			Long.MIN_VALUE, Long.MIN_VALUE + 1 })
	void numbersAreDecimalText(long number) {
		this.buffer.bulk(number);
		String text = Long.toString(number);
		assertThat(written()).isEqualTo("$" + text.length() + "\r\n" + text + "\r\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "é", "aé", "日本", "\uD83D\uDE00", "ascii then é" })
	void textIsUtf8AndItsLengthCountsBytes(String text) {
		this.buffer.bulk(text);
		assertThat(written()).isEqualTo("$" + text.getBytes(StandardCharsets.UTF_8).length + "\r\n" + text + "\r\n");
	}

	@Test
	void truncatingTakesBackWhatWasWrittenSince() {
		this.buffer.bulk("kept");
		int mark = this.buffer.length();
		this.buffer.bulk("dropped".repeat(1000));
		this.buffer.truncate(mark);
		this.buffer.bulk(7);
		assertThat(written()).isEqualTo("$4\r\nkept\r\n$1\r\n7\r\n");
	}

	@Test
	void clearingLeavesAnEmptyBufferThatGrowsAgain() {
		this.buffer.bulk(new byte[200_000]);
		this.buffer.clear();
		assertThat(this.buffer.length()).isZero();
		this.buffer.bulk("x".repeat(100_000));
		assertThat(written()).isEqualTo("$100000\r\n" + "x".repeat(100_000) + "\r\n");
	}

}
