package io.rediscluster.client;

/**
 * Thrown when a reply is read as a type that it does not have. The command itself was
 * carried out.
 */
public final class ReplyTypeException extends ClusterClientException {

	/**
	 * Makes the exception.
	 * @param message which type was found and which was wanted
	 */
	public ReplyTypeException(String message) {
		super(message);
	}

}
