package io.rediscluster.client;

/**
 * Thrown when a write was applied and fewer replicas than asked for had it in time
 * ({@link Command#replicated}). The replicas may still get it.
 */
public final class NotReplicatedException extends ClusterClientException {

	private final transient Reply reply;

	private final long acknowledged;

	/**
	 * Makes the exception.
	 * @param message what was asked for and what came
	 * @param details the call
	 * @param reply the reply to the write
	 * @param acknowledged how many replicas had the write in time
	 */
	public NotReplicatedException(String message, CallDetails details, Reply reply, long acknowledged) {
		super(message, details, null);
		this.reply = reply;
		this.acknowledged = acknowledged;
	}

	/**
	 * Returns the reply to the write.
	 * @return the reply
	 */
	public Reply reply() {
		return this.reply;
	}

	/**
	 * Returns how many replicas had the write in time.
	 * @return 0 or more, fewer than asked for
	 */
	public long acknowledged() {
		return this.acknowledged;
	}

}
