package io.rediscluster.client;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a call did not end within its timeout. {@link #wasSent()} tells whether the
 * server may have carried it out, or may still do so.
 */
public final class CommandTimeoutException extends ClusterClientException {

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param details the call
	 * @param cause the cause, or {@code null}
	 */
	public CommandTimeoutException(String message, CallDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

}
