package io.rediscluster.sample.load;

/**
 * A read found nothing where a write had succeeded and nobody deletes.
 */
final class LostValueException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	LostValueException(String key) {
		super("the value of " + key + " was written and is gone");
	}

}
