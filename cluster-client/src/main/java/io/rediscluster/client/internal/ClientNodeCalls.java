package io.rediscluster.client.internal;

import java.time.Duration;

import io.rediscluster.client.Command;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.execution.ClusterExecutor;
import io.rediscluster.client.internal.execution.ClusterExecutor.Located;
import io.rediscluster.client.internal.keyspace.NodeCalls;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;

/**
 * Lets walks and operations on single nodes use the client. Thread safe.
 */
final class ClientNodeCalls implements NodeCalls {

	private final DefaultClusterClient client;

	private final ClusterExecutor executor;

	private final Duration timeout;

	private final int maxRounds;

	ClientNodeCalls(DefaultClusterClient client, ClusterExecutor executor, Duration timeout, int maxRounds) {
		this.client = client;
		this.executor = executor;
		this.timeout = timeout;
		this.maxRounds = maxRounds;
	}

	@Override
	public Topology topology() {
		return this.client.topology();
	}

	@Override
	public void refresh() {
		this.client.refresh();
	}

	@Override
	public Reply at(Node node, Command command) {
		return this.executor.at(node, command);
	}

	@Override
	public Located bySlot(Command command, ReadFrom readFrom) {
		return this.executor.located(command, readFrom);
	}

	@Override
	public Duration timeout() {
		return this.timeout;
	}

	@Override
	public int maxRounds() {
		return this.maxRounds;
	}

	@Override
	public boolean isClosed() {
		return this.client.isClosed();
	}

}
