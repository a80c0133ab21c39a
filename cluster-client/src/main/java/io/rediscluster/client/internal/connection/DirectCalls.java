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

	private final long spin;

	private final int yields;

	DirectCalls(Link link, ConnectionSettings settings, ExclusiveConnections connections) {
		this.link = link;
		this.settings = settings;
		this.connections = connections;
		this.places = new DirectConnections(settings.options().transport().directConnections());
		this.spin = settings.options().transport().spin().toNanos();
		this.yields = settings.options().transport().yields();
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
			if (this.link.isCurrent(connection) && connection.isUsable()
					&& connection.isTrustworthy(this.link.brokenAt())) {
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
			ExclusiveConnection connection = this.connections.open(ConnectionKind.DIRECT, deadline);
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
		write(connection, request, deadline);
		return receive(connection, request, deadline, alone);
	}

	/**
	 * Sends a request over a taken connection; {@link #receive} or {@link #abandon} has
	 * to follow, perhaps after others were received.
	 * @throws LinkFailure if it could not be sent; the connection is given back then
	 */
	void send(ExclusiveConnection connection, Request request, long deadline) throws LinkFailure {
		write(connection, request, deadline);
		connection.leave();
	}

	private void write(ExclusiveConnection connection, Request request, long deadline) throws LinkFailure {
		boolean done = false;
		try {
			connection.send(request, deadline);
			done = true;
		}
		catch (LinkFailure ex) {
			discard(connection, request, ex);
			throw ex;
		}
		finally {
			if (!done) {
				giveBack(connection);
			}
		}
	}

	/**
	 * Waits for the result of a request that was sent, and gives the connection back.
	 * @param alone whether no other call is under way in the client
	 * @throws LinkFailure if there is no result
	 */
	@Nullable Object receive(ExclusiveConnection connection, Request request, long deadline, boolean alone) throws LinkFailure {
		boolean settling = false;
		try {
			long spin = (alone && Processors.SEVERAL) ? this.spin : 0;
			return connection.receive(request, deadline, spin, this.yields);
		}
		catch (LinkFailure ex) {
			if (ex.kind() == Kind.BROKEN) {
				discard(connection, request, ex);
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

	/**
	 * Gives back a connection whose replies nobody waits for any more.
	 */
	void abandon(ExclusiveConnection connection) {
		if (!settle(connection)) {
			giveBack(connection);
		}
	}

	private void discard(ExclusiveConnection connection, Request request, LinkFailure failure) {
		this.connections.discard(connection, ConnectionKind.DIRECT, failure.getCause());
		this.link.lost(failure.sent() && request.isWrite(), failure.getCause(), connection.generation());
	}

	private void giveBack(ExclusiveConnection connection) {
		this.places.give(connection.isOpen() ? connection : null);
		if (this.link.isClosed()) {
			// looked at last: a link that closes later finds the connection idle
			closeIdle();
		}
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

	/** Returns how many connections are lent. */
	int busy() {
		return this.places.taken();
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
