package io.rediscluster.sample.console;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What a node says of itself and of the others.
 *
 * @param info the fields of {@code INFO}
 * @param flags the flags that the node gives each other node, by id
 */
record NodeAnswer(Map<String, String> info, Map<String, Set<String>> flags) {

	/**
	 * Reads the replies of a node.
	 * @param info that to {@code INFO}
	 * @param nodes that to {@code CLUSTER NODES}, empty if it was not asked for
	 */
	static NodeAnswer parse(String info, String nodes) {
		Map<String, String> fields = new HashMap<>();
		info.lines().forEach((line) -> {
			int colon = line.indexOf(':');
			if (colon > 0 && line.charAt(0) != '#') {
				fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
			}
		});
		Map<String, Set<String>> flags = new HashMap<>();
		nodes.lines().forEach((line) -> {
			String[] words = line.split(" ", 4);
			if (words.length == 4) {
				flags.put(words[0], Set.of(words[2].split(",")));
			}
		});
		return new NodeAnswer(fields, flags);
	}

	@Nullable String text(String field) {
		return this.info.get(field);
	}

	OptionalLong number(String field) {
		String value = this.info.get(field);
		return (value != null && value.matches("-?\\d{1,18}")) ? OptionalLong.of(Long.parseLong(value))
				: OptionalLong.empty();
	}

	boolean isPrimary() {
		return "master".equals(this.info.get("role"));
	}

	boolean isLoading() {
		return "1".equals(this.info.get("loading"));
	}

}
