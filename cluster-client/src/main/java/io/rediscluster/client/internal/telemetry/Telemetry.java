package io.rediscluster.client.internal.telemetry;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.event.ClusterListener.CommandOutcome;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.event.ClusterListener.RedirectKind;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what happens and tells the listener. What the listener throws is logged and
 * swallowed. Thread safe.
 */
public final class Telemetry {

	private static final Logger logger = LoggerFactory.getLogger(Telemetry.class);

	private final ClusterListener listener;

	private final boolean commandsWanted;

	private final LongAdder commands = new LongAdder();

	private final LongAdder outcomesUnknown = new LongAdder();

	private final LongAdder refreshes = new LongAdder();

	private final LongAdder failedRefreshes = new LongAdder();

	private final LongAdder queueWaits = new LongAdder();

	private final LongAdder queueNanos = new LongAdder();

	private final LongAdder fences = new LongAdder();

	private final Map<RedirectKind, LongAdder> redirects = new EnumMap<>(RedirectKind.class);

	private final Map<String, LongAdder> retries = new ConcurrentHashMap<>();

	/**
	 * Makes counters that start at zero.
	 * @param listener receives every event
	 */
	public Telemetry(ClusterListener listener) {
		this.listener = listener;
		this.commandsWanted = wantsCommands(listener);
		for (RedirectKind kind : RedirectKind.values()) {
			this.redirects.put(kind, new LongAdder());
		}
	}

	private static boolean wantsCommands(ClusterListener listener) {
		try {
			return listener.wantsCommands();
		}
		catch (RuntimeException | Error ex) {
			logger.warn("A cluster listener threw; it is not told of commands", ex);
			return false;
		}
	}

	/**
	 * Counts a call.
	 * @return the time it begins if calls are measured, else 0
	 */
	public long commandStarted() {
		this.commands.increment();
		return this.commandsWanted ? System.nanoTime() : 0;
	}

	/**
	 * Counts calls of a pipeline that have ended.
	 * @param count how many
	 */
	public void commandsEnded(int count) {
		this.commands.add(count);
	}

	/**
	 * Tells whether the listener is told of every call.
	 * @return whether it wants to be
	 */
	public boolean wantsCommands() {
		return this.commandsWanted;
	}

	/**
	 * Tells that a call ended.
	 * @param command the command's name
	 * @param outcome how it ended
	 * @param started what {@link #commandStarted()} returned
	 */
	public void commandEnded(String command, CommandOutcome outcome, long started) {
		commandTook(command, outcome, this.commandsWanted ? System.nanoTime() - started : 0);
	}

	/**
	 * Tells that a call ended. Allocates nothing: it is on the path of every command.
	 * @param command the command's name
	 * @param outcome how it ended
	 * @param nanos how long it took; of no account where calls are not measured
	 */
	public void commandTook(String command, CommandOutcome outcome, long nanos) {
		if (outcome == CommandOutcome.UNKNOWN) {
			this.outcomesUnknown.increment();
		}
		if (this.commandsWanted) {
			try {
				this.listener.onCommand(command, outcome, nanos);
			}
			catch (RuntimeException | Error ex) {
				threw(ex);
			}
		}
	}

	/**
	 * Tells that a pipeline ended.
	 * @param size how many commands it had
	 */
	public void pipelineEnded(int size) {
		tell((listener) -> listener.onPipeline(size));
	}

	/**
	 * Counts a batch of commands that is about to be written to a shared connection.
	 * @param nanos how long its first command waited for that
	 */
	public void batchQueued(long nanos) {
		this.queueWaits.increment();
		this.queueNanos.add(nanos);
	}

	/**
	 * Tells that a call had to wait for a dedicated connection.
	 * @param node the node
	 * @param successful whether it got one
	 * @param nanos how long it waited
	 */
	public void poolWaited(Node node, boolean successful, long nanos) {
		tell((listener) -> listener.onPoolWait(node, successful, nanos));
	}

	/**
	 * Tells that a command is carried out by others in its place.
	 * @param command the command's name
	 */
	public void emulated(String command) {
		tell((listener) -> listener.onEmulation(command));
	}

	/**
	 * Tells that a subscription was interrupted and restored.
	 * @param nanos how long it was interrupted
	 */
	public void subscriptionInterrupted(long nanos) {
		tell((listener) -> listener.onSubscriptionGap(nanos));
	}

