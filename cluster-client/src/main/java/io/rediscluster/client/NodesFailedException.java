package io.rediscluster.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

import io.rediscluster.client.topology.Node;

/**
 * Thrown when a command went to several nodes and some of them failed. The failures are
 * also attached as suppressed exceptions.
 */
public final class NodesFailedException extends ClusterClientException {

	private final transient Map<Node, ClusterClientException> failures;

	/**
	 * Makes the exception.
	 * @param message what happened
	 * @param details the call
	 * @param failures the failure of each node, at least one
	 */
	public NodesFailedException(String message, CallDetails details, Map<Node, ClusterClientException> failures) {
		super(message, details, failures.values().iterator().next());
		this.failures = Collections.unmodifiableMap(new LinkedHashMap<>(failures));
		failures.values().stream().skip(1).forEach(this::addSuppressed);
	}

	/**
	 * Returns the failure of each node that failed.
	 * @return an unmodifiable map
	 */
	public Map<Node, ClusterClientException> failures() {
		return this.failures;
	}

}
