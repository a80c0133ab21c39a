package io.rediscluster.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a subscription listens to: a name and how it is meant. Immutable. Two topics are
 * equal if their kinds and names are.
 */
public final class Topic {

	private static final String[] KEYSPACE_CHANNELS = { "__keyspace@", "__keyevent@" };

	/** What makes a name a pattern for {@code PSUBSCRIBE}. */
	private static final String GLOB = "*?[\\";

	private final Kind kind;

	private final byte[] name;

	private final boolean everyPrimary;

	private Topic(Kind kind, byte[] name, boolean everyPrimary) {
		this.kind = kind;
		this.name = name;
		this.everyPrimary = everyPrimary;
	}

	/**
	 * Returns the topic of a channel. A channel of keyspace events (its name begins with
	 * {@code __keyspace@} or {@code __keyevent@}) is listened to on every primary.
	 * @param name a string or a byte array
	 * @return the topic
	 */
	public static Topic channel(Object name) {
		byte[] bytes = bytes(name);
		return new Topic(Kind.CHANNEL, bytes, isKeyspaceChannel(text(bytes)));
	}

	/**
	 * Returns the topic of all channels that match a pattern. A pattern that can only
	 * match channels of keyspace events, as {@code __keyevent@*__:expired}, is listened
	 * to on every primary; one that matches others as well, as {@code *}, on one node.
	 * @param pattern a string or a byte array, with the wildcards of {@code PSUBSCRIBE}
	 * @return the topic
	 */
	public static Topic pattern(Object pattern) {
		byte[] bytes = bytes(pattern);
		return new Topic(Kind.PATTERN, bytes, isKeyspacePattern(text(bytes)));
	}

	/**
	 * Returns the topic of a channel that lives in its slot ({@code SSUBSCRIBE}, from
	 * Redis 7 on).
	 * @param name a string or a byte array
	 * @return the topic
	 */
	public static Topic shardChannel(Object name) {
		return new Topic(Kind.SHARD_CHANNEL, bytes(name), false);
	}

	/**
	 * Returns the topic of keyspace events, listened to on every primary. Servers send
	 * them only if {@code notify-keyspace-events} is set.
	 * @param channels a channel such as {@code __keyevent@0__:expired}, or a pattern such
	 * as {@code __key*__:*}
	 * @return the topic
	 */
	public static Topic keyspaceEvents(Object channels) {
		byte[] bytes = bytes(channels);
		boolean pattern = new String(bytes, StandardCharsets.ISO_8859_1).chars().anyMatch((c) -> GLOB.indexOf(c) >= 0);
		return new Topic(pattern ? Kind.PATTERN : Kind.CHANNEL, bytes, true);
	}

	private static byte[] bytes(Object name) {
		Objects.requireNonNull(name, "name");
		if (name instanceof byte[] bytes) {
			return bytes.clone();
		}
		if (name instanceof String text) {
			return text.getBytes(StandardCharsets.UTF_8);
		}
		throw new IllegalArgumentException("A topic is a string or a byte array, not " + name.getClass().getName());
	}

	private static String text(byte[] name) {
		// every message makes a topic: most of them need no text
		return (name.length > 0 && name[0] != '_') ? "" : new String(name, StandardCharsets.ISO_8859_1);
	}

	private static boolean isKeyspaceChannel(String name) {
		return name.startsWith(KEYSPACE_CHANNELS[0]) || name.startsWith(KEYSPACE_CHANNELS[1]);
	}

	private static boolean isKeyspacePattern(String pattern) {
		if (pattern.isEmpty()) {
			return false;
		}
		int end = 0;
		while (end < pattern.length() && GLOB.indexOf(pattern.charAt(end)) < 0) {
			end++;
		}
		String literal = pattern.substring(0, end);
		// "__key*" matches next to nothing else
		return isKeyspaceChannel(literal) || (literal.startsWith("__key")
				&& Arrays.stream(KEYSPACE_CHANNELS).anyMatch((channel) -> channel.startsWith(literal)));
	}

	/**
	 * Returns how the name is meant.
	 * @return the kind
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * Returns the name.
	 * @return a copy of its bytes
	 */
	public byte[] name() {
		return this.name.clone();
	}

	/**
	 * Tells whether the topic is listened to on every primary, because each of them
	 * publishes only the events of its own keys.
	 * @return whether it is for keyspace events
	 */
	public boolean isOnEveryPrimary() {
		return this.everyPrimary;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Topic topic && topic.kind == this.kind && Arrays.equals(topic.name, this.name);
	}

	@Override
	public int hashCode() {
		return 31 * Arrays.hashCode(this.name) + this.kind.ordinal();
	}

	/**
	 * Returns the name as text.
	 */
	@Override
	public String toString() {
		return new String(this.name, StandardCharsets.UTF_8);
	}

	/**
	 * How a name is meant.
	 */
	public enum Kind {

		/** The name of one channel. */
		CHANNEL,

		/** A pattern of names of channels. */
		PATTERN,

		/** The name of one channel that lives in its slot. */
		SHARD_CHANNEL

	}

}
