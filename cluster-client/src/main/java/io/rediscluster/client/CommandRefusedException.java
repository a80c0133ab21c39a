package io.rediscluster.client;

import org.jspecify.annotations.Nullable;

/**
 * Thrown before anything is sent when a command cannot be carried out rightly on a
 * cluster or on a shared connection. The message gives the reason and the way out.
 */
public class CommandRefusedException extends ClusterClientException {

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param details the call
	 * @param cause the cause, or {@code null}
	 */
	public CommandRefusedException(String message, CallDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

}