	/**
	 * Tells that a redirect is followed.
	 * @param kind MOVED or ASK
	 * @param slot the slot
	 * @param from the node that was asked
	 * @param to the address it named
	 */
	public void redirected(RedirectKind kind, int slot, Node from, HostAndPort to) {
		LongAdder counter = this.redirects.get(kind);
		if (counter != null) {
			counter.increment();
		}
		tell((listener) -> listener.onRedirect(kind, slot, from, to));
	}

	/**
	 * Tells that a command is tried again.
	 * @param command the command's name
	 * @param reason why
	 */
	public void retried(String command, String reason) {
		this.retries.computeIfAbsent(reason, (key) -> new LongAdder()).increment();
		tell((listener) -> listener.onRetry(command, reason));
	}

	/**
	 * Tells that a refresh ended.
	 * @param cause what asked for it
	 * @param successful whether it gave a view
	 * @param duration how long it took
	 */
	public void refreshed(RefreshCause cause, boolean successful, Duration duration) {
		(successful ? this.refreshes : this.failedRefreshes).increment();
		tell((listener) -> listener.onRefresh(cause, successful, duration));
	}

	/**
	 * Tells and logs that the topology changed.
	 * @param before the snapshot before
	 * @param after the snapshot now
	 */
	public void topologyChanged(Topology before, Topology after) {
		TopologyLog.changed(before, after);
		tell((listener) -> listener.onTopologyChanged(before, after));
	}

	/**
	 * Tells that a connection was opened.
	 * @param node the node
	 * @param kind its kind
	 */
	public void connectionOpened(Node node, ConnectionKind kind) {
		tell((listener) -> listener.onConnectionOpened(node, kind));
	}

	/**
	 * Tells that a connection ended.
	 * @param node the node
	 * @param kind its kind
	 * @param cause why, or {@code null} if it was closed in order
	 */
	public void connectionClosed(Node node, ConnectionKind kind, @Nullable Throwable cause) {
		tell((listener) -> listener.onConnectionClosed(node, kind, cause));
	}

	/**
	 * Tells that a link was fenced.
	 * @param node the node
	 */
	public void fenced(Node node) {
		this.fences.increment();
		tell((listener) -> listener.onFence(node));
	}

	/**
	 * Tells that a node is silent.
	 * @param node the node
	 */
	public void silent(Node node) {
		tell((listener) -> listener.onSilence(node));
	}

	private void tell(Consumer<ClusterListener> event) {
		if (this.listener == ClusterListener.NONE) {
			return;
		}
		try {
			event.accept(this.listener);
		}
		catch (RuntimeException | Error ex) {
			threw(ex);
		}
	}

	private static void threw(Throwable ex) {
		logger.warn("A cluster listener threw; the client goes on without regard to it", ex);
	}

	/**
	 * Returns the number of batches that were written to shared connections.
	 * @return the count since the start
	 */
	public long queueWaits() {
		return this.queueWaits.sum();
	}

	/**
	 * Returns how long batches waited to be written, added up.
	 * @return the time since the start
	 */
	public Duration queueWaitTime() {
		return Duration.ofNanos(this.queueNanos.sum());
	}

	/**
	 * Returns the number of calls.
	 * @return the count since the start
	 */
	public long commands() {
		return this.commands.sum();
	}

	/**
	 * Returns the number of lost replies to writes.
	 * @return the count since the start
	 */
	public long outcomesUnknown() {
		return this.outcomesUnknown.sum();
	}

	/**
	 * Returns the number of refreshes.
	 * @param successful which ones to count
	 * @return the count since the start
	 */
	public long refreshes(boolean successful) {
		return (successful ? this.refreshes : this.failedRefreshes).sum();
	}

	/**
	 * Returns the number of fences.
	 * @return the count since the start
	 */
	public long fences() {
		return this.fences.sum();
	}

	/**
	 * Returns the number of redirects.
	 * @return the counts since the start, by kind
	 */
	public Map<RedirectKind, Long> redirects() {
		Map<RedirectKind, Long> counts = new EnumMap<>(RedirectKind.class);
		this.redirects.forEach((kind, counter) -> counts.put(kind, counter.sum()));
		return counts;
	}

	/**
	 * Returns the number of retries.
	 * @return the counts since the start, by reason
	 */
	public Map<String, Long> retries() {
		Map<String, Long> counts = new TreeMap<>();
		this.retries.forEach((reason, counter) -> counts.put(reason, counter.sum()));
		return counts;
	}

}
