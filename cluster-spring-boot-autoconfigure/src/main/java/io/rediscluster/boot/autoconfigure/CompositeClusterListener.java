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

	private final List<ClusterListener> listeners;

	private CompositeClusterListener(List<ClusterListener> listeners) {
		this.listeners = List.copyOf(listeners);
	}

	static ClusterListener of(List<ClusterListener> listeners) {
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
				logger.warn("A cluster listener failed", ex);
			}
		}
	}

	@Override
	public boolean wantsCommands() {
		return this.listeners.stream().anyMatch(ClusterListener::wantsCommands);
	}

	@Override
	public void onCommand(String command, CommandOutcome outcome, long nanos) {
		tell((listener) -> {
			if (listener.wantsCommands()) {
				listener.onCommand(command, outcome, nanos);
			}
		});
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
