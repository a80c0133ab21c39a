package io.rediscluster.client.internal.execution;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.internal.connection.Deadline;

import static java.time.Duration.ZERO;

/**
 * How much of all pipelines together may be on its way, so that any number of them leaves
 * room for other commands in the queues of the nodes: a pipeline waits for its turn
 * instead of being turned away. Thread safe.
 */
final class PipelineWindows {

	/** A window ends after so many commands, however small they are. */
	private static final int WINDOW_COMMANDS = 2000;

	/** Windows are for the cluster, the limit in bytes is for one node. */
	private static final int NODES_AT_ONCE = 8;

	private final long timeout;

	private final long bytes;

	private final int commands;

	private final Semaphore permits;

	PipelineWindows(ClusterClientOptions options) {
		this.timeout = Deadline.nanos(options.timeout());
		this.bytes = (long) options.limits().pipelineWindow() * NODES_AT_ONCE;
		int room = Math.max(1, options.limits().inFlightPerNode() / 2);
		this.commands = Math.min(WINDOW_COMMANDS, room);
		// fair: a short pipeline is not starved by long ones
		this.permits = new Semaphore(room, true);
	}

	/**
	 * Returns how many commands a window has at most.
	 */
	int commands() {
		return this.commands;
	}

	/**
	 * Returns how many bytes a window has at most; the command that reaches them is its
	 * last.
	 */
	long bytes() {
		return this.bytes;
	}

	/**
	 * Waits for room.
	 * @param commands at most {@link #commands()}
	 * @throws ClusterClientException if the thread is interrupted, its status is set
	 * then, or if there is no room within the client's timeout
	 */
	void enter(int commands) {
		boolean entered;
		try {
			entered = this.permits.tryAcquire(commands, this.timeout, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ClusterClientException("The thread was interrupted while its pipeline waited for its turn", ex);
		}
		if (!entered) {
			throw new ClusterUnavailableException(
					"Other pipelines left no room within the timeout (limits.in-flight-per-node)",
					new CallDetails("pipeline", Command.NO_SLOT, null, 0, ZERO, false, false), null);
		}
	}

	void leave(int commands) {
		this.permits.release(commands);
	}

}
