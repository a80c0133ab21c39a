package io.rediscluster.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells several listeners in order; one that throws does not keep events from the others.
 * Immutable and thread safe.
 */
final class CompositeClusterListener implements ClusterListener {

	private static final Logger logger = LoggerFactory.getLogger(CompositeClusterListener.class);

	private final ClusterListener[] listeners;

	/** Those that are told of commands; asked once, as the client does. */
	private final ClusterListener[] commandListeners;

	private CompositeClusterListener(List<ClusterListener> listeners) {
		this.listeners = listeners.toArray(ClusterListener[]::new);
		this.commandListeners = listeners.stream()
			.filter(ClusterListener::wantsCommands)
			.toArray(ClusterListener[]::new);
	}

	static ClusterListener of(List<ClusterListener> all) {
		List<ClusterListener> listeners = all.stream().filter((each) -> each != NONE).toList();
		return switch (listeners.size()) {
			case 0 -> ClusterListener.NONE;
			case 1 -> listeners.get(0);
			default -> new CompositeClusterListener(listeners);
		};
	}

	private void tell(Consumer<ClusterListener> event) {
		for (ClusterListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				threw(ex);
			}
		}
	}

	private static void threw(RuntimeException ex) {
		logger.warn("A cluster listener failed", ex);
	}

	@Override
	public boolean wantsCommands() {
		return this.commandListeners.length > 0;
	}

	@Override
	public void onCommand(String command, CommandOutcome outcome, long nanos) {
		// on the path of every command: nothing is allocated here
		for (ClusterListener listener : this.commandListeners) {
			try {
				listener.onCommand(command, outcome, nanos);
			}
			catch (RuntimeException ex) {
				threw(ex);
			}
		}
	}

	@Override
	public void onPipeline(int commands) {
		tell((listener) -> listener.onPipeline(commands));
	}

	@Override
	public void onPoolWait(Node node, boolean successful, long nanos) {
		tell((listener) -> listener.onPoolWait(node, successful, nanos));
	}

	@Override
	public void onEmulation(String command) {
		tell((listener) -> listener.onEmulation(command));
	}

	@Override
	public void onSubscriptionGap(long nanos) {
		tell((listener) -> listener.onSubscriptionGap(nanos));
	}

	@Override
	public void onRedirect(RedirectKind kind, int slot, Node from, HostAndPort to) {
		tell((listener) -> listener.onRedirect(kind, slot, from, to));
	}

	@Override
	public void onRetry(String command, String reason) {
		tell((listener) -> listener.onRetry(command, reason));
	}

	@Override
	public void onRefresh(RefreshCause cause, boolean successful, Duration duration) {
		tell((listener) -> listener.onRefresh(cause, successful, duration));
	}

	@Override
	public void onTopologyChanged(Topology before, Topology after) {
		tell((listener) -> listener.onTopologyChanged(before, after));
	}

	@Override
	public void onConnectionOpened(Node node, ConnectionKind kind) {
		tell((listener) -> listener.onConnectionOpened(node, kind));
	}

	@Override
	public void onConnectionClosed(Node node, ConnectionKind kind, @Nullable Throwable cause) {
		tell((listener) -> listener.onConnectionClosed(node, kind, cause));
	}

	@Override
	public void onFence(Node node) {
		tell((listener) -> listener.onFence(node));
	}

	@Override
	public void onSilence(Node node) {
		tell((listener) -> listener.onSilence(node));
	}

}
