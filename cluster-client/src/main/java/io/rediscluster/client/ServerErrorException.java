package io.rediscluster.client;

/**
 * Thrown when the server answered with an error that is the caller's to handle. The
 * message is the raw error line.
 */
public final class ServerErrorException extends ClusterClientException {

	private final String line;

	/**
	 * Makes the exception without details of a call, as for an element of {@code EXEC}.
	 * @param line the raw error line without the leading {@code -}
	 */
	public ServerErrorException(String line) {
		super(line);
		this.line = line;
	}

	/**
	 * Makes the exception.
	 * @param line the raw error line without the leading {@code -}
	 * @param details the call
	 */
	public ServerErrorException(String line, CallDetails details) {
		super(line, details, null);
		this.line = line;
	}

	/**
	 * Returns the error line exactly as the server sent it, so that callers can match it.
	 */
	@Override
	public String getMessage() {
		return this.line;
	}

	/**
	 * Returns the error code.
	 * @return the first word of the line, for example {@code WRONGTYPE}
	 */
	public String code() {
		int space = this.line.indexOf(' ');
		return (space < 0) ? this.line : this.line.substring(0, space);
	}

	/**
	 * Returns the line with the call behind it.
	 */
	@Override
	public String toString() {
		return getClass().getName() + ": " + super.getMessage();
	}

}
