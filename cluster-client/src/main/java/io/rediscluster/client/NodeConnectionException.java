package io.rediscluster.client;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a node could not be reached, refused the connection, failed the handshake
 * or broke the connection, and no other node could take the command.
 */
public final class NodeConnectionException extends ClusterClientException {

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param details the call
	 * @param cause the cause, or {@code null}
	 */
	public NodeConnectionException(String message, CallDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

}
