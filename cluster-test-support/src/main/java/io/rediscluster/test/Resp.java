package io.rediscluster.test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A reply as a fake node sends it, encoded for the protocol that its connection speaks:
 * types that RESP2 lacks become what a server sends there. Immutable. Where an element is
 * an {@code Object}, text and {@code byte[]} become bulk strings, whole numbers integers,
 * collections arrays, maps maps, {@code null} the null reply.
 */
public final class Resp {

	private final byte[] resp2;

	private final byte[] resp3;

	private Resp(byte[] resp2, byte[] resp3) {
		this.resp2 = resp2;
		this.resp3 = resp3;
	}

	/**
	 * Returns a simple string such as {@code +OK}.
	 * @param text the text, without line breaks
	 * @return the reply
	 */
	public static Resp simple(String text) {
		return line("+" + text);
	}

	/**
	 * Returns an error.
	 * @param line the code and the message, such as {@code ERR no}
	 * @return the reply
	 */
	public static Resp error(String line) {
		return line("-" + line);
	}

	/**
	 * Returns an integer.
	 * @param value the value
	 * @return the reply
	 */
	public static Resp integer(long value) {
		return line(":" + value);
	}

	/**
	 * Returns a bulk string.
	 * @param bytes its content
	 * @return the reply
	 */
	public static Resp bulk(byte[] bytes) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		out.writeBytes(ascii("$" + bytes.length + "\r\n"));
		out.writeBytes(bytes);
		out.writeBytes(ascii("\r\n"));
		return raw(out.toByteArray());
	}

	/**
	 * Returns the null reply: {@code $-1} in RESP2, {@code _} in RESP3.
	 * @return the reply
	 */
	public static Resp nil() {
		return new Resp(ascii("$-1\r\n"), ascii("_\r\n"));
	}

	/**
	 * Returns the null array, as an aborted EXEC gives it: {@code *-1} in RESP2,
	 * {@code _} in RESP3.
	 * @return the reply
	 */
	public static Resp nilArray() {
		return new Resp(ascii("*-1\r\n"), ascii("_\r\n"));
	}

	/**
	 * Returns a truth value: an integer in RESP2.
	 * @param value the value
	 * @return the reply
	 */
	public static Resp bool(boolean value) {
		return new Resp(ascii(value ? ":1\r\n" : ":0\r\n"), ascii(value ? "#t\r\n" : "#f\r\n"));
	}

	/**
	 * Returns a double: a bulk string in RESP2.
	 * @param value the value
	 * @return the reply
	 */
	public static Resp number(double value) {
		return new Resp(of(Double.toString(value)).resp2, ascii("," + value + "\r\n"));
	}

	/**
	 * Returns an array.
	 * @param elements its elements
	 * @return the reply
	 */
	public static Resp array(@Nullable Object... elements) {
		return aggregate('*', '*', Arrays.asList(elements));
	}

	/**
	 * Returns a set: an array in RESP2.
	 * @param elements its elements
	 * @return the reply
	 */
	public static Resp set(@Nullable Object... elements) {
		return aggregate('*', '~', Arrays.asList(elements));
	}

	/**
	 * Returns a push frame: an array in RESP2.
	 * @param elements its elements, the first names the kind
	 * @return the frame
	 */
	public static Resp push(@Nullable Object... elements) {
		return aggregate('*', '>', Arrays.asList(elements));
	}

	/**
	 * Returns a map: a flat array in RESP2.
	 * @param entries its entries
	 * @return the reply
	 */
	public static Resp map(Map<?, ? extends @Nullable Object> entries) {
		ByteArrayOutputStream resp2 = new ByteArrayOutputStream();
		ByteArrayOutputStream resp3 = new ByteArrayOutputStream();
		resp2.writeBytes(ascii("*" + 2 * entries.size() + "\r\n"));
		resp3.writeBytes(ascii("%" + entries.size() + "\r\n"));
		entries.forEach((key, value) -> {
			for (Resp part : List.of(of(key), of(value))) {
				resp2.writeBytes(part.resp2);
				resp3.writeBytes(part.resp3);
			}
		});
		return new Resp(resp2.toByteArray(), resp3.toByteArray());
	}

	/**
	 * Returns bytes as they are, valid or not.
	 * @param bytes the bytes
	 * @return the reply
	 */
	public static Resp raw(byte[] bytes) {
		return new Resp(bytes, bytes);
	}

	/**
	 * Converts a value.
	 * @param value a {@code Resp}, text, bytes, a whole number, a double, a truth value,
	 * a collection, a map or {@code null}
	 * @return the reply
	 * @throws IllegalArgumentException if it is of another type
	 */
	public static Resp of(@Nullable Object value) {
		if (value == null) {
			return nil();
		}
		if (value instanceof Resp resp) {
			return resp;
		}
		if (value instanceof byte[] bytes) {
			return bulk(bytes);
		}
		if (value instanceof CharSequence text) {
			return bulk(text.toString().getBytes(StandardCharsets.UTF_8));
		}
		if (value instanceof Integer || value instanceof Long) {
			return integer(((Number) value).longValue());
		}
		if (value instanceof Double number) {
			return number(number);
		}
		if (value instanceof Boolean truth) {
			return bool(truth);
		}
		if (value instanceof Collection<?> elements) {
			return aggregate('*', '*', elements);
		}
		if (value instanceof Map<?, ?> entries) {
			return map(entries);
		}
		throw new IllegalArgumentException("no reply type for " + value.getClass().getName());
	}

	/**
	 * Encodes the reply.
	 * @param protocol 2 or 3
	 * @return the bytes
	 */
	public byte[] bytes(int protocol) {
		return ((protocol == 3) ? this.resp3 : this.resp2).clone();
	}

	boolean isError() {
		return this.resp2.length > 0 && this.resp2[0] == '-';
	}

	private static Resp aggregate(char resp2Type, char resp3Type, Collection<? extends @Nullable Object> elements) {
		ByteArrayOutputStream resp2 = new ByteArrayOutputStream();
		ByteArrayOutputStream resp3 = new ByteArrayOutputStream();
		resp2.writeBytes(ascii(resp2Type + Integer.toString(elements.size()) + "\r\n"));
		resp3.writeBytes(ascii(resp3Type + Integer.toString(elements.size()) + "\r\n"));
		for (Object element : elements) {
			Resp part = of(element);
			resp2.writeBytes(part.resp2);
			resp3.writeBytes(part.resp3);
		}
		return new Resp(resp2.toByteArray(), resp3.toByteArray());
	}

	private static Resp line(String text) {
		return raw((text + "\r\n").getBytes(StandardCharsets.UTF_8));
	}

	private static byte[] ascii(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
