package io.rediscluster.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One real server without cluster mode.
 */
public final class EmbeddedServer implements AutoCloseable {

	private final EmbeddedNode node;

	private EmbeddedServer(EmbeddedNode node) {
		this.node = node;
	}

	/**
	 * Starts a server and waits until it answers.
	 * @param config further directives: name, value, name, value…
	 * @return the server
	 */
	public static EmbeddedServer start(String... config) {
		List<String> arguments = new ArrayList<>(List.of("--save", "", "--appendonly", "no"));
		for (int i = 0; i < config.length; i += 2) {
			arguments.add("--" + config[i]);
			arguments.add(config[i + 1]);
		}
		EmbeddedNode node = new EmbeddedNode(RedisBinary.find(), FreePorts.next(), arguments, null);
		node.start();
		node.awaitAnswer(Duration.ofSeconds(20));
		return new EmbeddedServer(node);
	}

	/**
	 * Returns the process.
	 * @return the one node
	 */
	public EmbeddedNode node() {
		return this.node;
	}

	@Override
	public void close() {
		this.node.close();
	}

}
