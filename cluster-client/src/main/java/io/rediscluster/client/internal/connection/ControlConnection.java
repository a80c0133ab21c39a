package io.rediscluster.client.internal.connection;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * A short-lived connection for the client's own questions. Confined to one platform
 * thread.
 */
public final class ControlConnection implements Closeable {

	private final Wire wire;

	private ControlConnection(Wire wire) {
		this.wire = wire;
	}

	/**
	 * Opens a connection.
	 * @param opener opens the wire
	 * @param address the address to connect to
	 * @param announced the address that the cluster announces for it
	 * @param nodeId the id that the node must have, or {@code null}
	 * @param mode the mode
	 * @param deadline the limit
	 * @return the connection; the caller closes it
	 * @throws IOException if it cannot be opened
	 */
	public static ControlConnection open(ConnectionOpener opener, HostAndPort address, HostAndPort announced,
			@Nullable String nodeId, Mode mode, long deadline) throws IOException {
		return new ControlConnection(opener.open(address, announced, nodeId, mode, deadline));
	}

	/**
	 * Sends requests in one write and reads their replies.
	 * @param deadline the limit
	 * @param requests the words of each request
	 * @return the replies in order
	 * @throws IOException if the connection fails or the deadline passes
	 */
	public @Nullable Object[] exchange(long deadline, String[]... requests) throws IOException {
		this.wire.write(List.of(requests));
		@Nullable Object[] replies = new Object[requests.length];
		for (int i = 0; i < replies.length; i++) {
			replies[i] = this.wire.read(deadline);
		}
		return replies;
	}

	@Override
	public void close() {
		this.wire.abort(null);
	}

}
