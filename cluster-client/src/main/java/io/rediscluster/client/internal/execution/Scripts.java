package io.rediscluster.client.internal.execution;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.client.Script;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.connection.Link;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that the client has seen, so that EVALSHA works on every node: where a node
 * may not hold the script, the script itself is sent (EVAL), which also loads it. Thread
 * safe; {@link #lock} guards the scripts.
 */
final class Scripts {

	/**
	 * Applications have dozens of scripts; one that makes new ones all the time is
	 * bounded.
	 */
	private static final int MAX_SCRIPTS = 500;

	/** A larger one is not kept: its callers know it. */
	private static final int MAX_BYTES = 64 << 10;

	private final Links links;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, byte[]> sources = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, byte[]> eldest) {
			return size() > MAX_SCRIPTS;
		}

	};

	Scripts(Links links) {
		this.links = links;
	}

	/**
	 * Learns from a command that is about to be sent.
	 */
	void learn(BoundCommand command) {
		switch (command.name()) {
			case "EVAL", "EVAL_RO" -> remember(command.argument(0));
			case "SCRIPT LOAD" -> remember(command.argument(1));
			case "SCRIPT FLUSH" -> this.links.all().forEach((link) -> link.scripts().clear());
			default -> {
				// says nothing about what servers hold
			}
		}
	}

	private void remember(byte[] source) {
		if (source.length <= MAX_BYTES) {
			String digest = Script.of(source).sha1();
			this.lock.lock();
			try {
				this.sources.put(digest, source);
			}
			finally {
				this.lock.unlock();
			}
		}
	}

	/**
	 * Returns what is sent for a command over a link: the command, or the script itself
	 * where the node is not known to hold it.
	 */
	Request request(Progress progress, Link link) {
		return (progress.request != progress.command) ? progress.request : command(progress, link);
	}

	/**
	 * Returns the command that is sent over a link, without what may go along with it.
	 */
	BoundCommand command(Progress progress, Link link) {
		BoundCommand command = progress.command;
		if (!command.spec().isByDigest()) {
			return command;
		}
		byte[] source = source(command);
		boolean held = !progress.missingScript && link.scripts().contains(digest(command));
		return (source == null || held) ? command : command.withScript(source);
	}

	/**
	 * Returns a command of a unit: whoever carries it out, a missing script must not make
	 * it fail in the middle.
	 */
	BoundCommand inUnit(BoundCommand command) {
		byte[] source = command.spec().isByDigest() ? source(command) : null;
		return (source != null) ? command.withScript(source) : command;
	}

	/**
	 * Tells whether a command can be repeated with the script itself.
	 */
	boolean isKnown(BoundCommand command) {
		return command.spec().isByDigest() && source(command) != null;
	}

	/**
	 * Takes note that a node has carried out a script, and so holds it.
	 */
	static void held(Progress progress, Link link) {
		if (progress.command.spec().isByDigest()) {
			link.scripts().add(digest(progress.command));
		}
	}

	private byte @Nullable [] source(BoundCommand command) {
		byte[] own = command.script();
		if (own != null) {
			return own;
		}
		this.lock.lock();
		try {
			return this.sources.get(digest(command));
		}
		finally {
			this.lock.unlock();
		}
	}

	private static String digest(BoundCommand command) {
		return new String(command.argument(0), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
	}

}
