package io.rediscluster.client.internal.connection;

import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Why a link gave no reply. Has no stack trace: it carries an outcome, and what the
 * caller gets to see is made of it elsewhere.
 */
public final class LinkFailure extends Exception {

	private final Kind kind;

	private final boolean sent;

	/**
	 * Slots whose retries ended with this loss; shared by all calls of a lost connection.
	 */
	private final Set<Integer> stoppedSlots;

	/**
	 * Makes a failure of one call of several that ended together.
	 * @param kind what happened
	 * @param sent whether a write of any byte of the request had begun
	 * @param message what happened, for the user
	 * @param cause the cause, or {@code null}
	 * @param stoppedSlots shared by all of them
	 */
	LinkFailure(Kind kind, boolean sent, String message, @Nullable Throwable cause, Set<Integer> stoppedSlots) {
		super(message, cause, false, false);
		this.kind = kind;
		this.sent = sent;
		this.stoppedSlots = stoppedSlots;
	}

	/**
	 * Makes a failure.
	 * @param kind what happened
	 * @param sent whether a write of any byte of the request had begun
	 * @param message what happened, for the user
	 * @param cause the cause, or {@code null}
	 */
	public LinkFailure(Kind kind, boolean sent, String message, @Nullable Throwable cause) {
		this(kind, sent, message, cause, new HashSet<>());
	}

	/**
	 * Takes note that a call on a slot is not repeated: later ones on the slot must not
	 * be either. Only the thread that ends the calls of a connection uses this.
	 * @param slot the slot
	 */
	public void stop(int slot) {
		this.stoppedSlots.add(slot);
	}

	/**
	 * Tells whether an earlier call on the slot, lost with the same connection, is not
	 * repeated.
	 * @param slot the slot
	 * @return whether {@link #stop} was called for it
	 */
	public boolean isStopped(int slot) {
		return this.stoppedSlots.contains(slot);
	}

	/**
	 * Returns what happened.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Tells whether a server may have seen the request.
	 * @return {@code false} only if it certainly was not sent
	 */
	public boolean sent() {
		return this.sent;
	}

	/**
	 * Returns the text for the user.
	 */
	@Override
	public String getMessage() {
		return String.valueOf(super.getMessage());
	}

	/**
	 * What can happen.
	 */
	public enum Kind {

		/** No connection could be opened. */
		CONNECT,

		/** The connection ended before the reply. */
		BROKEN,

		/** The deadline passed. */
		TIMEOUT,

		/** The thread was interrupted. */
		INTERRUPTED,

		/** Too many requests wait, or no dedicated connection became free. */
		REJECTED,

		/** The client or the link was closed. */
		CLOSED

	}

}
