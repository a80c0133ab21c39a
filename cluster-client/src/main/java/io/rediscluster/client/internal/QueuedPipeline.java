package io.rediscluster.client.internal;

import java.util.ArrayList;
import java.util.List;

import io.rediscluster.client.Command;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Pipeline;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.internal.execution.ClusterExecutor;

/**
 * Queues commands until they are executed. Confined to one thread.
 */
final class QueuedPipeline implements Pipeline {

	private final ClusterExecutor executor;

	private final ReadFrom readFrom;

	private List<Command> commands = new ArrayList<>();

	private boolean repair;

	QueuedPipeline(ClusterExecutor executor, ReadFrom readFrom, boolean repair) {
		this.executor = executor;
		this.readFrom = readFrom;
		this.repair = repair;
	}

	@Override
	public Pipeline repair(boolean repair) {
		this.repair = repair;
		return this;
	}

	@Override
	public Pipeline add(Command command) {
		this.commands.add(command);
		return this;
	}

	@Override
	public int size() {
		return this.commands.size();
	}

	@Override
	public List<Outcome> execute() {
		List<Command> commands = this.commands;
		this.commands = new ArrayList<>();
		return this.executor.executeAll(commands, this.readFrom, this.repair);
	}

	@Override
	public void discard() {
		this.commands = new ArrayList<>();
	}

}
