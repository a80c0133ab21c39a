package io.rediscluster.client.internal.resp;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A string that says what kind of text it is, as RESP3 servers answer {@code INFO}.
 *
 * @param format three letters, {@code txt} or {@code mkd}
 * @param bytes the text without the format
 */
public record VerbatimValue(String format, byte[] bytes) {

	/**
	 * Returns the bytes of a bulk or verbatim string.
	 * @param value a decoded value
	 * @return the bytes, or {@code null} if the value is none of them
	 */
	public static byte @Nullable [] bytes(@Nullable Object value) {
		return (value instanceof byte[] bulk) ? bulk
				: (value instanceof VerbatimValue verbatim) ? verbatim.bytes : null;
	}

	/**
	 * Returns the text of a bulk or verbatim string.
	 * @param value a decoded value
	 * @return the text, or {@code null} if the value is none of them
	 */
	public static @Nullable String text(@Nullable Object value) {
		byte[] bytes = bytes(value);
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

}
