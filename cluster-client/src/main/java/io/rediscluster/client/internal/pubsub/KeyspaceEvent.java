package io.rediscluster.client.internal.pubsub;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.rediscluster.client.topology.HashSlot;
import org.jspecify.annotations.Nullable;

/**
 * What a server tells of a key: over {@code __keyspace@0__:<key>} with the event as the
 * message, or over {@code __keyevent@0__:<event>} with the key as the message.
 *
 * @param slot the slot of the key
 * @param deletion whether the event is {@code del}
 */
record KeyspaceEvent(int slot, boolean deletion) {

	private static final byte[] KEYSPACE = "__keyspace@".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] KEYEVENT = "__keyevent@".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] DEL = { 'd', 'e', 'l' };

	/**
	 * Reads an event.
	 * @return the event, or {@code null} if the channel is not one of keyspace events
	 */
	static @Nullable KeyspaceEvent of(byte[] channel, byte[] body) {
		boolean keyspace = startsWith(channel, KEYSPACE);
		if (!keyspace && !startsWith(channel, KEYEVENT)) {
			return null;
		}
		int end = KEYSPACE.length;
		while (end < channel.length && channel[end] >= '0' && channel[end] <= '9') {
			end++;
		}
		if (end + 3 > channel.length || channel[end] != '_' || channel[end + 1] != '_' || channel[end + 2] != ':') {
			return null;
		}
		byte[] rest = Arrays.copyOfRange(channel, end + 3, channel.length);
		return keyspace ? new KeyspaceEvent(HashSlot.of(rest), Arrays.equals(body, DEL))
				: new KeyspaceEvent(HashSlot.of(body), Arrays.equals(rest, DEL));
	}

	private static boolean startsWith(byte[] bytes, byte[] prefix) {
		return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
	}

}
