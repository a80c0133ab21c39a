package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

/**
 * Turns replies into plain Java values for callers who named the command themselves:
 * {@code byte[]}, {@code String} (statuses), {@code Long}, {@code Double},
 * {@code Boolean}, {@code List}, {@code Map} in the server's order, and exceptions where
 * errors stand inside collections.
 */
final class PlainResult {

	private PlainResult() {
	}

	static @Nullable Object of(Reply reply) {
		Object value = plain(reply.toObject());
		return (reply.isMap() && !(value instanceof Map)) ? new LinkedHashMap<>() : value;
	}

	private static @Nullable Object plain(@Nullable Object value) {
		if (!(value instanceof List<?> list) || list.isEmpty()) {
			return value;
		}
		if (list.get(0) instanceof Map.Entry<?, ?>) {
			Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
			for (Object element : list) {
				Map.Entry<?, ?> entry = (Map.Entry<?, ?>) element;
				map.put(plain(entry.getKey()), plain(entry.getValue()));
			}
			return map;
		}
		List<@Nullable Object> plain = new ArrayList<>(list.size());
		for (Object element : list) {
			plain.add(plain(element));
		}
		return plain;
	}

}
