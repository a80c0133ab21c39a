package io.rediscluster.client;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when servers kept redirecting a command beyond {@code max-redirects}. The nodes
 * do not agree on the owner of the slot.
 */
public final class TooManyRedirectsException extends ClusterClientException {

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param details the call
	 * @param cause the cause, or {@code null}
	 */
	public TooManyRedirectsException(String message, CallDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

}
