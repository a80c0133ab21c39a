package io.rediscluster.client.internal.keyspace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.topology.HashSlot;
import org.jspecify.annotations.Nullable;

/**
 * The wire form of {@code SCAN} and its relatives.
 */
final class ScanCommands {

	/** The cursor that begins a walk and that ends it. */
	static final String ZERO = "0";

	private ScanCommands() {
	}

	/**
	 * Makes a request for the keys of a node or of slots.
	 */
	static Command ofKeys(String name, String cursor, Scan scan) {
		Command.Builder command = Command.named(name).arg(cursor);
		addTo(command, scan);
		if (scan.type() != null) {
			command.args("TYPE", scan.type());
		}
		return command.build();
	}

	/**
	 * Makes a request for the elements of a key.
	 */
	static Command ofElements(String name, Object key, String cursor, Scan scan) {
		Command.Builder command = Command.named(name).args(key, cursor);
		addTo(command, scan);
		return command.build();
	}

	private static void addTo(Command.Builder command, Scan scan) {
		byte[] pattern = scan.pattern();
		if (pattern != null) {
			command.args("MATCH", pattern);
		}
		command.args("COUNT", scan.count());
	}

	/**
	 * Reads a reply.
	 */
	static Page read(Reply reply) {
		List<Reply> parts = reply.asList();
		return new Page(String.valueOf(parts.get(0).asString()), parts.get(1).asList());
	}

	/**
	 * Finds the slot of all keys that match a pattern, if it leaves only one: it is a
	 * plain key, or begins with a hash tag.
	 * @return the slot, or -1 if keys of several slots can match
	 */
	static int onlySlot(byte @Nullable [] pattern) {
		if (pattern == null) {
			return -1;
		}
		String text = new String(pattern, StandardCharsets.ISO_8859_1);
		int plain = 0;
		while (plain < text.length() && "*?[\\".indexOf(text.charAt(plain)) < 0) {
			plain++;
		}
		if (plain == text.length()) {
			return HashSlot.of(pattern);
		}
		int open = text.indexOf('{');
		int close = (open < 0) ? -1 : text.indexOf('}', open);
		return (close > open + 1 && close < plain) ? HashSlot.of(Arrays.copyOf(pattern, plain)) : -1;
	}

	/**
	 * One reply of a walk.
	 *
	 * @param cursor where to go on, {@link #ZERO} at the end
	 * @param elements what was found
	 */
	record Page(String cursor, List<Reply> elements) {

	}

}
