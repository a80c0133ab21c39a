package io.rediscluster.sample.console;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;

import io.rediscluster.sample.console.FeedEntry.Kind;
import io.rediscluster.sample.console.FeedEntry.Level;

/**
 * The last lines about what happened. What keeps happening stays one line whose count
 * grows. Thread safe.
 */
final class Feed {

	static final int KEPT = 200;

	/** What happens again within this time goes on in its line. */
	private static final long SAME_LINE_MILLIS = 5_000;

	private final Clock clock;

	/** By number. */
	private final SortedMap<Long, FeedEntry> entries = new TreeMap<>();

	private final Map<String, Going> going = new HashMap<>();

	private final Map<Long, FeedEntry> news = new TreeMap<>();

	private long lastId;

	Feed(Clock clock) {
		this.clock = clock;
	}

	/** Adds a line. */
	void add(Kind kind, Level level, String text) {
		add(this.clock.millis(), kind, level, text);
	}

	/**
	 * Adds a line about something that is past.
	 * @param at when it happened, milliseconds since 1970
	 */
	synchronized void add(long at, Kind kind, Level level, String text) {
		put(new FeedEntry(++this.lastId, at, kind, level, text, 1));
	}

	/**
	 * Counts what happens often: goes on in the line with the same key if that is recent.
	 * @param count how often it happened now
	 * @param text makes the sentence of the line's whole count
	 */
	void count(String key, Kind kind, Level level, long count, LongFunction<String> text) {
		count(this.clock.millis(), key, kind, level, count, text);
	}

	/**
	 * Counts what happened often in the past.
	 * @param now when it happened, milliseconds since 1970
	 */
	synchronized void count(long now, String key, Kind kind, Level level, long count, LongFunction<String> text) {
		Going going = this.going.get(key);
		if (going != null && now - going.last <= SAME_LINE_MILLIS) {
			going.last = now;
			FeedEntry old = going.entry;
			long sum = old.count() + count;
			going.entry = new FeedEntry(old.id(), old.at(), kind, level, text.apply(sum), sum);
			put(going.entry);
			return;
		}
		FeedEntry entry = new FeedEntry(++this.lastId, now, kind, level, text.apply(count), count);
		put(entry);
		this.going.values().removeIf((other) -> now - other.last > SAME_LINE_MILLIS);
		this.going.put(key, new Going(entry, now));
	}

	private void put(FeedEntry entry) {
		this.news.put(entry.id(), entry);
		this.entries.put(entry.id(), entry);
		if (this.entries.size() > KEPT) {
			this.news.remove(this.entries.firstKey());
			this.entries.remove(this.entries.firstKey());
		}
	}

	/** Returns all lines, the oldest first. */
	synchronized List<FeedEntry> entries() {
		return List.copyOf(this.entries.values());
	}

	/** Returns the lines that are new or changed since the last call. */
	synchronized List<FeedEntry> takeNews() {
		List<FeedEntry> news = List.copyOf(this.news.values());
		this.news.clear();
		return news;
	}

	/** A line that may go on. */
	private static final class Going {

		private FeedEntry entry;

		private long last;

		Going(FeedEntry entry, long last) {
			this.entry = entry;
			this.last = last;
		}

	}

}
