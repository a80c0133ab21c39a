package io.rediscluster.sample.console;

/**
 * One line of the feed. A line that goes on has the same number and takes the place of
 * its former self.
 *
 * @param id grows from line to line
 * @param at when it began, milliseconds since 1970
 * @param kind what it is about
 * @param level how grave it is
 * @param text a sentence
 * @param count how often it happened
 */
record FeedEntry(long id, long at, Kind kind, Level level, String text, long count) {

	/** What a line is about. */
	enum Kind {

		/** Slots, roles, nodes. */
		TOPOLOGY,

		/** What the client does to keep going. */
		CLIENT,

		/** What a visitor did. */
		ACTION

	}

	/** How grave it is. */
	enum Level {

		/** Just so. */
		INFO,

		/** Something got better. */
		GOOD,

		/** Somebody should look. */
		WARN,

		/** Something broke. */
		BAD

	}

}
