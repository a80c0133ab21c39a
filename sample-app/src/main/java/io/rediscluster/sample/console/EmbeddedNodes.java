package io.rediscluster.sample.console;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * The processes of the embedded cluster, none where the application uses the user's own.
 * Thread safe.
 */
@Component
class EmbeddedNodes {

	private final @Nullable EmbeddedCluster cluster;

	private final Set<String> starting = ConcurrentHashMap.newKeySet();

	EmbeddedNodes(ObjectProvider<EmbeddedCluster> cluster) {
		this.cluster = cluster.getIfAvailable();
	}

	/** Returns the embedded cluster, or {@code null} if there is none. */
	@Nullable EmbeddedCluster cluster() {
		return this.cluster;
	}

	/** Finds a process by its address. */
	@Nullable EmbeddedNode at(String address) {
		EmbeddedCluster cluster = this.cluster;
		if (cluster == null) {
			return null;
		}
		return cluster.nodes().stream().filter((node) -> node.address().equals(address)).findFirst().orElse(null);
	}

	/** Notes that a process is being started; tells whether it was not already. */
	boolean beginStart(String address) {
		return this.starting.add(address);
	}

	void endStart(String address) {
		this.starting.remove(address);
	}

	/** Returns what the process shows by itself, or {@code null} if it runs. */
	@Nullable NodeState state(String address) {
		if (this.starting.contains(address)) {
			return NodeState.STARTING;
		}
		EmbeddedNode node = at(address);
		if (node == null) {
			return null;
		}
		if (!node.isRunning()) {
			return NodeState.KILLED;
		}
		return node.isPaused() ? NodeState.FROZEN : null;
	}

}
