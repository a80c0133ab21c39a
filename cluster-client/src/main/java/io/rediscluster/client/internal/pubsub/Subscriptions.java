package io.rediscluster.client.internal.pubsub;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.PubSubListener;
import io.rediscluster.client.Subscription;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;

/**
 * The subscriptions of a client. Thread safe, without a lock.
 */
public final class Subscriptions implements AutoCloseable {

	private final PubSubContext context;

	private final Set<ClusterSubscription> open = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Makes an empty registry.
	 * @param context what subscriptions need of the client
	 */
	public Subscriptions(PubSubContext context) {
		this.context = context;
	}

	/**
	 * Makes a subscription without topics that is not started.
	 * @param listener receives its messages
	 * @return the subscription; open until it or the client is closed
	 * @throws ClusterUnavailableException if the client is closed
	 */
	public Subscription subscribe(PubSubListener listener) {
		ClusterSubscription subscription = new ClusterSubscription(this.context, listener, this.open::remove);
		this.open.add(subscription);
		if (this.closed) {
			subscription.close();
			throw new ClusterUnavailableException("The client is closed");
		}
		return subscription;
	}

	/**
	 * Follows a change of the topology; never waits.
	 * @param before the topology before
	 * @param after the topology now
	 */
	public void follow(Topology before, Topology after) {
		this.open.forEach((subscription) -> subscription.follow(before, after));
	}

	/**
	 * Counts the open connections.
	 * @return how many each node has; nodes without any are left out
	 */
	public Map<Node, Integer> connections() {
		Map<Node, Integer> connections = new HashMap<>();
		this.open.forEach((subscription) -> subscription.count(connections));
		return connections;
	}

	/** Closes all subscriptions; none can be made any more. */
	@Override
	public void close() {
		this.closed = true;
		this.open.forEach(ClusterSubscription::close);
	}

}
