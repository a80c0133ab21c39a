package io.rediscluster.client.internal.execution;

import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.BoundCommand.Replication;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.Request;
import io.rediscluster.client.internal.resp.RequestBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A write and WAIT behind it in one piece, on a connection that carries nothing else:
 * WAIT counts only what its own connection wrote.
 *
 * @param command the write
 * @param wanted how many replicas are to have it
 */
record ReplicatedRequest(BoundCommand command, Replication wanted) implements Request {

	@Override
	public void encode(RequestBuffer buffer) {
		this.command.encode(buffer);
		buffer.array(3);
		buffer.bulk("WAIT");
		buffer.bulk(this.wanted.replicas());
		buffer.bulk(Math.max(1, this.wanted.timeout().toMillis()));
	}

	@Override
	public int replies() {
		return 2;
	}

	@Override
	public @Nullable Object result(@Nullable Object[] replies) {
		if (replies[0] instanceof ErrorValue) {
			return replies[0];
		}
		// a user without the right to WAIT has written, and knows of no replica
		long count = (replies[1] instanceof Long number) ? number : 0;
		return new Replicated(replies[0], count);
	}

	@Override
	public boolean isWrite() {
		return true;
	}

	@Override
	public @Nullable Object normalise(@Nullable Object value) {
		return (value instanceof Replicated replicated)
				? new Replicated(this.command.normalise(replicated.value()), replicated.count()) : value;
	}

	/**
	 * What came back.
	 *
	 * @param value the reply to the write
	 * @param count how many replicas have it
	 */
	record Replicated(@Nullable Object value, long count) {
	}

}
