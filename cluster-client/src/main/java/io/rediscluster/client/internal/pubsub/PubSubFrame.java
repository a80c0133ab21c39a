package io.rediscluster.client.internal.pubsub;

import java.nio.charset.StandardCharsets;

import io.rediscluster.client.Topic;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.PushValue;
import io.rediscluster.client.internal.resp.RespProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * A frame on a subscribed connection, the same in RESP2 and RESP3.
 *
 * @param type what it is
 * @param topic what it is about: its own array in topics, none for {@link Type#PONG},
 * {@link Type#ERROR} and {@link Type#OTHER}
 * @param channel the channel of a message
 * @param body the content of a message
 * @param error the error
 */
record PubSubFrame(Type type, @Nullable Topic topic, byte @Nullable [] channel, byte @Nullable [] body,
		@Nullable ErrorValue error) {

	private static final PubSubFrame PONG = new PubSubFrame(Type.PONG, null, null, null, null);

	private static final PubSubFrame OTHER = new PubSubFrame(Type.OTHER, null, null, null, null);

	/**
	 * Reads a frame.
	 * @throws RespProtocolException if a subscribed connection has no such frame
	 */
	static PubSubFrame of(@Nullable Object value) throws RespProtocolException {
		if (value instanceof PushValue push) {
			return of(push.elements(), true);
		}
		if (value instanceof Object[] elements) {
			return of(elements, false);
		}
		if (value instanceof ErrorValue error) {
			return new PubSubFrame(Type.ERROR, null, null, null, error);
		}
		if (value instanceof String text && text.equals("PONG")) {
			return PONG;
		}
		throw new RespProtocolException("a subscribed connection got a reply that answers nothing");
	}

	private static PubSubFrame of(@Nullable Object[] elements, boolean push) throws RespProtocolException {
		String name = (elements.length > 0 && elements[0] instanceof byte[] bytes)
				? new String(bytes, StandardCharsets.ISO_8859_1) : "";
		return switch (name) {
			case "message" -> message(Topic.channel(bytes(elements, 1)), elements, 1);
			case "pmessage" -> message(Topic.pattern(bytes(elements, 1)), elements, 2);
			case "smessage" -> message(Topic.shardChannel(bytes(elements, 1)), elements, 1);
			case "subscribe" -> about(Type.SUBSCRIBED, Topic.channel(bytes(elements, 1)));
			case "psubscribe" -> about(Type.SUBSCRIBED, Topic.pattern(bytes(elements, 1)));
			case "ssubscribe" -> about(Type.SUBSCRIBED, Topic.shardChannel(bytes(elements, 1)));
			case "unsubscribe" -> about(Type.UNSUBSCRIBED, Topic.channel(bytes(elements, 1)));
			case "punsubscribe" -> about(Type.UNSUBSCRIBED, Topic.pattern(bytes(elements, 1)));
			case "sunsubscribe" -> about(Type.UNSUBSCRIBED, Topic.shardChannel(bytes(elements, 1)));
			case "pong" -> PONG;
			default -> {
				if (push) {
					yield OTHER;
				}
				throw new RespProtocolException("a subscribed connection got an array that is no message");
			}
		};
	}

	private static PubSubFrame message(Topic topic, @Nullable Object[] elements, int channel)
			throws RespProtocolException {
		return new PubSubFrame(Type.MESSAGE, topic, bytes(elements, channel), bytes(elements, channel + 1), null);
	}

	private static PubSubFrame about(Type type, Topic topic) {
		return new PubSubFrame(type, topic, null, null, null);
	}

	private static byte[] bytes(@Nullable Object[] elements, int index) throws RespProtocolException {
		if (index < elements.length && elements[index] instanceof byte[] bytes) {
			return bytes;
		}
		throw new RespProtocolException("a message to a subscriber lacks a part");
	}

	/**
	 * What a frame is.
	 */
	enum Type {

		/** A message. */
		MESSAGE,

		/** A topic is subscribed. */
		SUBSCRIBED,

		/** A topic is not subscribed any more, asked for or not. */
		UNSUBSCRIBED,

		/** The answer to PING. */
		PONG,

		/** The answer to a request that was refused. */
		ERROR,

		/** A push that is not for subscribers. */
		OTHER

	}

}
