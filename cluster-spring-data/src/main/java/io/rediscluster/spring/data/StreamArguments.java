package io.rediscluster.spring.data;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.Command;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.RedisStreamCommands.MaxLenTrimStrategy;
import org.springframework.data.redis.connection.RedisStreamCommands.MinIdTrimStrategy;
import org.springframework.data.redis.connection.RedisStreamCommands.StreamDeletionPolicy;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOperator;
import org.springframework.data.redis.connection.RedisStreamCommands.TrimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XClaimOptions;
import org.springframework.data.redis.connection.RedisStreamCommands.XPendingOptions;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;

/**
 * How the options of stream commands are written on the wire.
 */
final class StreamArguments {

	private StreamArguments() {
	}

	static Object[] ids(RecordId... recordIds) {
		Require.notEmpty(recordIds, "Record ids");
		Object[] ids = new Object[recordIds.length];
		for (int i = 0; i < ids.length; i++) {
			ids[i] = recordIds[i].getValue();
		}
		return ids;
	}

	/**
	 * Adds the threshold and what becomes of references to removed entries.
	 */
	static void addTrim(Command.Builder command, TrimOptions options) {
		boolean approximate = options.getTrimOperator() == TrimOperator.APPROXIMATE;
		if (options.getTrimStrategy() instanceof MaxLenTrimStrategy length) {
			addMaxLength(command, approximate, length.threshold());
		}
		else if (options.getTrimStrategy() instanceof MinIdTrimStrategy id) {
			addThreshold(command.arg("MINID"), approximate, id.threshold().getValue());
		}
		Long limit = options.getLimit();
		if (limit != null) {
			command.args("LIMIT", limit);
		}
		StreamDeletionPolicy policy = options.getDeletionPolicy();
		if (policy != null) {
			command.arg(word(policy));
		}
	}

	static void addMaxLength(Command.Builder command, boolean approximate, long length) {
		addThreshold(command.arg("MAXLEN"), approximate, length);
	}

	private static void addThreshold(Command.Builder command, boolean approximate, Object threshold) {
		command.args(approximate ? "~" : "=", threshold);
	}

	static String word(StreamDeletionPolicy policy) {
		return switch (policy) {
			case KEEP_REFERENCES -> "KEEPREF";
			case DELETE_REFERENCES -> "DELREF";
			case ACKNOWLEDGED -> "ACKED";
		};
	}

	static void addClaim(Command.Builder command, XClaimOptions options) {
		command.arg(options.getMinIdleTime().toMillis());
		command.args(ids(options.getIds().toArray(RecordId[]::new)));
		Duration idle = options.getIdleTime();
		if (idle != null) {
			command.args("IDLE", idle.toMillis());
		}
		Instant time = options.getUnixTime();
		if (time != null) {
			command.args("TIME", time.toEpochMilli());
		}
		Long retries = options.getRetryCount();
		if (retries != null) {
			command.args("RETRYCOUNT", retries);
		}
		if (options.isForce()) {
			command.arg("FORCE");
		}
	}

	/**
	 * Adds the idle time, the range, the count, which the server requires, and the
	 * consumer.
	 */
	static void addPending(Command.Builder command, XPendingOptions options) {
		Duration idle = options.getMinIdleTime();
		if (idle != null) {
			command.args("IDLE", idle.toMillis());
		}
		Range<?> range = options.getRange();
		command.args(Ranges.ids(range));
		Long count = options.getCount();
		command.arg((count != null) ? count : Long.MAX_VALUE);
		if (options.hasConsumer()) {
			command.arg(options.getConsumerName());
		}
	}

	static void addRead(Command.Builder command, StreamReadOptions options) {
		Long count = options.getCount();
		if (count != null) {
			command.args("COUNT", count);
		}
		Long block = options.getBlock();
		if (block != null && options.isBlocking()) {
			command.args("BLOCK", block);
		}
	}

	/**
	 * Adds the keys and then the ids to read from.
	 */
	static void addStreams(Command.Builder command, StreamOffset<byte[]>[] streams) {
		Require.notEmpty(streams, "Streams");
		command.arg("STREAMS");
		List<String> offsets = new ArrayList<>(streams.length);
		for (StreamOffset<byte[]> stream : streams) {
			command.arg(stream.getKey());
			offsets.add(stream.getOffset().getOffset());
		}
		command.args(offsets);
	}

}
