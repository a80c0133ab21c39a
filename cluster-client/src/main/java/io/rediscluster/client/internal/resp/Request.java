package io.rediscluster.client.internal.resp;

import org.jspecify.annotations.Nullable;

/**
 * What is written to a connection as one piece, and how many replies it gets. Immutable.
 */
public interface Request {

	/**
	 * Encodes the whole piece.
	 * @param buffer takes the bytes
	 */
	void encode(RequestBuffer buffer);

	/**
	 * Returns how many replies the server gives.
	 * @return at least 1
	 */
	int replies();

	/**
	 * Returns where the replies are kept until the last one is there, for requests with
	 * several.
	 * @return an array of {@link #replies()} elements
	 */
	default @Nullable Object[] replyBuffer() {
		return new Object[replies()];
	}

	/**
	 * Brings one of several replies to the shape of RESP3, as soon as it is there.
	 * @param index which reply
	 * @param value the value as read from a connection that speaks RESP2
	 * @return the value to keep
	 */
	default @Nullable Object normalise(int index, @Nullable Object value) {
		return value;
	}

	/**
	 * Makes the result of the replies.
	 * @param replies the values in order, as many as {@link #replies()}
	 * @return the result
	 */
	default @Nullable Object result(@Nullable Object[] replies) {
		return replies[replies.length - 1];
	}

	/**
	 * Tells whether the piece may change data, so that losing its reply matters.
	 * @return {@code false} only if it is read-only
	 */
	boolean isWrite();

	/**
	 * Brings a reply to the shape of RESP3, if the connection speaks RESP2.
	 * @param value the value as read, never an error
	 * @return the value in the shape of RESP3
	 */
	default @Nullable Object normalise(@Nullable Object value) {
		return value;
	}

}
