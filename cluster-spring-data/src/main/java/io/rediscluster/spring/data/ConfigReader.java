package io.rediscluster.spring.data;

import java.util.Map;
import java.util.Properties;

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
	 * setting if it did not find it. A setting that one of the nodes does not know, being
	 * of another version, is none of these.
	 * <p>
	 * A replica that does not answer is left out; a primary that does not is a failure.
	 */
	static Properties readAll(NodeReplies replies) {
		Properties common = new Properties();
		Properties all = new Properties(common);
		boolean first = true;
		for (Map.Entry<Node, Outcome> entry : replies.outcomes().entrySet()) {
			Node node = entry.getKey();
			if (node.isPrimary() || entry.getValue().isSuccess()) {
				Properties settings = read(entry.getValue().reply());
				if (node.isPrimary()) {
					settings.forEach((name, value) -> all.put(node.address() + "." + name, value));
				}
				if (first) {
					common.putAll(settings);
					first = false;
				}
				else {
					common.entrySet().retainAll(settings.entrySet());
				}
			}
		}
		return all;
	}

}
