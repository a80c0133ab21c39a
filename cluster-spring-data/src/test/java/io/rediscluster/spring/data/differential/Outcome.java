package io.rediscluster.spring.data.differential;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.RedisSystemException;

/**
 * What a call came to: a result in {@link Canonical} form, or an exception.
 *
 * @param value the result
 * @param error the exception
 */
record Outcome(@Nullable Object value, @Nullable RuntimeException error) {

	static Outcome of(Call call, @Nullable Object result) {
		return (result instanceof RuntimeException ex) ? new Outcome(null, ex)
				: new Outcome(Canonical.of(call, result), null);
	}

	/** Whether it tells something: neither failed nor absent, empty, zero or no. */
	boolean isTelling() {
		Object value = this.value;
		if (this.error != null || value == null || value.equals(0L) || value.equals(false) || value.equals("")) {
			return false;
		}
		return !(value instanceof Collection<?> collection && collection.isEmpty())
				&& !(value instanceof Map<?, ?> map && map.isEmpty());
	}

	boolean isSame(Outcome other) {
		RuntimeException error = this.error;
		RuntimeException otherError = other.error;
		if (error != null && otherError != null) {
			return error.getClass() == otherError.getClass() && code(error).equals(code(otherError));
		}
		return error == null && otherError == null && String.valueOf(this.value).equals(String.valueOf(other.value));
	}

	/** Of a server's error the first word; of any other nothing. */
	private static String code(RuntimeException ex) {
		if (!(ex instanceof RedisSystemException)) {
			return "";
		}
		String line = String.valueOf(NestedExceptionUtils.getMostSpecificCause(ex).getMessage());
		String word = line.split(" ", 2)[0];
		return word;
	}

	boolean hasMessage(String part) {
		return this.error != null
				&& String.valueOf(NestedExceptionUtils.getMostSpecificCause(this.error).getMessage()).contains(part);
	}

	@Override
	public String toString() {
		RuntimeException error = this.error;
		return (error == null) ? String.valueOf(this.value) : error.getClass().getSimpleName() + " <"
				+ NestedExceptionUtils.getMostSpecificCause(error).getMessage() + ">";
	}

}
