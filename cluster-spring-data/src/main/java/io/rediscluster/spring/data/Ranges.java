package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;

import org.springframework.data.domain.Range;
import org.springframework.data.redis.connection.Limit;

/**
 * How the ends of ranges are written: scores, members in lexical order, and ids of stream
 * records. A bound may hold text that is already in the server's notation ({@code -inf},
 * {@code (5}); it is passed on as it is when it is inclusive.
 */
final class Ranges {

	private Ranges() {
	}

	/**
	 * Returns both ends of a range of scores, {@code -inf} and {@code +inf} for none.
	 */
	static Object[] scores(Range<?> range) {
		Require.notNull(range, "Range");
		return new Object[] { score(range.getLowerBound(), "-inf"), score(range.getUpperBound(), "+inf") };
	}

	static Object[] scores(double min, double max) {
		return new Object[] { min, max };
	}

	/**
	 * Returns both ends of a range of scores that are in the server's notation.
	 */
	static Object[] textScores(String min, String max) {
		return new Object[] { Require.notNull(min, "Min"), Require.notNull(max, "Max") };
	}

	private static Object score(Range.Bound<?> bound, String unbounded) {
		String text = bound.getValue().map(Ranges::scoreText).orElse("");
		if (text.isEmpty()) {
			return unbounded;
		}
		return bound.isInclusive() ? text : "(" + text;
	}

	private static String scoreText(Object score) {
		if (score instanceof byte[] bytes) {
			return new String(bytes, StandardCharsets.UTF_8);
		}
		if (score instanceof Number number && Double.isInfinite(number.doubleValue())) {
			return (number.doubleValue() > 0) ? "+inf" : "-inf";
		}
		return score.toString();
	}

	/**
	 * Returns both ends of a range of members, {@code -} and {@code +} for none.
	 */
	static Object[] members(Range<?> range) {
		Require.notNull(range, "Range");
		return new Object[] { member(range.getLowerBound(), "-"), member(range.getUpperBound(), "+") };
	}

	private static Object member(Range.Bound<?> bound, String unbounded) {
		Object value = bound.getValue().orElse(null);
		if (value == null) {
			return unbounded;
		}
		byte[] member = (value instanceof byte[] bytes) ? bytes : value.toString().getBytes(StandardCharsets.UTF_8);
		byte[] word = new byte[member.length + 1];
		word[0] = (byte) (bound.isInclusive() ? '[' : '(');
		System.arraycopy(member, 0, word, 1, member.length);
		return word;
	}

	/**
	 * Returns both ends of a range of record ids, {@code -} and {@code +} for none.
	 */
	static Object[] ids(Range<?> range) {
		Require.notNull(range, "Range");
		return new Object[] { id(range.getLowerBound(), "-"), id(range.getUpperBound(), "+") };
	}

	private static String id(Range.Bound<?> bound, String unbounded) {
		String id = bound.getValue().map(Object::toString).orElse("");
		if (id.isEmpty()) {
			return unbounded;
		}
		return (bound.isInclusive() || id.equals("-") || id.equals("+")) ? id : "(" + id;
	}

	/**
	 * Returns the words of a limit, none for an unlimited one.
	 */
	static Object[] limit(Limit limit) {
		return Require.notNull(limit, "Limit").isLimited() ? limit(limit.getOffset(), limit.getCount()) : new Object[0];
	}

	static Object[] limit(long offset, long count) {
		return new Object[] { "LIMIT", offset, count };
	}

}
