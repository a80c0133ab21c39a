package io.rediscluster.client.internal.execution;

import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.NodeConnectionException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.TooManyRedirectsException;
import io.rediscluster.client.event.ClusterListener.RedirectKind;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec;
import io.rediscluster.client.internal.connection.Deadline;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.connection.Mode;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.internal.telemetry.Telemetry;
import io.rediscluster.client.internal.topology.TopologyRefresher;
import io.rediscluster.client.internal.topology.TopologyStore;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Leads a call from attempt to attempt: where it goes first, and where, when and whether
 * it goes again. Serves blocking and un-awaited calls alike; does no I/O and never waits.
 * Thread safe.
 */
final class Navigator {

	/**
	 * So many redirects are followed at once; later ones wait, for nodes that disagree.
	 */
	private static final int IMMEDIATE_REDIRECTS = 2;

	private final ClusterClientOptions options;

	private final TopologyStore store;

	private final TopologyRefresher refresher;

	private final NodeSelector selector;

	private final Telemetry telemetry;

	private final Scripts scripts;

	private final BooleanSupplier closed;

	private final boolean requireFullCoverage;

	Navigator(ClusterClientOptions options, TopologyStore store, TopologyRefresher refresher, NodeSelector selector,
			Telemetry telemetry, Scripts scripts, BooleanSupplier closed) {
		this.options = options;
		this.store = store;
		this.refresher = refresher;
		this.selector = selector;
		this.telemetry = telemetry;
		this.scripts = scripts;
		this.closed = closed;
		this.requireFullCoverage = options.refresh().requireFullCoverage();
	}

	/**
	 * Chooses where the next attempt goes.
	 * @return the target, or {@code null} if no node is known to be right
	 */
	@Nullable Target target(Progress progress) {
		if (progress.fixed != null) {
			return progress.fixed;
		}
		if (progress.redirect != null) {
			return progress.redirect;
		}
		Topology topology = this.store.current();
		if (this.requireFullCoverage && topology.coveredSlots() < HashSlot.COUNT) {
			return null;
		}
		int slot = progress.command.slot();
		if (slot < 0) {
			return this.selector.any(topology, progress.failed);
		}
		Shard shard = topology.shardOf(slot);
		return (shard != null) ? this.selector.select(shard, progress.readFrom, progress.failed) : null;
	}

	/**
	 * Returns the node that the first attempt of a command goes to, if no choice has to
	 * be made: the primary of its slot, over a shared connection.
	 * @param readFrom where it reads if it is a read
	 * @return the primary, or {@code null} if {@link #target} has to decide
	 */
	@Nullable Node obviousTarget(BoundCommand command, ReadFrom readFrom) {
		int slot = command.slot();
		if (slot < 0 || this.requireFullCoverage || (readFrom != ReadFrom.PRIMARY && command.isForReplicas())
				|| command.connection() != CommandSpec.Connection.SHARED || command.spec().isByDigest()) {
			return null;
		}
		Shard shard = this.store.current().shardOf(slot);
		return (shard != null) ? shard.primary() : null;
	}

	/**
	 * Returns the node that the first attempt of a command of one slot goes to.
	 * @param topology the topology to go by
	 * @param readFrom where it reads if it is a read
	 * @return the target, or {@code null} if no node is known to be right
	 */
	@Nullable Target firstTarget(Topology topology, BoundCommand command, ReadFrom readFrom) {
		Shard shard = topology.shardOf(command.slot());
		if (shard == null || (this.requireFullCoverage && topology.coveredSlots() < HashSlot.COUNT)) {
			return null;
		}
		return this.selector.select(shard, command.isForReplicas() ? readFrom : ReadFrom.PRIMARY, Set.of());
	}

	/** Returns the topology as it is known now. */
	Topology topology() {
		return this.store.current();
	}

	/**
	 * Decides after no node was found.
	 * @return how long to wait before the next attempt, in nanoseconds
	 * @throws ClusterClientException if there is no next attempt
	 */
	long onUncovered(Progress progress) {
		progress.attempts++;
		this.refresher.request(RefreshCause.UNCOVERED);
		long wait = backoff(progress);
		if (this.closed.getAsBoolean() || Deadline.remaining(progress.deadline) <= wait) {
			throw new ClusterUnavailableException(uncovered(progress), progress.details(false), null);
		}
		return wait;
	}

	private String uncovered(Progress progress) {
		if (this.closed.getAsBoolean()) {
			return "The client is closed";
		}
		if (progress.command.slot() < 0) {
			return "No primary of the cluster is known";
		}
		Shard shard = this.store.current().shardOf(progress.command.slot());
		if (shard != null && shard.replicas().isEmpty()) {
			return "Reads go to replicas only, and the shard of " + shard.primary() + " has none (read-from)";
		}
		return "No node owns the slot: the cluster is not fully covered";
	}

