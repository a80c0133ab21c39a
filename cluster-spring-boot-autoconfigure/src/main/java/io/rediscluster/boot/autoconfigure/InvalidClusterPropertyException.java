package io.rediscluster.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Says which property has a value that the client cannot use, and why.
 */
final class InvalidClusterPropertyException extends RuntimeException {

	private final String property;

	private final String reason;

	/**
	 * Makes the exception.
	 * @param property the full name of the property
	 * @param reason why its value cannot be used; without secrets
	 * @param cause the cause, or {@code null}
	 */
	InvalidClusterPropertyException(String property, String reason, @Nullable Throwable cause) {
		super("The property '" + property + "' cannot be used: " + reason, cause);
		this.property = property;
		this.reason = reason;
	}

	String property() {
		return this.property;
	}

	String reason() {
		return this.reason;
	}

}
