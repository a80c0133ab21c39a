package io.rediscluster.client;

import java.time.Duration;
import java.util.Set;

import io.rediscluster.client.topology.Node;

/**
 * An interruption of a subscription that is over. Messages published in between may be
 * missing; whoever needs to be complete reads the state anew.
 *
 * @param node the node that did not deliver: it was lost, lost a slot, or has become a
 * primary
 * @param topics the topics concerned
 * @param duration the time from the moment it was noticed until now, when all topics are
 * subscribed again
 */
public record SubscriptionGap(Node node, Set<Topic> topics, Duration duration) {

	/**
	 * Copies the topics.
	 */
	public SubscriptionGap {
		topics = Set.copyOf(topics);
	}

}
