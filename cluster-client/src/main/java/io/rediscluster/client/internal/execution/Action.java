package io.rediscluster.client.internal.execution;

import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * What is to be done after an outcome.
 *
 * @param kind the kind
 * @param slot for redirects, the slot they name
 * @param endpoint for redirects, the host as announced, possibly empty
 * @param port for redirects, the port as announced
 * @param reason for retries, why; a bounded label
 * @param refresh the refresh to ask for, or {@code null}
 */
record Action(Kind kind, int slot, String endpoint, int port, String reason, @Nullable RefreshCause refresh) {

	static final Action FAIL = new Action(Kind.FAIL, -1, "", 0, "", null);

	static Action retry(String reason, @Nullable RefreshCause refresh) {
		return new Action(Kind.RETRY, -1, "", 0, reason, refresh);
	}

	static Action retryElsewhere(String reason) {
		return new Action(Kind.RETRY_ELSEWHERE, -1, "", 0, reason, null);
	}

	/**
	 * Returns the address that a redirect names.
	 * @param asked the node's announced address that answered; its host stands in for an
	 * empty one
	 */
	HostAndPort target(HostAndPort asked) {
		return new HostAndPort(this.endpoint.isEmpty() ? asked.host() : this.endpoint, this.port);
	}

	/**
	 * The kinds of actions.
	 */
	enum Kind {

		/** Take note of the slot's new owner and send it there. */
		MOVED,

		/** Send it once to another node, ASKING first. */
		ASK,

		/** Send it again after a short wait. */
		RETRY,

		/**
		 * Send it to another node of the shard if there is one, else again after a wait.
		 */
		RETRY_ELSEWHERE,

		/** Tell the caller. */
		FAIL

	}

}
