package io.rediscluster.spring.data;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Refuses null and empty arguments before anything is sent. Every method returns the
 * argument it has accepted and throws {@link IllegalArgumentException} otherwise. Keys,
 * values and arrays are on the path of every command: for them no supplier is made of a
 * message that is hardly ever needed.
 */
final class Require {

	private Require() {
	}

	static byte[] key(byte @Nullable [] key) {
		return notNull(key, "Key");
	}

	static byte[] value(byte @Nullable [] value) {
		return notNull(value, "Value");
	}

	static byte[] field(byte @Nullable [] field) {
		return notNull(field, "Field");
	}

	static byte[][] keys(byte @Nullable [] @Nullable [] keys) {
		return notEmpty(keys, "Keys");
	}

	static byte[][] values(byte @Nullable [] @Nullable [] values) {
		return notEmpty(values, "Values");
	}

	static byte[][] fields(byte @Nullable [] @Nullable [] fields) {
		return notEmpty(fields, "Fields");
	}

	static <T> T notNull(@Nullable T argument, String what) {
		if (argument == null) {
			throw new IllegalArgumentException(what + " must not be null");
		}
		return argument;
	}

	static <T> T[] notEmpty(T @Nullable [] arguments, String what) {
		T[] given = notNull(arguments, what);
		if (given.length == 0) {
			throw new IllegalArgumentException(what + " must not be empty");
		}
		for (T argument : given) {
			if (argument == null) {
				throw new IllegalArgumentException(what + " must not contain null elements");
			}
		}
		return given;
	}

	static <T extends Collection<?>> T notEmpty(@Nullable T arguments, String what) {
		T given = notNull(arguments, what);
		Assert.isTrue(!given.isEmpty(), () -> what + " must not be empty");
		Assert.noNullElements(given, () -> what + " must not contain null elements");
		return given;
	}

	static <K, V> Map<K, V> notEmpty(@Nullable Map<K, V> arguments, String what) {
		Map<K, V> given = notNull(arguments, what);
		Assert.isTrue(!given.isEmpty(), () -> what + " must not be empty");
		given.forEach((key, value) -> Assert.isTrue(key != null && value != null,
				() -> what + " must not contain null elements"));
		return given;
	}

	static String text(@Nullable String text, String what) {
		Assert.hasText(text, () -> what + " must not be null or empty");
		return text;
	}

}