	/**
	 * Decides after an error reply.
	 * @return how long to wait before the next attempt, in nanoseconds
	 * @throws ClusterClientException if there is no next attempt
	 */
	long onError(Progress progress, ErrorValue error) {
		Target last = lastOf(progress);
		if (progress.repair && !progress.missingScript && error.is("NOSCRIPT")
				&& this.scripts.isKnown(progress.command)) {
			// nothing was run: the same node gets the script itself
			progress.missingScript = true;
			this.telemetry.retried(progress.command.name(), "NOSCRIPT");
			return 0;
		}
		boolean asked = progress.redirect != null;
		progress.redirect = null;
		Action action = OutcomePolicy.onError(error, progress.command, last.mode() == Mode.REPLICA);
		if (progress.fixed != null || progress.command.slot() < 0) {
			boolean redirect = action.kind() == Action.Kind.MOVED || action.kind() == Action.Kind.ASK;
			action = (redirect || progress.fixed != null) ? Action.FAIL : action;
		}
		if (!progress.repair && action.kind() != Action.Kind.FAIL) {
			learn(action, last);
			throw new ServerErrorException(error.message(), progress.details(true));
		}
		return switch (action.kind()) {
			case MOVED, ASK -> redirect(progress, action, last);
			case RETRY, RETRY_ELSEWHERE -> again(progress, action, last, asked, error.message(), null);
			case FAIL -> throw new ServerErrorException(error.message(), progress.details(true));
		};
	}

	/**
	 * Takes note of what an error says about the topology, for later commands.
	 */
	private void learn(Action action, Target last) {
		if (action.kind() == Action.Kind.MOVED) {
			Node node = this.store.current().nodeAnnouncedAs(action.target(last.node().announced()));
			if (node != null) {
				this.store.moved(action.slot(), node);
			}
			this.refresher.request(RefreshCause.MOVED);
		}
		else if (action.refresh() != null) {
			this.refresher.request(action.refresh());
		}
	}

	private static Target lastOf(Progress progress) {
		Target last = progress.last;
		if (last == null) {
			throw new IllegalStateException("no attempt was made");
		}
		return last;
	}

	private long redirect(Progress progress, Action action, Target last) {
		HostAndPort announced = action.target(last.node().announced());
		RedirectKind kind = (action.kind() == Action.Kind.MOVED) ? RedirectKind.MOVED : RedirectKind.ASK;
		this.telemetry.redirected(kind, action.slot(), last.node(), announced);
		if (++progress.redirects > this.options.maxRedirects()) {
			throw new TooManyRedirectsException(
					"Servers redirected the command more than " + this.options.maxRedirects()
							+ " times (max-redirects); the last one, " + last.node() + ", named " + announced,
					progress.details(false), null);
		}
		Node node = this.store.current().nodeAnnouncedAs(announced);
		if (node == null) {
			// dialled only once a known node has named it
			this.refresher.request(RefreshCause.UNKNOWN_ADDRESS);
			return waitOrFail(progress,
					"Node " + last.node() + " redirects to " + announced + ", which no known node of the cluster names",
					null);
		}
		if (kind == RedirectKind.ASK) {
			progress.redirect = new Target(node, Mode.PRIMARY);
		}
		else {
			this.store.moved(action.slot(), node);
			this.refresher.request(RefreshCause.MOVED);
		}
		boolean immediate = progress.redirects <= IMMEDIATE_REDIRECTS && !node.id().equals(last.node().id());
		return immediate ? 0
				: waitOrFail(progress, "Nodes " + last.node() + " and " + node + " disagree about the slot", null);
	}

	/**
	 * Decides after a failure of the connection.
	 * @return how long to wait before the next attempt, in nanoseconds
	 * @throws ClusterClientException if there is no next attempt
	 */
	long onFailure(Progress progress, LinkFailure failure) {
		Target last = lastOf(progress);
		boolean asked = progress.redirect != null;
		progress.redirect = null;
		Action action = OutcomePolicy.onFailure(failure, progress.command, progress.retry, last.mode() == Mode.REPLICA);
		if (this.closed.getAsBoolean() || !progress.repair || (progress.fixed != null && progress.attempts > 1)) {
			action = Action.FAIL;
		}
		if (action.kind() == Action.Kind.FAIL) {
			throw exception(progress, failure);
		}
		return again(progress, action, last, asked, failure.getMessage(), failure);
	}

