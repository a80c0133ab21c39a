package io.rediscluster.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One real server without cluster mode, for tests of what is no cluster and to compare
 * results with. Thread safe as its node is.
 */
public final class EmbeddedServer implements AutoCloseable {

	private final Path base;

	private final EmbeddedNode node;

	private EmbeddedServer(Path base, EmbeddedNode node) {
		this.base = base;
		this.node = node;
	}

	/**
	 * Starts a server and waits until it answers. It keeps nothing on disk unless a
	 * directive says so.
	 * @param config further directives: name, value, name, value…
	 * @return the server
	 * @throws IllegalStateException if it does not start; nothing is left behind
	 */
	public static EmbeddedServer start(String... config) {
		List<String> arguments = new ArrayList<>(List.of("--save", "", "--appendonly", "no"));
		for (int i = 0; i < config.length; i += 2) {
			arguments.add("--" + config[i]);
			arguments.add(config[i + 1]);
		}
		Path base = Folders.create();
		try {
			EmbeddedNode node = ServerStart
				.one((port) -> new EmbeddedNode(EmbeddedNode.Ports.alone(port), arguments, base, null));
			return new EmbeddedServer(base, node);
		}
		catch (RuntimeException ex) {
			Folders.delete(base);
			throw ex;
		}
	}

	/**
	 * Returns the process.
	 * @return the one node
	 */
	public EmbeddedNode node() {
		return this.node;
	}

	/** Kills the process and deletes its folder. */
	@Override
	public void close() {
		this.node.close();
		Folders.delete(this.base);
	}

}
