package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.RedisStreamCommands.StreamEntryDeletionResult;
import org.springframework.data.redis.connection.stream.ByteRecord;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.PendingMessage;
import org.springframework.data.redis.connection.stream.PendingMessages;
import org.springframework.data.redis.connection.stream.PendingMessagesSummary;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamRecords;

/**
 * Records, record ids and what streams tell about themselves.
 */
final class StreamReplies {

	private StreamReplies() {
	}

	/**
	 * Reads an id; null if nothing was added.
	 */
	static @Nullable RecordId id(Reply reply) {
		String id = reply.asString();
		return (id != null) ? RecordId.of(id) : null;
	}

	static List<RecordId> ids(Reply reply) {
		return reply.asStringList().stream().map(RecordId::of).toList();
	}

	/**
	 * Reads the records of one stream. A record that was deleted is left out where the
	 * server answers null for it, and has no fields where it answers its id only.
	 */
	static Function<Reply, List<ByteRecord>> records(byte[] key) {
		return (reply) -> {
			List<ByteRecord> records = new ArrayList<>();
			addRecords(records, key, reply);
			return records;
		};
	}

	/**
	 * Reads a map from streams to their records.
	 */
	static List<ByteRecord> recordsOfStreams(Reply reply) {
		List<Reply> flat = reply.asList();
		List<ByteRecord> records = new ArrayList<>();
		for (int i = 0; i + 1 < flat.size(); i += 2) {
			addRecords(records, Replies.bytes(flat.get(i)), flat.get(i + 1));
		}
		return records;
	}

	private static void addRecords(List<ByteRecord> records, byte[] key, Reply reply) {
		for (Reply element : reply.asList()) {
			if (!element.isNull()) {
				List<Reply> parts = element.asList();
				records.add(StreamRecords.newRecord()
					.in(key)
					.withId(Replies.text(parts.get(0)))
					.ofBytes(Replies.byteMap(parts.get(1))));
			}
		}
	}

	static List<StreamEntryDeletionResult> deletions(Reply reply) {
		return reply.asList().stream().map((code) -> StreamEntryDeletionResult.fromCode(code.asLong())).toList();
	}

	/**
	 * Reads a map as Spring's descriptions take it: names and values in turn.
	 */
	static List<@Nullable Object> description(Reply reply) {
		List<@Nullable Object> description = new ArrayList<>();
		for (Reply element : reply.asList()) {
			description.add(element.toObject());
		}
		return description;
	}

	/**
	 * Reads what a stream tells about itself. The field names of its first and last entry
	 * are made text here: of bytes Spring's description would print the identity.
	 */
	static List<@Nullable Object> streamDescription(Reply reply) {
		List<Reply> elements = reply.asList();
		List<@Nullable Object> description = description(reply);
		for (int i = 0; i + 1 < elements.size(); i += 2) {
			String name = Replies.text(elements.get(i));
			Reply entry = elements.get(i + 1);
			if (("first-entry".equals(name) || "last-entry".equals(name)) && !entry.isNull()) {
				List<Reply> idAndFields = entry.asList();
				List<@Nullable Object> fields = new ArrayList<>();
				List<Reply> namesAndValues = idAndFields.get(1).asList();
				for (int j = 0; j + 1 < namesAndValues.size(); j += 2) {
					fields.add(Replies.text(namesAndValues.get(j)));
					fields.add(namesAndValues.get(j + 1).toObject());
				}
				description.set(i + 1, List.of(Replies.text(idAndFields.get(0)), fields));
			}
		}
		return description;
	}

	/**
	 * Reads an array of such maps.
	 */
	static List<Object> descriptions(Reply reply) {
		List<Object> descriptions = new ArrayList<>();
		for (Reply element : reply.asList()) {
			descriptions.add(description(element));
		}
		return descriptions;
	}

	/**
	 * Reads the summary of a group: how many messages, from where to where, and how many
	 * per consumer.
	 */
	static Function<Reply, PendingMessagesSummary> summary(String group) {
		return (reply) -> {
			List<Reply> parts = reply.asList();
			Map<String, Long> consumers = new LinkedHashMap<>();
			for (Reply consumer : parts.get(3).asList()) {
				List<Reply> nameAndCount = consumer.asList();
				consumers.put(Replies.text(nameAndCount.get(0)), nameAndCount.get(1).asLong());
			}
			Range<String> range = Range.of(bound(parts.get(1)), bound(parts.get(2)));
			return new PendingMessagesSummary(group, parts.get(0).asLong(), range, consumers);
		};
	}

	private static Range.Bound<String> bound(Reply reply) {
		String id = reply.asString();
		return (id != null) ? Range.Bound.inclusive(id) : Range.Bound.unbounded();
	}

	static Function<Reply, PendingMessages> pending(String group, Range<?> range) {
		return (reply) -> new PendingMessages(group, range,
				reply.asList().stream().map((message) -> message(group, message.asList())).toList());
	}

	private static PendingMessage message(String group, List<Reply> parts) {
		return new PendingMessage(RecordId.of(Replies.text(parts.get(0))),
				Consumer.from(group, Replies.text(parts.get(1))), Duration.ofMillis(parts.get(2).asLong()),
				parts.get(3).asLong());
	}

}
