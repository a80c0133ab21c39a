package io.rediscluster.client.internal.resp;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Makes random replies together with the bytes that stand for them.
 */
final class ReplyTrees {

	private static final int[] LENGTHS = { 0, 1, 2, 30, 1000, 16_383, 16_384, 16_385, 32_765, 32_766, 32_768, 40_000 };

	private final Random random;

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	ReplyTrees(long seed) {
		this.random = new Random(seed);
	}

	byte[] bytes() {
		return this.bytes.toByteArray();
	}

	/**
	 * Encodes one more reply.
	 * @return the value that a reader must give for it
	 */
	Object next() {
		return next(3);
	}

	private Object next(int depth) {
		if (this.random.nextInt(8) == 0) {
			write("|1\r\n+ttl\r\n");
			next(0);
		}
		int kind = this.random.nextInt((depth > 0) ? 15 : 10);
		return switch (kind) {
			case 0 -> {
				String text = text(this.random.nextInt(40));
				write("+" + text + "\r\n");
				yield text;
			}
			case 1 -> {
				String text = "ERR " + text(this.random.nextInt(40));
				write("-" + text + "\r\n");
				yield new ErrorValue(text);
			}
			case 2 -> {
				long number = this.random.nextLong() >> this.random.nextInt(64);
				write(":" + number + "\r\n");
				yield number;
			}
			case 3 -> {
				write(this.random.nextBoolean() ? "_\r\n" : (this.random.nextBoolean() ? "$-1\r\n" : "*-1\r\n"));
				yield null;
			}
			case 4 -> {
				boolean bool = this.random.nextBoolean();
				write(bool ? "#t\r\n" : "#f\r\n");
				yield bool;
			}
			case 5 -> {
				double number = this.random.nextGaussian() * 1e6;
				write("," + number + "\r\n");
				yield number;
			}
			case 6 -> {
				BigInteger number = new BigInteger(200, this.random);
				write("(" + number + "\r\n");
				yield number;
			}
			case 7 -> {
				String text = "ERR " + text(this.random.nextInt(100));
				write("!" + text.length() + "\r\n" + text + "\r\n");
				yield new ErrorValue(text);
			}
			case 8 -> {
				byte[] string = string();
				write("=" + (string.length + 4) + "\r\ntxt:");
				this.bytes.writeBytes(string);
				write("\r\n");
				yield new VerbatimValue("txt", string);
			}
			case 9, 10 -> {
				byte[] string = string();
				write("$" + string.length + "\r\n");
				this.bytes.writeBytes(string);
				write("\r\n");
				yield string;
			}
			case 11 -> elements('*', depth, 1);
			case 12 -> new MapValue(elements('%', depth, 2));
			case 13 -> new SetValue(elements('~', depth, 1));
			default -> new PushValue(elements('>', depth, 1));
		};
	}

	private Object[] elements(char type, int depth, int each) {
		int length = this.random.nextInt(6);
		write(type + "" + length + "\r\n");
		List<Object> elements = new ArrayList<>();
		for (int i = 0; i < length * each; i++) {
			elements.add(next(depth - 1));
		}
		return elements.toArray();
	}

	private byte[] string() {
		byte[] string = new byte[LENGTHS[this.random.nextInt(LENGTHS.length)]];
		this.random.nextBytes(string);
		return string;
	}

	private String text(int length) {
		char[] text = new char[length];
		Arrays.setAll(new Object[length], (i) -> text[i] = (char) (' ' + this.random.nextInt(90)));
		return new String(text);
	}

	private void write(String text) {
		this.bytes.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Makes a value comparable: arrays become lists, byte arrays text, and each kind of
	 * collection stays distinguishable.
	 */
	static Object comparable(Object value) {
		if (value instanceof byte[] bytes) {
			return "bytes:" + new String(bytes, StandardCharsets.ISO_8859_1);
		}
		if (value instanceof VerbatimValue verbatim) {
			return List.of(verbatim.format(), comparable(verbatim.bytes()));
		}
		if (value instanceof MapValue map) {
			return List.of("map", comparable(map.flat()));
		}
		if (value instanceof SetValue set) {
			return List.of("set", comparable(set.elements()));
		}
		if (value instanceof PushValue push) {
			return List.of("push", comparable(push.elements()));
		}
		if (value instanceof Object[] array) {
			List<Object> list = new ArrayList<>();
			for (Object element : array) {
				list.add(comparable(element));
			}
			return list;
		}
		return (value == null) ? "null" : value;
	}

}
