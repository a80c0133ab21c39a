package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.zset.Tuple;

/**
 * Members of sorted sets with their scores.
 */
final class Tuples {

	private Tuples() {
	}

	/**
	 * Reads an array of pairs.
	 */
	static List<Tuple> list(Reply reply) {
		List<Reply> pairs = reply.asList();
		List<Tuple> tuples = new ArrayList<>(pairs.size());
		for (Reply pair : pairs) {
			List<Reply> parts = pair.asList();
			tuples.add(tuple(parts.get(0), parts.get(1)));
		}
		return tuples;
	}

	/**
	 * Reads an array of pairs into a set that keeps their order.
	 */
	static Set<Tuple> set(Reply reply) {
		return new LinkedHashSet<>(list(reply));
	}

	/**
	 * Reads an array of no pair or one.
	 */
	static @Nullable Tuple first(Reply reply) {
		return Replies.first(list(reply));
	}

	/**
	 * Reads an array of members and scores in turn.
	 */
	static List<Tuple> flat(Reply reply) {
		List<Reply> parts = reply.asList();
		List<Tuple> tuples = new ArrayList<>(parts.size() / 2);
		for (int i = 0; i + 1 < parts.size(); i += 2) {
			tuples.add(tuple(parts.get(i), parts.get(i + 1)));
		}
		return tuples;
	}

	/**
	 * Reads an array of a key, a member and its score; null for a null reply.
	 */
	static @Nullable Tuple afterKey(Reply reply) {
		List<Reply> parts = reply.asList();
		return parts.isEmpty() ? null : tuple(parts.get(1), parts.get(2));
	}

	private static Tuple tuple(Reply member, Reply score) {
		Double number = score.asDouble();
		return Tuple.of(Replies.bytes(member), (number != null) ? number : Double.NaN);
	}

}
