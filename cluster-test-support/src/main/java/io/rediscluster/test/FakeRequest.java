package io.rediscluster.test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * A command as a fake node received it. Immutable.
 *
 * @param sequence its position among all requests of the node, from 1
 * @param connection the number of the connection it came over, from 1
 * @param nanoTime when its last byte was read, as {@link System#nanoTime()} counts
 * @param words the command and its arguments; not to be modified
 */
public record FakeRequest(long sequence, int connection, long nanoTime, List<byte[]> words) {

	/**
	 * Copies the list.
	 * @throws IllegalArgumentException if there is no word
	 */
	public FakeRequest {
		words = List.copyOf(words);
		if (words.isEmpty()) {
			throw new IllegalArgumentException("a request has a command");
		}
	}

	/**
	 * Returns the command's name.
	 * @return the first word in upper case
	 */
	public String name() {
		return word(0).toUpperCase(Locale.ROOT);
	}

	/**
	 * Returns a word as text.
	 * @param index 0 for the command, 1 for its first argument
	 * @return the word, decoded as UTF-8
	 */
	public String word(int index) {
		return new String(this.words.get(index), StandardCharsets.UTF_8);
	}

	/**
	 * Returns the whole command as text, for assertions.
	 * @return the words, separated by blanks
	 */
	public String text() {
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < this.words.size(); i++) {
			text.append((i > 0) ? " " : "").append(word(i));
		}
		return text.toString();
	}

	/**
	 * Tells whether a pattern stands for this command.
	 * @param pattern a name such as {@code GET}, a name with its subcommand such as
	 * {@code CLUSTER SLOTS}, or {@link FakeNode#ANY}
	 * @return whether it does
	 */
	public boolean matches(String pattern) {
		String upper = pattern.toUpperCase(Locale.ROOT);
		int blank = upper.indexOf(' ');
		if (blank < 0) {
			return upper.equals(FakeNode.ANY) || upper.equals(name());
		}
		return upper.substring(0, blank).equals(name()) && this.words.size() > 1
				&& upper.substring(blank + 1).equals(word(1).toUpperCase(Locale.ROOT));
	}

	@Override
	public String toString() {
		return text();
	}

}
