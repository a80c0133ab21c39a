package io.rediscluster.client.internal.connection;

import org.jspecify.annotations.Nullable;

/**
 * Why a link gave no reply. Has no stack trace: it carries an outcome, and what the
 * caller gets to see is made of it elsewhere.
 */
public final class LinkFailure extends Exception {

	private final Kind kind;

	private final boolean sent;

	/**
	 * Makes a failure.
	 * @param kind what happened
	 * @param sent whether a write of any byte of the request had begun
	 * @param message what happened, for the user
	 * @param cause the cause, or {@code null}
	 */
	public LinkFailure(Kind kind, boolean sent, String message, @Nullable Throwable cause) {
		super(message, cause, false, false);
		this.kind = kind;
		this.sent = sent;
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
