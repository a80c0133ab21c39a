package io.rediscluster.client.internal.connection;

import io.rediscluster.client.Credentials;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;

/**
 * {@code AUTH} on a connection that is in use: it changes the user for the requests
 * behind it and disturbs none before it.
 *
 * @param credentials the user and the password
 */
record Authentication(Credentials credentials) implements Request {

	@Override
	public void encode(RequestBuffer buffer) {
		String username = this.credentials.username();
		buffer.array((username != null) ? 3 : 2);
		buffer.bulk("AUTH");
		if (username != null) {
			buffer.bulk(username);
		}
		buffer.bulk(this.credentials.password());
	}

	@Override
	public int replies() {
		return 1;
	}

	@Override
	public boolean isWrite() {
		return false;
	}

	@Override
	public String toString() {
		return "AUTH";
	}

}
