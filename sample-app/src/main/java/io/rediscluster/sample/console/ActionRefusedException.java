package io.rediscluster.sample.console;

/**
 * An action makes no sense now, for the reason that the message gives in a sentence.
 */
final class ActionRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	ActionRefusedException(String message) {
		super(message);
	}

}
