package io.rediscluster.client.internal.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.command.CommandSpec.Merge;
import io.rediscluster.client.internal.command.CommandSpec.Route;
import org.jspecify.annotations.Nullable;

/**
 * Reads a server's description of a command, the reply to {@code COMMAND INFO}.
 */
public final class CommandSpecReader {

	private CommandSpecReader() {
	}

	/**
	 * Reads the description.
	 * @param name the name that was asked for, in upper case
	 * @param reply the reply
	 * @return the description; of a command without keys if the server does not know it,
	 * and of an unknown one if the server cannot say where its keys are
	 */
	public static CommandSpec read(String name, Reply reply) {
		if (!isDescribed(reply)) {
			// it gets the server's own error from any node
			return new CommandSpec(name, -1, List.of("write"), List.of(), Route.ANY, Merge.NONE, Connection.SHARED, "",
					null, true);
		}
		List<Reply> parts = reply.asList().get(0).asList();
		List<String> flags = new ArrayList<>();
		parts.get(2).asStringList().forEach((flag) -> flags.add(String.valueOf(flag)));
		if (!flags.contains("readonly") && !flags.contains("write")) {
			flags.add("write");
		}
		List<KeySpec> keys = new ArrayList<>();
		if (parts.size() > 8) {
			for (Reply spec : parts.get(8).asList()) {
				KeySpec key = keySpec(spec.asMap());
				if (key != null) {
					keys.add(key);
				}
			}
		}
		long first = parts.get(3).asLong();
		if (keys.isEmpty() && first > 0) {
			long last = parts.get(4).asLong();
			keys.add(new KeySpec(null, (int) first, false, false, (int) ((last < 0) ? last : last - first), 0,
					(int) Math.max(1, parts.get(5).asLong()), 0));
		}
		Connection connection = flags.contains("blocking") ? Connection.EXCLUSIVE : Connection.SHARED;
		boolean hasSpecs = parts.size() > 8 && !parts.get(8).asList().isEmpty();
		if (keys.isEmpty() && (hasSpecs || flags.contains("movablekeys"))) {
			// it has keys, and the server cannot say where
			return new CommandSpec(name, -1, List.of("write"), List.of(), Route.ANY, Merge.NONE, connection, "", null,
					false);
		}
		return new CommandSpec(name, (int) parts.get(1).asLong(), flags, keys, keys.isEmpty() ? Route.ANY : Route.SLOT,
				Merge.NONE, connection, "", null, true);
	}

	/**
	 * Tells whether the server knows the command.
	 * @param reply the reply
	 * @return whether it describes it
	 */
	public static boolean isDescribed(Reply reply) {
		List<Reply> all = reply.asList();
		return !all.isEmpty() && !all.get(0).isNull();
	}

	private static @Nullable KeySpec keySpec(Map<String, Reply> spec) {
		Map<String, Reply> begin = map(spec, "begin_search");
		Map<String, Reply> find = map(spec, "find_keys");
		Map<String, Reply> beginSpec = map(begin, "spec");
		Map<String, Reply> findSpec = map(find, "spec");
		String keyword = null;
		int from;
		switch (text(begin, "type")) {
			case "index" -> from = number(beginSpec, "index");
			case "keyword" -> {
				keyword = text(beginSpec, "keyword");
				from = Math.max(1, number(beginSpec, "startfrom"));
			}
			default -> {
				return null;
			}
		}
		return switch (text(find, "type")) {
			case "range" -> new KeySpec(keyword, from, false, false, number(findSpec, "lastkey"), 0,
					Math.max(1, number(findSpec, "keystep")), number(findSpec, "limit"));
			case "keynum" -> new KeySpec(keyword, from, false, true, number(findSpec, "firstkey"),
					number(findSpec, "keynumidx"), Math.max(1, number(findSpec, "keystep")), 0);
			default -> null;
		};
	}

	private static Map<String, Reply> map(Map<String, Reply> map, String key) {
		Reply reply = map.get(key);
		return (reply != null) ? reply.asMap() : Map.of();
	}

	private static String text(Map<String, Reply> map, String key) {
		Reply reply = map.get(key);
		return (reply != null) ? String.valueOf(reply.asString()) : "";
	}

	private static int number(Map<String, Reply> map, String key) {
		Reply reply = map.get(key);
		return (reply != null) ? (int) reply.asLong() : 0;
	}

}
