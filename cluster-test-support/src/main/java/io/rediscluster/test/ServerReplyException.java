package io.rediscluster.test;

/**
 * Thrown when a test server answers with an error; the message is the raw error line.
 */
public final class ServerReplyException extends RuntimeException {

	ServerReplyException(String line) {
		super(line);
	}

}
