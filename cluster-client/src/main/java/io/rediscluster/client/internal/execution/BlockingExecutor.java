package io.rediscluster.client.internal.execution;

import java.util.concurrent.locks.LockSupport;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.connection.Link;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * Carries out one command for a caller that waits, on the caller's thread. Thread safe.
 */
final class BlockingExecutor {

	private final Links links;

	private final Navigator navigator;

	BlockingExecutor(Links links, Navigator navigator) {
		this.links = links;
		this.navigator = navigator;
	}

	/**
	 * Carries out a command.
	 * @return the value, never an error
	 * @throws ClusterClientException if it could not be carried out
	 */
	@Nullable Object execute(Progress progress) {
		while (true) {
			Target target = this.navigator.target(progress);
			long wait;
			if (target == null) {
				wait = this.navigator.onUncovered(progress);
			}
			else {
				progress.attempt(target);
				try {
					Object value = attempt(progress, target);
					if (!(value instanceof ErrorValue error)) {
						return value;
					}
					wait = this.navigator.onError(progress, error);
				}
				catch (LinkFailure ex) {
					wait = this.navigator.onFailure(progress, ex);
				}
			}
			if (wait > 0) {
				pause(progress, wait);
			}
		}
	}

	private @Nullable Object attempt(Progress progress, Target target) throws LinkFailure {
		Link link = this.links.of(target.node(), target.mode());
		Request request = (progress.redirect != null) ? new AskingRequest(progress.request) : progress.request;
		if (progress.command.connection() == Connection.EXCLUSIVE) {
			return link.callExclusive(request, progress.deadline);
		}
		return link.call(request, progress.deadline);
	}

	void pause(Progress progress, long nanos) {
		long end = System.nanoTime() + nanos;
		while (true) {
			long remaining = end - System.nanoTime();
			if (remaining <= 0) {
				return;
			}
			LockSupport.parkNanos(progress, remaining);
			if (Thread.currentThread().isInterrupted()) {
				throw new ClusterClientException("The thread was interrupted while it waited to try again",
						progress.details(false), null);
			}
		}
	}

}
