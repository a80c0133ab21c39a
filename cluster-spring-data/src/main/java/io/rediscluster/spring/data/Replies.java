package io.rediscluster.spring.data;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.util.CollectionUtils;

/**
 * What replies become that several command families share. A null reply of a command
 * about a collection is the empty collection. Sets and maps keep the server's order;
 * their byte arrays are compared by identity.
 */
final class Replies {

	private Replies() {
	}

	static Set<byte[]> byteSet(Reply reply) {
		return new LinkedHashSet<>(reply.asBytesList());
	}

	/**
	 * Reads a map, or an array of names and values in turn.
	 */
	static Map<byte[], byte[]> byteMap(Reply reply) {
		List<byte[]> flat = reply.asBytesList();
		Map<byte[], byte[]> map = CollectionUtils.newLinkedHashMap(flat.size() / 2);
		for (int i = 0; i + 1 < flat.size(); i += 2) {
			map.put(flat.get(i), flat.get(i + 1));
		}
		return map;
	}

	/**
	 * Reads an array of pairs.
	 */
	static List<Map.Entry<byte[], byte[]>> entries(Reply reply) {
		List<Reply> pairs = reply.asList();
		List<Map.Entry<byte[], byte[]>> entries = new ArrayList<>(pairs.size());
		for (Reply pair : pairs) {
			List<byte @Nullable []> entry = pair.asBytesList();
			entries.add(new SimpleImmutableEntry<>(entry.get(0), entry.get(1)));
		}
		return entries;
	}

	static Map.@Nullable Entry<byte[], byte[]> firstEntry(Reply reply) {
		return first(entries(reply));
	}

	static <T> @Nullable T first(List<T> list) {
		return list.isEmpty() ? null : list.get(0);
	}

	static byte[] bytes(Reply reply) {
		byte[] bytes = reply.asBytes();
		return (bytes != null) ? bytes : new byte[0];
	}

	static String text(Reply reply) {
		return String.valueOf(reply.asString());
	}

	static List<@Nullable Long> longs(Reply reply) {
		return reply.asList().stream().map(Reply::asLongOrNull).toList();
	}

	static List<@Nullable Double> doubles(Reply reply) {
		List<Reply> elements = reply.asList();
		List<@Nullable Double> doubles = new ArrayList<>(elements.size());
		for (Reply element : elements) {
			doubles.add(element.asDouble());
		}
		return doubles;
	}

	static List<Boolean> booleans(Reply reply) {
		return reply.asList().stream().map(Reply::asBoolean).toList();
	}

	/**
	 * Converts a time to live; the negative numbers that say why there is none stay as
	 * they are.
	 */
	static long timeToLive(long time, TimeUnit from, TimeUnit to) {
		return (time > 0) ? to.convert(time, from) : time;
	}

}
