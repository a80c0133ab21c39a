package io.rediscluster.spring.data;

import io.rediscluster.client.ClusterClientException;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.NonTransientDataAccessException;

/**
 * Thrown when the reply to a write was lost after the write had begun: the server may or
 * may not have applied it. Not transient, so that nothing repeats the write blindly; look
 * at the data before you do.
 */
public final class CommandOutcomeUnknownDataAccessException extends NonTransientDataAccessException {

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param cause the client's exception, which tells the command, slot and node
	 */
	public CommandOutcomeUnknownDataAccessException(@Nullable String message, ClusterClientException cause) {
		super(message, cause);
	}

}
