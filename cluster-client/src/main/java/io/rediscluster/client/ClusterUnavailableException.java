package io.rediscluster.client;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the cluster cannot take the command: no node answers, no node owns the
 * slot, the servers say {@code CLUSTERDOWN}, or the client is closed.
 */
public class ClusterUnavailableException extends ClusterClientException {

	/**
	 * Makes an exception that concerns no single command.
	 * @param message what happened and what to do
	 */
	public ClusterUnavailableException(String message) {
		super(message);
	}

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param details the call
	 * @param cause the cause, or {@code null}
	 */
	public ClusterUnavailableException(String message, CallDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

}
