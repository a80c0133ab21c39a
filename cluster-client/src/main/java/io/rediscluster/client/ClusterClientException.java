package io.rediscluster.client;

import java.time.Duration;

import io.rediscluster.client.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * The root of everything the client throws on its own account. Tells what was asked,
 * where, how often and for how long, whether it was sent and whether it may be repeated.
 * Messages never contain values, and of keys only the one that an interrupted move has
 * parked an element in ({@link CrossSlotOperations}).
 */
public class ClusterClientException extends RuntimeException {

	private final transient CallDetails details;

	/**
	 * Makes an exception that concerns no single command.
	 * @param message what happened and what to do
	 */
	public ClusterClientException(String message) {
		this(message, CallDetails.NONE, null);
	}

	/**
	 * Makes an exception that concerns no single command.
	 * @param message what happened and what to do
	 * @param cause the cause, or {@code null}
	 */
	public ClusterClientException(String message, @Nullable Throwable cause) {
		this(message, CallDetails.NONE, cause);
	}

	/**
	 * Makes an exception about a command.
	 * @param message what happened and what to do
	 * @param details the call
	 * @param cause the cause, or {@code null}
	 */
	public ClusterClientException(String message, CallDetails details, @Nullable Throwable cause) {
		super(message + details.describe(), cause);
		this.details = details;
	}

	/**
	 * Returns everything known about the call.
	 * @return the details, with empty parts where nothing is known
	 */
	public CallDetails details() {
		CallDetails details = this.details;
		return (details != null) ? details : CallDetails.NONE;
	}

	/**
	 * Returns the command's name.
	 * @return the name, or {@code null} if no single command is concerned
	 */
	public @Nullable String command() {
		return details().command();
	}

	/**
	 * Returns the slot of the command's keys.
	 * @return 0 to 16383, or a negative number if there is no single slot
	 */
	public int slot() {
		return details().slot();
	}

	/**
	 * Returns the node that was asked last.
	 * @return the node, or {@code null} if none was
	 */
	public @Nullable Node node() {
		return details().node();
	}

	/**
	 * Returns how many times the command was tried.
	 * @return 0 or more
	 */
	public int attempts() {
		return details().attempts();
	}

	/**
	 * Returns how long the call took.
	 * @return never negative
	 */
	public Duration elapsed() {
		return details().elapsed();
	}

	/**
	 * Tells whether a server may have seen the command: whether a write of any byte of it
	 * began.
	 * @return {@code false} only if it certainly was not sent
	 */
	public boolean wasSent() {
		return details().sent();
	}

	/**
	 * Tells whether calling again cannot apply a write twice: it is read-only or was not
	 * sent.
	 * @return whether a repeat is safe
	 */
	public boolean mayRepeat() {
		return details().readOnly() || !details().sent();
	}

}
