package io.rediscluster.client;

/**
 * Receives what a subscription delivers. Each node's messages come in the order in which
 * the node sent them, on one thread; messages of several nodes may come at the same time,
 * so implementations must be thread safe. While a method runs, its node's further
 * messages wait in the sockets: a listener that is slow for long is cut off by the server
 * ({@code client-output-buffer-limit pubsub}), which is reported as a gap. What a method
 * throws is logged and otherwise ignored.
 */
@FunctionalInterface
public interface PubSubListener {

	/**
	 * A message arrived.
	 * @param message the message
	 */
	void onMessage(PubSubMessage message);

	/**
	 * A topic is subscribed for the first time, on all nodes that it needs.
	 * @param topic the topic
	 * @param count how many topics of the subscription are subscribed
	 */
	default void onSubscribed(Topic topic, int count) {
	}

	/**
	 * A topic was removed, or the subscription closed. Called once for each topic that
	 * was subscribed, on the thread that ends it.
	 * @param topic the topic
	 * @param count how many topics of the subscription are still subscribed
	 */
	default void onUnsubscribed(Topic topic, int count) {
	}

	/**
	 * The subscription was interrupted and is restored. Messages of the time between may
	 * be missing.
	 * @param gap what was interrupted, when and for how long
	 */
	default void onGap(SubscriptionGap gap) {
	}

	/**
	 * The subscription ended: it was closed, or the client was. Nothing is called
	 * afterwards, except that a message in delivery goes on to its end.
	 */
	default void onClosed() {
	}

}
