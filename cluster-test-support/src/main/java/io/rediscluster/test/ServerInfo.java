package io.rediscluster.test;

import java.util.stream.Stream;

/**
 * What a server says in reply to INFO. Immutable.
 *
 * @param text the reply
 */
public record ServerInfo(String text) {

	/**
	 * Finds a value.
	 * @param field its name, such as {@code role}
	 * @return the text behind the colon
	 * @throws IllegalStateException if there is no such field
	 */
	public String get(String field) {
		return this.text.lines()
			.filter((line) -> line.startsWith(field + ":"))
			.map((line) -> line.substring(field.length() + 1))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("no field " + field + " in: " + this.text));
	}

	/**
	 * Finds a number.
	 * @param field its name, such as {@code blocked_clients}
	 * @return the number
	 * @throws IllegalStateException if there is no such field
	 * @throws NumberFormatException if it is no whole number
	 */
	public long number(String field) {
		return Long.parseLong(get(field));
	}

	/**
	 * Tells how often a command was carried out, well or not. Of the section
	 * {@code commandstats}.
	 * @param command its name in lower case; a subcommand as {@code client|list}
	 * @return the number since the start or CONFIG RESETSTAT
	 */
	public long calls(String command) {
		return statistic(command, "calls");
	}

	/**
	 * Tells how often a command was turned away before it was carried out, as a write is
	 * by a replica. Of the section {@code commandstats}.
	 * @param command its name in lower case; a subcommand as {@code client|list}
	 * @return the number since the start or CONFIG RESETSTAT
	 */
	public long rejectedCalls(String command) {
		return statistic(command, "rejected_calls");
	}

	/** A command that nobody has called has no line. */
	private long statistic(String command, String figure) {
		String start = "cmdstat_" + command + ":";
		return this.text.lines()
			.filter((line) -> line.startsWith(start))
			.flatMap((line) -> Stream.of(line.substring(start.length()).split(",")))
			.filter((part) -> part.startsWith(figure + "="))
			.mapToLong((part) -> Long.parseLong(part.substring(figure.length() + 1)))
			.sum();
	}

}
