package io.rediscluster.client;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the reply to a write was lost after the write had begun: the server may or
 * may not have applied it. The client does not repeat it, because that could apply it
 * twice; look at the data before you do.
 */
public final class CommandOutcomeUnknownException extends ClusterClientException {

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param details the call
	 * @param cause the cause, or {@code null}
	 */
	public CommandOutcomeUnknownException(String message, CallDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

}
