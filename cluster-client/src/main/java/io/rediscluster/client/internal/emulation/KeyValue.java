package io.rediscluster.client.internal.emulation;

import java.util.List;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.emulation.SlotCalls.WatchedKeys;
import org.jspecify.annotations.Nullable;

/**
 * The whole value of a key.
 *
 * @param payload what DUMP gives
 * @param ttl the time to live in milliseconds, 0 for none
 */
record KeyValue(byte[] payload, long ttl) {

	/** What stands for a value that could not be read because the watch was lost. */
	static final KeyValue UNCERTAIN = new KeyValue(new byte[0], 0);

	/**
	 * Reads a key.
	 * @return its value, or {@code null} if it is missing
	 * @throws ClusterClientException if it cannot be read, or if it is too large
	 */
	static @Nullable KeyValue read(EmulatedCall call, byte[] key) {
		List<Reply> replies = call.calls()
			.unit(List.of(BoundCommand.of("PTTL", key), BoundCommand.of("DUMP", key)), true);
		EmulatedCall.firstError(replies).ifPresent((line) -> {
			throw call.error(line);
		});
		return of(call, replies.get(0), replies.get(1));
	}

	/**
	 * Reads a key that is watched.
	 * @return its value, {@code null} if it is missing, or {@link #UNCERTAIN}
	 * @throws ClusterClientException if it cannot be read, or if it is too large
	 */
	static @Nullable KeyValue read(EmulatedCall call, WatchedKeys watch, byte[] key) {
		Reply ttl = watch.read(BoundCommand.of("PTTL", key));
		Reply payload = (ttl != null) ? watch.read(BoundCommand.of("DUMP", key)) : null;
		return (ttl != null && payload != null) ? of(call, ttl, payload) : UNCERTAIN;
	}

	private static @Nullable KeyValue of(EmulatedCall call, Reply ttl, Reply payload) {
		byte[] bytes = payload.asBytes();
		if (bytes == null) {
			return null;
		}
		long millis = ttl.asLong();
		// 0 means none to RESTORE, and less than a millisecond to PTTL
		return new KeyValue(call.bounded(bytes), (millis < 0) ? 0 : Math.max(1, millis));
	}

	/**
	 * Returns the arguments of RESTORE that write this value to a key.
	 */
	Object[] restore(byte[] key, boolean replace) {
		return replace ? new Object[] { key, this.ttl, this.payload, "REPLACE" }
				: new Object[] { key, this.ttl, this.payload };
	}

}
