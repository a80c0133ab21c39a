package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.client.internal.resp.VerbatimValue;
import org.jspecify.annotations.Nullable;

/**
 * Finds out over a fresh connection why others to the same node are silent. A node that
 * does not answer is slow, frozen or gone: the silent connections may still be good. A
 * node that answers is asked for them ({@code CLIENT LIST ID}): those that it holds
 * blocked (as {@code CLIENT PAUSE} does) are good too; the bytes of the others have been
 * lost, and they are cut.
 */
final class Probe {

	/** How long a node that has just answered the handshake has to list its clients. */
	private static final long ANSWER = TimeUnit.SECONDS.toNanos(1);

	private final Opener opener;

	private final long timeout;

	/**
	 * Makes a probe.
	 * @param timeout after how many nanoseconds without a byte a connection is silent,
	 * and how long it has to answer once the node has
	 */
	Probe(Opener opener, long timeout) {
		this.opener = opener;
		this.timeout = timeout;
	}

	void examine(Collection<? extends Suspect> silent) {
		List<Suspect> suspects = new ArrayList<>(silent);
		Wire wire;
		try {
			wire = this.opener.open();
		}
		catch (IOException ex) {
			// it does not answer: nothing is known about the silent ones
			return;
		}
		try {
			Set<String> held = heldByServer(wire, suspects);
			suspects.removeIf((suspect) -> held.contains(Long.toString(suspect.clientId())));
			// answers may have been under way while the probe was
			long end = System.nanoTime() + this.timeout;
			while (!suspects.isEmpty() && System.nanoTime() - end < 0) {
				Thread.sleep(1);
				suspects.removeIf((suspect) -> suspect.silentFor(System.nanoTime()) <= this.timeout);
			}
			IOException cause = new IOException("the node answers new connections, but this one is dead");
			suspects.forEach((suspect) -> suspect.abort(cause));
		}
		catch (IOException ex) {
			// it stopped answering: as if it had not answered at all
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			wire.abort(null);
		}
	}

	/** Returns the server's numbers of the connections that it keeps waiting itself. */
	private static Set<String> heldByServer(Wire wire, List<Suspect> suspects) throws IOException {
		List<Suspect> known = suspects.stream().filter((suspect) -> suspect.clientId() >= 0).toList();
		if (known.isEmpty()) {
			return Set.of();
		}
		RequestBuffer request = new RequestBuffer(64);
		request.array(3 + known.size());
		request.bulk("CLIENT");
		request.bulk("LIST");
		request.bulk("ID");
		known.forEach((suspect) -> request.bulk(suspect.clientId()));
		wire.write(request);
		String lines = VerbatimValue.text(wire.read(System.nanoTime() + ANSWER));
		return (lines != null) ? blocked(lines) : Set.of();
	}

	private static Set<String> blocked(String lines) {
		Set<String> ids = new HashSet<>();
		for (String line : lines.split("\n")) {
			if (field(line, " flags=").indexOf('b') >= 0) {
				ids.add(field(' ' + line, " id="));
			}
		}
		return ids;
	}

	private static String field(String line, String name) {
		int start = line.indexOf(name);
		int end = line.indexOf(' ', start + 1);
		return (start >= 0 && end > start) ? line.substring(start + name.length(), end) : "";
	}

	/**
	 * Opens a connection.
	 */
	interface Opener {

		Wire open() throws IOException;

	}

	/**
	 * A connection that may be dead. Its methods may be called by any thread.
	 */
	interface Suspect {

		/** Returns the server's number for it, or -1. */
		long clientId();

		/** Returns how many nanoseconds it has been owed a reply without a byte, or 0. */
		long silentFor(long now);

		void abort(@Nullable Throwable cause);

	}

}
