package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.test.Await;

/**
 * Remembers everything a subscription delivers, for tests.
 */
final class RecordingListener implements PubSubListener {

	final List<PubSubMessage> messages = new CopyOnWriteArrayList<>();

	final List<String> subscribed = new CopyOnWriteArrayList<>();

	final List<String> unsubscribed = new CopyOnWriteArrayList<>();

	final List<SubscriptionGap> gaps = new CopyOnWriteArrayList<>();

	final AtomicInteger closed = new AtomicInteger();

	@Override
	public void onMessage(PubSubMessage message) {
		this.messages.add(message);
	}

	@Override
	public void onSubscribed(Topic topic, int count) {
		this.subscribed.add(topic + " " + count);
	}

	@Override
	public void onUnsubscribed(Topic topic, int count) {
		this.unsubscribed.add(topic + " " + count);
	}

	@Override
	public void onGap(SubscriptionGap gap) {
		this.gaps.add(gap);
	}

	@Override
	public void onClosed() {
		this.closed.incrementAndGet();
	}

	/** Returns the bodies of all messages, in the order of their arrival. */
	List<String> bodies() {
		return this.messages.stream().map(PubSubMessage::bodyAsString).toList();
	}

	/** Waits for a message with this body. */
	void await(String body) {
		Await.until("'" + body + "' has arrived", Duration.ofSeconds(30), () -> bodies().contains(body));
	}

	/** Waits until that many interruptions were reported. */
	void awaitGaps(int count) {
		Await.until(count + " gaps are reported", Duration.ofSeconds(60), () -> this.gaps.size() >= count);
	}

}
