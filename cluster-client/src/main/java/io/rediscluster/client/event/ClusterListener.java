package io.rediscluster.client.event;

import java.time.Duration;

import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Receives what happens inside a client. Every method does nothing unless overridden.
 * Called on whichever thread notices the event, also on callers' threads and by several
 * at once: implementations must be thread safe and must not block. What they throw is
 * logged and otherwise ignored.
 */
public interface ClusterListener {

	/** Ignores everything. */
	ClusterListener NONE = new ClusterListener() {
	};

	/**
	 * A command ended, successfully or not.
	 * @param command the command's name
	 * @param outcome how it ended
	 * @param nanos the time from the call to its end, in nanoseconds
	 */
	default void onCommand(String command, CommandOutcome outcome, long nanos) {
	}

	/**
	 * Tells whether {@link #onCommand} is wanted; asked once when the client starts, so
	 * that nothing is measured in vain.
	 * @return {@code false} unless overridden
	 */
	default boolean wantsCommands() {
		return false;
	}

	/**
	 * A server redirected a command.
	 * @param kind MOVED or ASK
	 * @param slot the slot
	 * @param from the node that was asked
	 * @param to the announced address it named
	 */
	default void onRedirect(RedirectKind kind, int slot, Node from, HostAndPort to) {
	}

	/**
	 * A command is going to be tried again.
	 * @param command the command's name
	 * @param reason why, for example {@code TRYAGAIN} or {@code connection}
	 */
	default void onRetry(String command, String reason) {
	}

	/**
	 * A refresh of the topology ended.
	 * @param cause what had asked for it
	 * @param successful whether a node gave a usable view
	 * @param duration how long it took
	 */
	default void onRefresh(RefreshCause cause, boolean successful, Duration duration) {
	}

	/**
	 * The topology changed.
	 * @param before the snapshot before
	 * @param after the snapshot that is now in force
	 */
	default void onTopologyChanged(Topology before, Topology after) {
	}

	/**
	 * A connection was opened.
	 * @param node the node
	 * @param kind what the connection is for
	 */
	default void onConnectionOpened(Node node, ConnectionKind kind) {
	}

	/**
	 * A connection ended.
	 * @param node the node
	 * @param kind what the connection was for
	 * @param cause why, or {@code null} if the client closed it in order
	 */
	default void onConnectionClosed(Node node, ConnectionKind kind, @Nullable Throwable cause) {
	}

	/**
	 * A connection ended with unanswered writes, so that later commands go over
	 * connections opened afterwards.
	 * @param node the node
	 */
	default void onFence(Node node) {
	}

	/**
	 * A node owes replies and has been silent for the silence timeout; it is being
	 * probed.
	 * @param node the node
	 */
	default void onSilence(Node node) {
	}

	/**
	 * A pipeline ended.
	 * @param commands how many commands it had
	 */
	default void onPipeline(int commands) {
	}

	/**
	 * A call had to wait for a dedicated connection, because all were in use.
	 * @param node the node
	 * @param successful whether it got one
	 * @param nanos how long it waited, in nanoseconds
	 */
	default void onPoolWait(Node node, boolean successful, long nanos) {
	}

	/**
	 * A command over several slots is carried out by other commands in its place.
	 * @param command the command's name
	 */
	default void onEmulation(String command) {
	}

	/**
	 * A subscription was interrupted and restored; messages of the time between may be
	 * missing.
	 * @param nanos how long it was interrupted, in nanoseconds
	 */
	default void onSubscriptionGap(long nanos) {
	}

	/**
	 * How a command ended.
	 */
	enum CommandOutcome {

		/** The server answered. */
		SUCCESS,

		/** The server answered with an error. */
		SERVER_ERROR,

		/** The timeout passed. */
		TIMEOUT,

		/** The reply to a write was lost. */
		UNKNOWN,

		/** It was refused before anything was sent. */
		REFUSED,

		/** Anything else: no connection, no owner, too many redirects. */
		FAILURE

	}

	/**
	 * The kinds of redirects.
	 */
	enum RedirectKind {

		/** The slot belongs to another node. */
		MOVED,

		/** The slot is being migrated; this once ask the other node. */
		ASK

	}

	/**
	 * What connections are for.
	 */
	enum ConnectionKind {

		/** Shared by all callers. */
		MULTIPLEXED,

		/** Lent to one call at a time. */
		DIRECT,

		/** Lent to one caller for as long as it needs its state. */
		DEDICATED,

		/** For loading the topology and probing nodes. */
		CONTROL,

		/** For a subscription, as long as it needs the node. */
		SUBSCRIPTION

	}

	/**
	 * What asks for a refresh.
	 */
	enum RefreshCause {

		/** The client starts. */
		START,

		/** The period passed. */
		PERIODIC,

		/** A server answered MOVED. */
		MOVED,

		/** A redirect named an address that no known node has. */
		UNKNOWN_ADDRESS,

		/** A connection broke or could not be opened. */
		CONNECTION,

		/** A node is silent. */
		SILENCE,

		/** A primary answered READONLY. */
		READONLY,

		/** No known node owns a slot, or the servers say CLUSTERDOWN. */
		UNCOVERED,

		/** The application asked. */
		REQUESTED

	}

}
