package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rediscluster.test.Await;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.Message;
import org.springframework.data.redis.connection.MessageListener;
import org.springframework.data.redis.connection.SubscriptionListener;

/**
 * Remembers the messages and changes that it is told of.
 */
final class RecordingListener implements MessageListener, SubscriptionListener {

	/** Channel, content and pattern of each message, with spaces between. */
	final List<String> messages = new CopyOnWriteArrayList<>();

	/**
	 * Topics that were subscribed, with a plus before them, and given up, with a minus.
	 */
	final List<String> changes = new CopyOnWriteArrayList<>();

	@Override
	public void onMessage(Message message, byte @Nullable [] pattern) {
		this.messages.add(new String(message.getChannel(), StandardCharsets.UTF_8) + " "
				+ new String(message.getBody(), StandardCharsets.UTF_8) + " "
				+ ((pattern != null) ? new String(pattern, StandardCharsets.UTF_8) : "null"));
	}

	@Override
	public void onChannelSubscribed(byte[] channel, long count) {
		this.changes.add("+" + new String(channel, StandardCharsets.UTF_8));
	}

	@Override
	public void onChannelUnsubscribed(byte[] channel, long count) {
		this.changes.add("-" + new String(channel, StandardCharsets.UTF_8));
	}

	@Override
	public void onPatternSubscribed(byte[] pattern, long count) {
		onChannelSubscribed(pattern, count);
	}

	@Override
	public void onPatternUnsubscribed(byte[] pattern, long count) {
		onChannelUnsubscribed(pattern, count);
	}

	void await(String... wanted) {
		Await.until(List.of(wanted) + " have come", Duration.ofSeconds(30),
				() -> this.messages.containsAll(List.of(wanted)));
	}

}
