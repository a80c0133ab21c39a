package io.rediscluster.spring.data.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.springframework.data.domain.Range;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.GeoResult;
import org.springframework.data.geo.GeoResults;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.ValueEncoding;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.PendingMessage;
import org.springframework.data.redis.connection.stream.PendingMessages;
import org.springframework.data.redis.connection.stream.PendingMessagesSummary;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoConsumers;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoGroups;
import org.springframework.data.redis.connection.stream.StreamInfo.XInfoStream;
import org.springframework.data.redis.connection.zset.Tuple;
import org.springframework.data.redis.domain.geo.GeoLocation;

/**
 * Results in a form that can be compared and printed: no arrays, and in one order where
 * the server promises none. Times that pass by themselves are left out.
 */
final class Canonical {

	/**
	 * What comes in no certain order although its type is a list, or one with an order.
	 */
	private static final Set<String> UNORDERED = Set.of("hVals", "hRandField", "hRandFieldWithValues", "sRandMember",
			"zRandMember", "zRandMemberWithScore", "sPop", "sScan", "hScan", "zScan", "scan");

	private Canonical() {
	}

	static @Nullable Object of(Call call, @Nullable Object result) {
		Object value = of(result);
		boolean unordered = UNORDERED.contains(call.name()) || (result instanceof Set
				&& (call.family() == Family.SET || call.family() == Family.HASH || call.family() == Family.KEY));
		if (unordered && value instanceof List<?> list) {
			List<Object> sorted = new ArrayList<>(list);
			sorted.sort(Comparator.comparing(String::valueOf));
			return sorted;
		}
		return value;
	}

	static @Nullable Object of(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return new String(bytes, StandardCharsets.ISO_8859_1);
		}
		if (value instanceof Properties properties) {
			return ofProperties(properties);
		}
		if (value instanceof Map<?, ?> map) {
			Map<String, @Nullable Object> sorted = new TreeMap<>();
			map.forEach((key, element) -> sorted.put(String.valueOf(of(key)), of(element)));
			return sorted;
		}
		if (value instanceof Map.Entry<?, ?> entry) {
			return of(entry.getKey()) + "=" + of(entry.getValue());
		}
		if (value instanceof Tuple tuple) {
			return of(tuple.getValue()) + "=" + tuple.getScore();
		}
		if (value instanceof Object[] array) {
			return ofAll(Arrays.asList(array));
		}
		if (value instanceof Collection<?> collection) {
			return ofAll(collection);
		}
		Object place = ofPlace(value);
		return ofStream((place != null) ? place : value);
	}

	private static List<@Nullable Object> ofAll(Iterable<?> values) {
		List<@Nullable Object> all = new ArrayList<>();
		values.forEach((value) -> all.add(of(value)));
		return all;
	}

	/** Without the node that a property is of. */
	private static Object ofProperties(Properties properties) {
		Map<String, String> sorted = new TreeMap<>();
		properties.stringPropertyNames()
			.forEach((name) -> sorted.put(name.replaceFirst("^[^ ]+:\\d+\\.", ""), properties.getProperty(name)));
		return sorted;
	}

	private static @Nullable Object ofPlace(@Nullable Object value) {
		if (value instanceof GeoResults<?> results) {
			return ofAll(results.getContent());
		}
		if (value instanceof GeoResult<?> result) {
			return of(result.getContent()) + " " + of(result.getDistance());
		}
		if (value instanceof GeoLocation<?> location) {
			return of(location.getName()) + "@" + of(location.getPoint());
		}
		if (value instanceof Point point) {
			return String.format(Locale.ROOT, "%.6f,%.6f", point.getX(), point.getY());
		}
		if (value instanceof Distance distance) {
			return String.format(Locale.ROOT, "%.4f %s", distance.getValue(), distance.getMetric());
		}
		return null;
	}

	private static @Nullable Object ofStream(@Nullable Object value) {
		if (value instanceof ValueEncoding encoding) {
			return encoding.raw();
		}
		if (value instanceof MapRecord<?, ?, ?> entry) {
			return of(entry.getStream()) + " " + entry.getId() + " " + of(entry.getValue());
		}
		if (value instanceof PendingMessages messages) {
			return List.of(messages.getGroupName(), String.valueOf(messages.getRange()),
					ofAll(messages.stream().toList()));
		}
		if (value instanceof PendingMessage message) {
			return message.getIdAsString() + " " + message.getConsumer() + " " + message.getTotalDeliveryCount();
		}
		if (value instanceof PendingMessagesSummary summary) {
			Range<String> range = summary.getIdRange();
			return List.of(summary.getGroupName(), summary.getTotalPendingMessages(), String.valueOf(range),
					String.valueOf(of(summary.getPendingMessagesPerConsumer())));
		}
		if (value instanceof XInfoStream info) {
			return Arrays.asList(info.streamLength(), info.radixTreeKeySize(), info.radixTreeNodesSize(),
					info.groupCount(), info.lastGeneratedId(), info.firstEntryId(), of(info.getFirstEntry()),
					info.lastEntryId(), of(info.getLastEntry()));
		}
		if (value instanceof XInfoGroups groups) {
			return groups.stream()
				.map((group) -> group.groupName() + " " + group.consumerCount() + " " + group.pendingCount() + " "
						+ group.lastDeliveredId())
				.toList();
		}
		if (value instanceof XInfoConsumers consumers) {
			return consumers.stream()
				.map((consumer) -> consumer.groupName() + " " + consumer.consumerName() + " " + consumer.pendingCount())
				.toList();
		}
		return value;
	}

}
