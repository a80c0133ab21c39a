package io.rediscluster.client.internal.connection;

import java.io.IOException;

import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import io.rediscluster.client.internal.resp.Request;
import org.jspecify.annotations.Nullable;

/**
 * Calls over direct connections: the caller writes and reads itself. Thread safe.
 */
final class DirectCalls {

	private final Link link;

	private final ConnectionSettings settings;

	private final ExclusiveConnections connections;

	private final DirectConnections places;

	DirectCalls(Link link, ConnectionSettings settings, ExclusiveConnections connections) {
		this.link = link;
		this.settings = settings;
		this.connections = connections;
		this.places = new DirectConnections(settings.options().transport().directConnections());
	}

	/**
	 * Takes a connection, opening one if a place is empty.
	 * @return the connection, or {@code null} if all are in use
	 * @throws LinkFailure if none can be opened
	 */
	@Nullable ExclusiveConnection take(long deadline) throws LinkFailure {
		while (true) {
			ExclusiveConnection connection = this.places.takeIdle();
			if (connection == null) {
				break;
			}
			if (connection.generation() == this.link.generation() && connection.isUsable()) {
				return connection;
			}
			this.connections.discard(connection, ConnectionKind.DIRECT, null);
			this.places.give(null);
		}
		if (!this.places.takeEmpty()) {
			return null;
		}
		boolean done = false;
		try {
			ExclusiveConnection connection = this.connections.open(ConnectionKind.DIRECT, this.link::silent, deadline);
			done = true;
			return connection;
		}
		finally {
			if (!done) {
				this.places.give(null);
			}
		}
	}

	/**
	 * Sends a request over a taken connection, waits for its result and gives the
	 * connection back.
	 * @param alone whether no other call is under way in the client
	 * @throws LinkFailure if there is no result
	 */
	@Nullable Object call(ExclusiveConnection connection, Request request, long deadline, boolean alone) throws LinkFailure {
		boolean settling = false;
		try {
			long spin = (alone && !connection.isTls() && Processors.SEVERAL)
					? this.settings.options().transport().spin().toNanos() : 0;
			return connection.exchange(request, deadline, spin);
		}
		catch (LinkFailure ex) {
			if (ex.kind() == Kind.BROKEN) {
				this.connections.discard(connection, ConnectionKind.DIRECT, ex.getCause());
				this.link.lost(ex.sent() && request.isWrite(), ex.getCause(), connection.generation());
			}
			else {
				settling = settle(connection);
			}
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			if (!connection.isUsable()) {
				this.connections.discard(connection, ConnectionKind.DIRECT, ex);
			}
			throw ex;
		}
		finally {
			if (!settling) {
				giveBack(connection);
			}
		}
	}

	private void giveBack(ExclusiveConnection connection) {
		if (this.link.isClosed() && connection.isOpen()) {
			this.connections.discard(connection, ConnectionKind.DIRECT, null);
		}
		this.places.give(connection.isOpen() ? connection : null);
	}

	/**
	 * Has the late reply of a call read by a worker, who then gives the connection back.
	 */
	private boolean settle(ExclusiveConnection connection) {
		boolean running = this.settings.threads().run(() -> {
			try {
				connection.settle();
				giveBack(connection);
			}
			catch (IOException ex) {
				this.connections.discard(connection, ConnectionKind.DIRECT, ex);
				this.link.lost(connection.owesWrite(), ex, connection.generation());
				this.places.give(null);
			}
		});
		if (!running) {
			this.connections.discard(connection, ConnectionKind.DIRECT, null);
			this.link.lost(connection.owesWrite(), null, connection.generation());
		}
		return running;
	}

	/** Closes the connections that are not in use. */
	void closeIdle() {
		while (true) {
			ExclusiveConnection idle = this.places.takeIdle();
			if (idle == null) {
				return;
			}
			this.connections.discard(idle, ConnectionKind.DIRECT, null);
			this.places.give(null);
		}
	}

}
