package io.rediscluster.sample.console;

/**
 * A field of a request has no usable value.
 */
final class InvalidFieldException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String field;

	InvalidFieldException(String field, String requirement) {
		super("'" + field + "' " + requirement);
		this.field = field;
	}

	String field() {
		return this.field;
	}

}
