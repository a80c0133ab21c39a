package io.rediscluster.client.internal.execution;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.internal.connection.Link;
import org.jspecify.annotations.Nullable;

/**
 * A command that nobody waits for one by one: asynchronous, part of a pipeline, of a
 * split or of a fan-out. It ends exactly once. Driven by the {@link AsyncExecutor}.
 */
abstract class AsyncExecution {

	final Progress progress;

	/** The link whose count of un-awaited calls includes this one. */
	@Nullable Link countedAt;

	private long order;

	AsyncExecution(Progress progress) {
		this.progress = progress;
	}

	final int slot() {
		return (this.progress.fixed != null) ? -1 : this.progress.command.slot();
	}

	final long order() {
		return this.order;
	}

	final void setOrder(long order) {
		this.order = order;
	}

	/**
	 * Receives the value. Runs on a thread of the client and must not block it.
	 * @param value never an error
	 */
	abstract void succeeded(@Nullable Object value);

	/**
	 * Receives the failure. Runs on a thread of the client and must not block it.
	 */
	abstract void failed(ClusterClientException failure);

}
