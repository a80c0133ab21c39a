/**
 * Subscriptions: where each topic is subscribed, the connections that listen, and which
 * keyspace events count. What the topology is, and how connections are opened, is known
 * elsewhere.
 */
@NullMarked
package io.rediscluster.client.internal.pubsub;

import org.jspecify.annotations.NullMarked;
