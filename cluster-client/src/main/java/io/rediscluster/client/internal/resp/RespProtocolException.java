package io.rediscluster.client.internal.resp;

import java.io.IOException;

/**
 * Thrown when the bytes of the other side are not RESP or exceed a limit. The connection
 * cannot be used any more.
 */
public final class RespProtocolException extends IOException {

	/**
	 * Makes the exception.
	 * @param message what was found and what was expected, without data of the reply
	 */
	public RespProtocolException(String message) {
		super(message);
	}

}
