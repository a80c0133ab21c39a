package io.rediscluster.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The keys and their values. A value carries the last two digits of its key at both ends,
 * so that a reply that belongs to another call is noticed.
 */
public final class Data {

	/** How many small values there are. */
	public static final int SMALL = 100_000;

	/** How many large values there are. */
	public static final int LARGE = 600;

	private static final int SMALL_BYTES = 100;

	private static final int LARGE_BYTES = 64 << 10;

	private Data() {
	}

	/**
	 * Returns the name of a small key.
	 * @param index 0 to {@link #SMALL} exclusive
	 * @return the name
	 */
	public static String key(int index) {
		return String.format(Locale.ROOT, "key:%06d", index);
	}

	/**
	 * Returns the name of a large key.
	 * @param index 0 to {@link #LARGE} exclusive
	 * @return the name
	 */
	public static String largeKey(int index) {
		return String.format(Locale.ROOT, "large:%06d", index);
	}

	/**
	 * Returns the value of a small key.
	 * @param index the key
	 * @return 100 bytes
	 */
	public static byte[] value(int index) {
		return value(index, SMALL_BYTES);
	}

	/**
	 * Returns the value of a large key.
	 * @param index the key
	 * @return 64 KiB
	 */
	public static byte[] largeValue(int index) {
		return value(index, LARGE_BYTES);
	}

	private static byte[] value(int index, int length) {
		byte[] value = new byte[length];
		Arrays.fill(value, (byte) 'x');
		byte[] digits = String.format(Locale.ROOT, "%02d", index % 100).getBytes(StandardCharsets.US_ASCII);
		System.arraycopy(digits, 0, value, 0, 2);
		System.arraycopy(digits, 0, value, length - 2, 2);
		return value;
	}

	/**
	 * Checks a reply.
	 * @param index the key
	 * @param value bytes or text
	 * @throws IllegalStateException if it is not the key's value
	 */
	public static void check(int index, @Nullable Object value) {
		check(index, value, SMALL_BYTES);
	}

	/**
	 * Checks a reply.
	 * @param index the large key
	 * @param value bytes or text
	 * @throws IllegalStateException if it is not the key's value
	 */
	public static void checkLarge(int index, @Nullable Object value) {
		check(index, value, LARGE_BYTES);
	}

	private static void check(int index, @Nullable Object value, int length) {
		int tens = '0' + index / 10 % 10;
		int ones = '0' + index % 10;
		boolean right;
		if (value instanceof byte[] bytes) {
			right = bytes.length == length && bytes[0] == tens && bytes[1] == ones && bytes[length - 2] == tens
					&& bytes[length - 1] == ones;
		}
		else {
			right = value instanceof String text && text.length() == length && text.charAt(0) == tens
					&& text.charAt(1) == ones && text.charAt(length - 2) == tens && text.charAt(length - 1) == ones;
		}
		if (!right) {
			throw new IllegalStateException("wrong reply for key " + index);
		}
	}

}
