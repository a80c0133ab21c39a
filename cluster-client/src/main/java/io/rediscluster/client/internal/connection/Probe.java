package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.resp.PushValue;
import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.client.internal.resp.RespReader;
import org.jspecify.annotations.Nullable;

/**
 * Finds out over a fresh connection why another one is silent. A node that does not
 * answer is slow, frozen or gone: the silent connection may still be good. A node that
 * answers is asked for the silent connection ({@code CLIENT LIST ID}): if it holds the
 * connection blocked (as {@code CLIENT PAUSE} does), that one is good too; otherwise its
 * bytes have been lost and it is cut.
 */
final class Probe {

	private final Opener opener;

	private final long grace;

	Probe(Opener opener, long grace) {
		this.opener = opener;
		this.grace = grace;
	}

	void examine(long clientId, Suspect suspect, Verdict cut) {
		Wire wire;
		try {
			wire = this.opener.open();
		}
		catch (IOException ex) {
			return;
		}
		try {
			if (isHeldByServer(wire, clientId)) {
				return;
			}
			// the answer may have been under way while the probe was
			long end = System.nanoTime() + this.grace;
			while (System.nanoTime() - end < 0) {
				if (!suspect.isSilent()) {
					return;
				}
				Thread.sleep(1);
			}
			if (suspect.isSilent()) {
				cut.cut(new IOException("the node answers new connections, but this one is dead"));
			}
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

	private static boolean isHeldByServer(Wire wire, long clientId) throws IOException {
		if (clientId < 0) {
			return false;
		}
		RequestBuffer request = new RequestBuffer(64);
		request.array(4);
		request.bulk("CLIENT");
		request.bulk("LIST");
		request.bulk("ID");
		request.bulk(clientId);
		wire.readTimeout(1000);
		wire.write(request);
		Object reply = read(wire.reader());
		if (reply instanceof ErrorValue || !(reply instanceof byte[] bytes)) {
			return false;
		}
		String line = new String(bytes, StandardCharsets.UTF_8);
		int flags = line.indexOf(" flags=");
		int end = line.indexOf(' ', flags + 1);
		return flags >= 0 && end > flags && line.substring(flags + 7, end).indexOf('b') >= 0;
	}

	private static @Nullable Object read(RespReader reader) throws IOException {
		while (true) {
			Object value = reader.next();
			if (value == RespReader.INCOMPLETE) {
				reader.fill();
			}
			else if (!(value instanceof PushValue)) {
				return value;
			}
		}
	}

	/**
	 * Opens a connection.
	 */
	interface Opener {

		Wire open() throws IOException;

	}

	/**
	 * The silent connection.
	 */
	interface Suspect {

		boolean isSilent();

	}

	/**
	 * What is done with a dead connection.
	 */
	interface Verdict {

		void cut(Throwable cause);

	}

}
