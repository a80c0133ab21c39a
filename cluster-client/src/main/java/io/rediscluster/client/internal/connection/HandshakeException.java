package io.rediscluster.client.internal.connection;

import java.io.IOException;

/**
 * Thrown when a server was reached and does not let the client in, or is not the one that
 * was expected. Trying the same again at once is of no use.
 */
public final class HandshakeException extends IOException {

	HandshakeException(String message) {
		super(message);
	}

}
