package io.rediscluster.spring.data;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import io.rediscluster.client.topology.Node;

/**
 * Reads the replies to {@code CONFIG GET}.
 */
final class ConfigReader {

	private ConfigReader() {
	}

	static Properties read(Reply reply) {
		Properties properties = new Properties();
		reply.asMap().forEach((name, value) -> properties.setProperty(name, String.valueOf(value.asString())));
		return properties;
	}

	/**
	 * Joins the settings of several nodes: the entries are those of the primaries, with
	 * {@code host:port.} before the name. The defaults hold the bare name of each setting
	 * that every node has alike: Spring's listener for keyspace events asks for
	 * {@code notify-keyspace-events} by that name, and would overwrite the servers'
	 * setting if it did not find it.
	 * <p>
	 * A replica that does not answer is left out; a primary that does not is a failure.
	 */
	static Properties readAll(NodeReplies replies) {
		Map<String, String> common = new HashMap<>();
		Set<String> differing = new HashSet<>();
		Properties defaults = new Properties();
		Properties all = new Properties(defaults);
		replies.outcomes().forEach((node, outcome) -> {
			if (node.isPrimary() || outcome.isSuccess()) {
				readNode(node, outcome, all, common, differing);
			}
		});
		common.keySet().removeAll(differing);
		defaults.putAll(common);
		return all;
	}

	private static void readNode(Node node, Outcome outcome, Properties all, Map<String, String> common,
			Set<String> differing) {
		read(outcome.reply()).forEach((key, text) -> {
			String name = (String) key;
			String value = (String) text;
			if (node.isPrimary()) {
				all.setProperty(node.address() + "." + name, value);
			}
			String other = common.putIfAbsent(name, value);
			if (other != null && !other.equals(value)) {
				differing.add(name);
			}
		});
	}

}
