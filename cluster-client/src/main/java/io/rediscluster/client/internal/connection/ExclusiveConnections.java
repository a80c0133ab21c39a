package io.rediscluster.client.internal.connection;

import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.internal.connection.LinkFailure.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Opens the exclusive connections of a link and knows which are open, so that none
 * outlives it. Thread safe.
 */
final class ExclusiveConnections {

	private final Link link;

	private final ConnectionSettings settings;

	private final Reachability reachability;

	private final Set<ExclusiveConnection> open = ConcurrentHashMap.newKeySet();

	ExclusiveConnections(Link link, ConnectionSettings settings, Reachability reachability) {
		this.link = link;
		this.settings = settings;
		this.reachability = reachability;
	}

	/**
	 * Opens a connection of the current generation.
	 * @throws LinkFailure if it cannot be opened, or if the link was closed meanwhile;
	 * nothing was sent
	 */
	ExclusiveConnection open(ConnectionKind kind, long deadline) throws LinkFailure {
		this.link.checkReachable();
		int generation = this.link.generation();
		try {
			ExclusiveConnection connection = new ExclusiveConnection(this.link.open(deadline), generation,
					this.link::silent);
			this.open.add(connection);
			this.settings.watchdog().watch(connection);
			this.reachability.reached();
			this.settings.telemetry().connectionOpened(this.link.node(), kind);
			if (this.link.isClosed()) {
				// nothing is sent over it: the call may go elsewhere without doubt
				discard(connection, kind, null);
				this.link.checkReachable();
			}
			return connection;
		}
		catch (IOException ex) {
			this.link.unreachable(ex);
			Kind failure = Deadline.hasPassed(deadline) ? Kind.TIMEOUT : Kind.CONNECT;
			throw new LinkFailure(failure, false, String.valueOf(ex.getMessage()), ex);
		}
	}

	/**
	 * Ends a connection.
	 */
	void discard(ExclusiveConnection connection, ConnectionKind kind, @Nullable Throwable cause) {
		connection.abort(cause);
		forget(connection, kind, cause);
	}

	/**
	 * Takes note that a connection has ended.
	 */
	void forget(ExclusiveConnection connection, ConnectionKind kind, @Nullable Throwable cause) {
		this.settings.watchdog().forget(connection);
		if (this.open.remove(connection)) {
			this.settings.telemetry().connectionClosed(this.link.node(), kind, cause);
		}
	}

	void abortAll(Throwable cause) {
		this.open.forEach((connection) -> connection.abort(cause));
	}

	/** Returns all that are open, idle ones too; may change meanwhile. */
	Collection<ExclusiveConnection> all() {
		return this.open;
	}

	int count() {
		return this.open.size();
	}

}
