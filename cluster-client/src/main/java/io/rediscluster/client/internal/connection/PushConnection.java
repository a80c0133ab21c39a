package io.rediscluster.client.internal.connection;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketTimeoutException;

import io.rediscluster.client.internal.resp.RequestBuffer;
import io.rediscluster.client.internal.resp.RespReader;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * A connection on which the server speaks on its own account, as to subscribers. One
 * platform thread reads, one at a time writes; any may close.
 */
public final class PushConnection implements Closeable {

	/** What {@link #read} returns when nothing came in time. */
	public static final Object NOTHING = new Object();

	private final Wire wire;

	private volatile long heardAt = System.nanoTime();

	private PushConnection(Wire wire) {
		this.wire = wire;
	}

	/**
	 * Opens a connection in primary mode.
	 * @param opener opens the wire
	 * @param address the address to connect to
	 * @param announced the address that the cluster announces for it
	 * @param nodeId the id that the node must have, or {@code null}
	 * @param deadline the limit
	 * @return the connection; the caller closes it
	 * @throws IOException if it cannot be opened
	 */
	public static PushConnection open(ConnectionOpener opener, HostAndPort address, HostAndPort announced,
			@Nullable String nodeId, long deadline) throws IOException {
		return new PushConnection(opener.open(address, announced, nodeId, Mode.PRIMARY, deadline));
	}

	/**
	 * Writes everything in a buffer.
	 * @param buffer whole requests
	 * @throws IOException if the connection fails
	 */
	public void write(RequestBuffer buffer) throws IOException {
		this.wire.write(buffer);
	}

	/**
	 * Returns the next frame, from what has been read or after one read of the socket.
	 * @param millis how long the read may block, at least 1
	 * @return the frame, or {@link #NOTHING} if it is not complete by then
	 * @throws IOException if the connection fails, has ended, or sends what is not RESP
	 */
	public @Nullable Object read(int millis) throws IOException {
		RespReader reader = this.wire.reader();
		Object value = reader.next();
		if (value != RespReader.INCOMPLETE) {
			return value;
		}
		this.wire.readTimeout(millis);
		try {
			reader.fill();
		}
		catch (SocketTimeoutException ex) {
			return NOTHING;
		}
		this.heardAt = System.nanoTime();
		value = reader.next();
		return (value != RespReader.INCOMPLETE) ? value : NOTHING;
	}

	/**
	 * Returns when the server last sent a byte; everything that {@link #read} has
	 * returned was there by then.
	 * @return a value of {@link System#nanoTime()}
	 */
	public long heardAt() {
		return this.heardAt;
	}

	/**
	 * Closes the connection from any thread and frees those that read or write.
	 */
	@Override
	public void close() {
		this.wire.abort(null);
	}

}
