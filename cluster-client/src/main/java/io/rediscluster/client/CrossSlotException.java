package io.rediscluster.client;

import org.jspecify.annotations.Nullable;

/**
 * Thrown before anything is sent when the keys of a command lie in several slots and the
 * command can be neither split nor emulated. Give the keys a common hash tag.
 */
public final class CrossSlotException extends CommandRefusedException {

	/**
	 * Makes the exception.
	 * @param message what happened and what to do
	 * @param details the call
	 * @param cause the cause, or {@code null}
	 */
	public CrossSlotException(String message, CallDetails details, @Nullable Throwable cause) {
		super(message, details, cause);
	}

}
