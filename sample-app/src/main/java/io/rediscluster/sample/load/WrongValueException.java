package io.rediscluster.sample.load;

/**
 * A read answered something that was never written under its key.
 */
final class WrongValueException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	WrongValueException(String key) {
		super("the value of " + key + " is not the one that was written there");
	}

}
