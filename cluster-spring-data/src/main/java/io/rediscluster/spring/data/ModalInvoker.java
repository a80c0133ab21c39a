package io.rediscluster.spring.data;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The invoker of one connection: sends at once, or hands to the queue of the mode that
 * the connection is in. The only place that knows the modes. For one thread.
 */
final class ModalInvoker implements CommandInvoker {

	private final ClusterClient client;

	private final boolean convertResults;

	private @Nullable PipelineQueue queue;

	ModalInvoker(ClusterClient client, boolean convertResults) {
		this.client = client;
		this.convertResults = convertResults;
	}

	@Override
	public <T> @Nullable T invoke(Command command, Function<Reply, ? extends @Nullable T> converter) {
		PipelineQueue queue = this.queue;
		try {
			if (queue == null) {
				return converter.apply(this.client.execute(command));
			}
			queue.add(command, converter);
			return null;
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	@Override
	public <T> @Nullable T invokeBlocking(Command command, Function<Reply, ? extends @Nullable T> converter) {
		PipelineQueue queue = this.queue;
		if (queue == null) {
			return invoke(command, converter);
		}
		queue.addBlocking(command, converter);
		return null;
	}

	@Override
	public void run(Command command) {
		PipelineQueue queue = this.queue;
		try {
			if (queue == null) {
				this.client.execute(command);
			}
			else {
				queue.add(command);
			}
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	@Override
	public <T> @Nullable T invokeOn(Nodes nodes, Command command,
			Function<NodeReplies, ? extends @Nullable T> converter) {
		PipelineQueue queue = this.queue;
		try {
			if (queue == null) {
				return converter.apply(this.client.on(nodes).execute(command));
			}
			queue.addOn(nodes, command, converter);
			return null;
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	@Override
	public void runOn(Nodes nodes, Command command, Consumer<NodeReplies> check) {
		PipelineQueue queue = this.queue;
		try {
			if (queue == null) {
				check.accept(this.client.on(nodes).execute(command));
			}
			else {
				queue.runOn(nodes, command, check);
			}
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	@Override
	public boolean isDirect() {
		return this.queue == null;
	}

	boolean isPipelined() {
		return this.queue != null;
	}

	/**
	 * Enters the pipeline mode; does nothing if the connection is in it.
	 */
	void openPipeline() {
		if (this.queue == null) {
			this.queue = new PipelineQueue(this.client, this.convertResults);
		}
	}

	/**
	 * Leaves the pipeline mode, in any case, and returns its results.
	 */
	List<@Nullable Object> closePipeline() {
		PipelineQueue queue = this.queue;
		if (queue == null) {
			return List.of();
		}
		this.queue = null;
		return queue.finish();
	}

	/**
	 * Leaves any mode and drops what was queued and not sent.
	 */
	void reset() {
		PipelineQueue queue = this.queue;
		this.queue = null;
		if (queue != null) {
			queue.discard();
		}
	}

}
