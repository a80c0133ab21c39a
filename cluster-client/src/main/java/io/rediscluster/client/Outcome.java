package io.rediscluster.client;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * How one command of several ended: with a reply or with a failure. Immutable.
 */
public final class Outcome {

	private final @Nullable Reply reply;

	private final @Nullable ClusterClientException failure;

	private Outcome(@Nullable Reply reply, @Nullable ClusterClientException failure) {
		this.reply = reply;
		this.failure = failure;
	}

	/**
	 * Makes a success.
	 * @param reply the reply
	 * @return the outcome
	 */
	public static Outcome success(Reply reply) {
		return new Outcome(reply, null);
	}

	/**
	 * Makes a failure.
	 * @param failure what was thrown
	 * @return the outcome
	 */
	public static Outcome failure(ClusterClientException failure) {
		return new Outcome(null, failure);
	}

	/**
	 * Tells whether there is a reply.
	 * @return {@code false} if there is a failure
	 */
	public boolean isSuccess() {
		return this.reply != null;
	}

	/**
	 * Returns the reply, or throws the failure.
	 * @return the reply
	 * @throws ClusterClientException the failure
	 */
	public Reply reply() {
		if (this.reply != null) {
			return this.reply;
		}
		throw Objects.requireNonNull(this.failure);
	}

	/**
	 * Returns the failure.
	 * @return the failure, or {@code null} if there is a reply
	 */
	public @Nullable ClusterClientException failure() {
		return this.failure;
	}

	/**
	 * Returns the kind of the reply or the failure, never a value.
	 */
	@Override
	public String toString() {
		return (this.reply != null) ? this.reply.toString() : String.valueOf(this.failure);
	}

}
