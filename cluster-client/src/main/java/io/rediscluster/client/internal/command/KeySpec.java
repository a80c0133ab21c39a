package io.rediscluster.client.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * One rule that finds keys among a command's arguments, as Redis describes them ("key
 * specifications"). Positions count the command's name as 0, as servers do; arguments are
 * counted without it.
 *
 * @param keyword the word after which keys begin, or {@code null} if they begin at a
 * fixed position
 * @param from the fixed position, or where the search for the keyword begins
 * @param skipEmpty whether an empty word at the position is no key
 * @param counted whether the number of keys stands among the arguments
 * @param first if counted, the distance of the first key; else the last key: relative to
 * the first if not negative, from the end of the arguments if negative
 * @param countAt if counted, the distance of the number
 * @param step the distance between keys
 * @param limit for a last key of -1: only the first 1/limit of the rest are keys
 */
record KeySpec(@Nullable String keyword, int from, boolean skipEmpty, boolean counted, int first, int countAt, int step,
		int limit) {

	/**
	 * Reads the notation of the table: {@code 1}, {@code 2>r-1,1,0},
	 * {@code STREAMS@1>r-1,1,2}, {@code 2>n0,1,1}.
	 */
	static KeySpec parse(String text) {
		int find = text.indexOf('>');
		String begin = (find < 0) ? text : text.substring(0, find);
		int at = begin.indexOf('@');
		String keyword = (at < 0) ? null : begin.substring(0, at);
		boolean skipEmpty = begin.endsWith("?");
		int from = Integer.parseInt(begin.substring(at + 1, begin.length() - (skipEmpty ? 1 : 0)));
		if (find < 0) {
			return new KeySpec(keyword, from, skipEmpty, false, 0, 0, 1, 0);
		}
		boolean counted = text.charAt(find + 1) == 'n';
		String[] numbers = text.substring(find + 2).split(",");
		int a = Integer.parseInt(numbers[0]);
		int b = Integer.parseInt(numbers[1]);
		int c = Integer.parseInt(numbers[2]);
		return counted ? new KeySpec(keyword, from, skipEmpty, true, b, a, c, 0)
				: new KeySpec(keyword, from, skipEmpty, false, a, 0, b, c);
	}

	/**
	 * Tells whether this is one key at a fixed position.
	 */
	boolean isSingle() {
		return this.keyword == null && !this.counted && this.first == 0 && !this.skipEmpty;
	}

	/**
	 * Adds the indexes of the keys among the arguments.
	 * @throws IllegalArgumentException if the arguments do not fit the rule
	 */
	void find(String command, Object[] arguments, Positions found) {
		int begin = this.from - 1;
		if (this.keyword != null) {
			begin = keywordIn(arguments) + 1;
			if (begin == 0) {
				return;
			}
		}
		if (begin >= arguments.length || (this.skipEmpty && length(arguments[begin]) == 0)) {
			return;
		}
		if (this.counted) {
			int count = count(command, arguments, begin + this.countAt);
			int start = begin + this.first;
			if (count < 0 || start + (long) (count - 1) * this.step >= arguments.length) {
				throw new IllegalArgumentException(
						command + ": " + count + " keys are announced, and there are not as many");
			}
			for (int i = 0; i < count; i++) {
				found.add(start + i * this.step);
			}
			return;
		}
		int last = begin + this.first;
		if (this.first < 0) {
			last = arguments.length + this.first;
			if (this.first == -1 && this.limit > 1) {
				last = begin + (arguments.length - begin) / this.limit - 1;
			}
		}
		if (last >= arguments.length) {
			throw new IllegalArgumentException(command + ": a key is missing");
		}
		for (int i = begin; i <= last; i += this.step) {
			found.add(i);
		}
	}

	private int keywordIn(Object[] arguments) {
		for (int i = this.from - 1; i < arguments.length; i++) {
			if (this.keyword != null && length(arguments[i]) == this.keyword.length()
					&& this.keyword.equals(text(arguments[i]).toUpperCase(Locale.ROOT))) {
				return i;
			}
		}
		return -1;
	}

	private static int count(String command, Object[] arguments, int index) {
		if (index < arguments.length) {
			try {
				return Integer.parseInt(text(arguments[index]));
			}
			catch (NumberFormatException ex) {
				// said below
			}
		}
		throw new IllegalArgumentException(command + ": the number of keys is missing or is no number");
	}

	private static int length(Object argument) {
		return (argument instanceof byte[] bytes) ? bytes.length : argument.toString().length();
	}

	private static String text(Object argument) {
		return (argument instanceof byte[] bytes) ? new String(bytes, StandardCharsets.ISO_8859_1)
				: argument.toString();
	}

	/**
	 * Collects indexes, each once, in the order they are found.
	 */
	static final class Positions {

		private int[] indexes = new int[4];

		private int count;

		void add(int index) {
			for (int i = 0; i < this.count; i++) {
				if (this.indexes[i] == index) {
					return;
				}
			}
			addUnchecked(index);
		}

		private void addUnchecked(int index) {
			if (this.count == this.indexes.length) {
				this.indexes = Arrays.copyOf(this.indexes, this.count * 2);
			}
			this.indexes[this.count++] = index;
		}

		int[] toArray() {
			return Arrays.copyOf(this.indexes, this.count);
		}

	}

}
