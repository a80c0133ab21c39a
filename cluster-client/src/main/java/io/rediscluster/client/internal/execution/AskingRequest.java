package io.rediscluster.client.internal.execution;

import java.nio.charset.StandardCharsets;

import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A request with ASKING before it, in the same write, so that nothing can come between.
 *
 * @param request the request
 */
record AskingRequest(Request request) implements Request {

	private static final byte[] ASKING = "*1\r\n$6\r\nASKING\r\n".getBytes(StandardCharsets.US_ASCII);

	@Override
	public void encode(RequestBuffer buffer) {
		buffer.raw(ASKING);
		this.request.encode(buffer);
	}

	@Override
	public int replies() {
		return 1 + this.request.replies();
	}

	@Override
	public @Nullable Object result(@Nullable Object[] replies) {
		if (replies[0] instanceof ErrorValue error) {
			// without ASKING the other reply is a redirect that says nothing
			return error;
		}
		if (replies.length == 2) {
			return replies[1];
		}
		@Nullable Object[] rest = new Object[replies.length - 1];
		System.arraycopy(replies, 1, rest, 0, rest.length);
		return this.request.result(rest);
	}

	@Override
	public boolean isWrite() {
		return this.request.isWrite();
	}

	@Override
	public @Nullable Object normalise(@Nullable Object value) {
		return this.request.normalise(value);
	}

}
