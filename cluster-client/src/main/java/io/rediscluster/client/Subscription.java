package io.rediscluster.client;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;

/**
 * A subscription: topics and a listener. It keeps itself alive: it follows failovers and
 * slots that move, opens lost connections again, and reports every interruption
 * ({@link PubSubListener#onGap}). Each subscription has its own connections, one for each
 * node that it needs. Thread safe.
 *
 * <pre class="code">
 * try (var subscription = client.subscribe((message) -&gt; handle(message.bodyAsString()))
 *     .channels("news").patterns("log.*").keyspaceEvents("__keyevent@0__:expired").start()) {
 *     // until the end of the block
 * }
 * </pre>
 *
 * A message is delivered at most once, except that a channel or pattern whose node
 * changes is subscribed at the new one before it is given up at the old one: a message of
 * that moment may come twice.
 */
public interface Subscription extends AutoCloseable {

	/**
	 * Adds topics; those that are there already stay as they are. After the start they
	 * are subscribed in the background: {@link PubSubListener#onSubscribed} and
	 * {@link #awaitSubscribed} tell when. Never waits, so that listeners may call it.
	 * @param topics the topics
	 * @return this subscription
	 * @throws IllegalStateException if it is closed
	 */
	Subscription add(Topic... topics);

	/**
	 * Removes topics; their messages are not delivered any more. Never waits.
	 * @param topics the topics; unknown ones are ignored
	 * @return this subscription
	 */
	Subscription remove(Topic... topics);

	/**
	 * Adds channels, see {@link Topic#channel}.
	 * @param names strings or byte arrays
	 * @return this subscription
	 */
	default Subscription channels(Object... names) {
		return add(topics(names, Topic::channel));
	}

	/**
	 * Adds patterns, see {@link Topic#pattern}.
	 * @param patterns strings or byte arrays
	 * @return this subscription
	 */
	default Subscription patterns(Object... patterns) {
		return add(topics(patterns, Topic::pattern));
	}

	/**
	 * Adds sharded channels, see {@link Topic#shardChannel}.
	 * @param names strings or byte arrays
	 * @return this subscription
	 */
	default Subscription shardChannels(Object... names) {
		return add(topics(names, Topic::shardChannel));
	}

	/**
	 * Adds keyspace events, see {@link Topic#keyspaceEvents}.
	 * @param channels channels or patterns, strings or byte arrays
	 * @return this subscription
	 */
	default Subscription keyspaceEvents(Object... channels) {
		return add(topics(channels, Topic::keyspaceEvents));
	}

	private static Topic[] topics(Object[] names, Function<Object, Topic> made) {
		return Arrays.stream(names).map(made).toArray(Topic[]::new);
	}

	/**
	 * Opens the connections and waits until all topics are subscribed. If that fails the
	 * subscription is closed.
	 * @return this subscription
	 * @throws ServerErrorException if a server refuses a topic
	 * @throws ClusterUnavailableException if a node that is needed does not answer within
	 * the client's timeout, or the client is closed
	 * @throws ClusterClientException if the thread is interrupted; its status is set
	 */
	Subscription start();

	/**
	 * Waits until every topic has been subscribed and the listener has been told so.
	 * @param timeout the longest wait
	 * @return {@code false} if the time passed, the subscription was closed, or the
	 * thread was interrupted; its status is set then
	 */
	boolean awaitSubscribed(Duration timeout);

	/**
	 * Returns the topics.
	 * @return an immutable snapshot, subscribed yet or not
	 */
	Set<Topic> topics();

	/**
	 * Returns how many keyspace events were not delivered because they did not come from
	 * the owner of the key, or told of a deletion that the move of a slot brings about.
	 * @return the count since the start
	 */
	long droppedEvents();

	/**
	 * Tells whether the subscription has ended.
	 * @return whether it was closed, or the client was
	 */
	boolean isClosed();

	/**
	 * Ends the subscription; does not wait for a message in delivery. Idempotent.
	 */
	@Override
	void close();

}