	private long again(Progress progress, Action action, Target last, boolean asked, String message,
			@Nullable LinkFailure failure) {
		this.telemetry.retried(progress.command.name(), action.reason());
		if (action.refresh() != null) {
			this.refresher.request(action.refresh());
		}
		if (action.kind() == Action.Kind.RETRY_ELSEWHERE || failure != null) {
			progress.failedAt(last.node());
		}
		if (asked && failure == null) {
			// TRYAGAIN from an importing node: its keys are still on their way
			progress.redirect = last;
		}
		progress.unreachable = (failure != null && failure.kind() == LinkFailure.Kind.CONNECT) ? failure : null;
		boolean elsewhere = action.kind() == Action.Kind.RETRY_ELSEWHERE && progress.attempts <= 2;
		boolean stale = failure != null && failure.kind() == LinkFailure.Kind.BROKEN && progress.attempts == 1;
		if (elsewhere || stale || (failure != null && failure.kind() == LinkFailure.Kind.CLOSED)) {
			return 0;
		}
		return waitOrFail(progress, message, failure);
	}

	private long waitOrFail(Progress progress, String message, @Nullable LinkFailure failure) {
		long wait = backoff(progress);
		if (Deadline.remaining(progress.deadline) > wait) {
			return wait;
		}
		if (failure != null) {
			throw exception(progress, failure);
		}
		throw new ClusterUnavailableException("The cluster did not take the command in time: " + message,
				progress.details(false), null);
	}

	/**
	 * Returns what the caller of a call is told that ended with a failure.
	 */
	ClusterClientException exception(Progress progress, LinkFailure failure) {
		LinkFailure before = progress.unreachable;
		if (failure.kind() == LinkFailure.Kind.TIMEOUT && !failure.sent() && before != null) {
			// the time ran out in yet another attempt: why the others failed says more
			return exception(progress, before);
		}
		boolean write = !progress.command.isReadOnly();
		Throwable cause = failure.getCause();
		String why = failure.getMessage();
		return switch (failure.kind()) {
			case TIMEOUT -> new CommandTimeoutException("The call did not end within its timeout: " + why,
					progress.details(failure.sent()), cause);
			case INTERRUPTED -> new ClusterClientException("The thread was interrupted while it waited",
					progress.details(failure.sent()), cause);
			case REJECTED ->
				new ClusterUnavailableException("The command was not sent: " + why, progress.details(false), cause);
			case CONNECT, BROKEN, CLOSED -> {
				if (write && failure.sent()) {
					yield new CommandOutcomeUnknownException(
							"The reply was lost (" + why + "): the write may or may not have been applied",
							progress.details(true), cause);
				}
				if (this.closed.getAsBoolean()) {
					yield new ClusterUnavailableException("The client is closed", progress.details(failure.sent()),
							cause);
				}
				yield new NodeConnectionException("The node could not be reached: " + why + advice(progress, failure),
						progress.details(failure.sent()), cause);
			}
		};
	}

	/**
	 * Names the rule that may be missing where a node is dialled as the cluster announces
	 * it and nobody answers there.
	 */
	private static String advice(Progress progress, LinkFailure failure) {
		Target last = progress.last;
		if (last == null || failure.kind() != LinkFailure.Kind.CONNECT
				|| !last.node().address().equals(last.node().announced())) {
			return "";
		}
		return "; the cluster announces this address: if clients reach the node at another one, add a rule with"
				+ " from-host " + last.node().announced().host() + " and from-port " + last.node().announced().port()
				+ " to host-port-remap";
	}

	/**
	 * Returns the exception for a call that is not repeated because an earlier one of its
	 * slot, lost with the same connection, was not.
	 */
	ClusterClientException stopped(Progress progress, LinkFailure failure) {
		return failure.sent()
				? new CommandOutcomeUnknownException(
						"The connection was lost (" + failure.getMessage()
								+ "), and an earlier command of the slot could not be repeated",
						progress.details(true), failure)
				: new NodeConnectionException("The connection was lost (" + failure.getMessage()
						+ ") before the command was sent, and an earlier command of the slot could not be repeated",
						progress.details(false), failure);
	}

	/**
	 * Returns a wait that grows with the attempts, with equal jitter.
	 */
	private long backoff(Progress progress) {
		long first = this.options.backoff().toNanos();
		long most = this.options.maxBackoff().toNanos();
		int doublings = Math.min(20, Math.max(0, progress.attempts - 1));
		long wait = Math.min(most, first << doublings);
		return wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
	}

	Scripts scripts() {
		return this.scripts;
	}

	NodeSelector selector() {
		return this.selector;
	}

}
