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

import org.springframework.dao.InvalidDataAccessApiUsageException;

/**
 * The invoker of one connection: sends at once, or hands to the queue of the mode that
 * the connection is in. The only place that knows the modes. For one thread.
 */
final class ModalInvoker implements CommandInvoker {

	private final ClusterClient client;

	private final boolean convertResults;

	private @Nullable PipelineQueue queue;

	/** From the first WATCH or from MULTI on. */
	private @Nullable TransactionQueue transaction;

	ModalInvoker(ClusterClient client, boolean convertResults) {
		this.client = client;
		this.convertResults = convertResults;
	}

	@Override
	public <T> @Nullable T invoke(Command command, Function<Reply, ? extends @Nullable T> converter) {
		TransactionQueue transaction = queueing();
		PipelineQueue queue = this.queue;
		try {
			if (transaction != null) {
				transaction.add(command, converter);
				return null;
			}
			if (queue == null) {
				return converter.apply(execute(command));
			}
			queue.add(command, converter);
			return null;
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	private @Nullable TransactionQueue queueing() {
		TransactionQueue transaction = this.transaction;
		return (transaction != null && transaction.isQueueing()) ? transaction : null;
	}

	private Reply execute(Command command) {
		TransactionQueue transaction = this.transaction;
		return (transaction != null) ? transaction.execute(command) : this.client.execute(command);
	}

	@Override
	public <T> @Nullable T invokeBlocking(Command command, Function<Reply, ? extends @Nullable T> converter) {
		PipelineQueue queue = this.queue;
		if (queue == null || queueing() != null) {
			// within MULTI no server waits
			return invoke(command, converter);
		}
		queue.addBlocking(command, converter);
		return null;
	}

	@Override
	public void run(Command command) {
		TransactionQueue transaction = queueing();
		PipelineQueue queue = this.queue;
		try {
			if (transaction != null) {
				transaction.add(command);
			}
			else if (queue == null) {
				execute(command);
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
		checkNotQueueing(command);
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
		checkNotQueueing(command);
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
		return this.queue == null && queueing() == null;
	}

	private void checkNotQueueing(Command command) {
		if (queueing() != null) {
			throw new InvalidDataAccessApiUsageException(
					command.name() + " asks chosen nodes and can be no part of a transaction");
		}
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

	boolean isQueueing() {
		return queueing() != null;
	}

	/**
	 * Watches keys of one slot. In a pipeline what was added before is carried out first.
	 */
	void watch(byte[]... keys) {
		if (isQueueing()) {
			throw new InvalidDataAccessApiUsageException("WATCH inside MULTI is not possible");
		}
		PipelineQueue queue = this.queue;
		try {
			if (queue != null) {
				queue.flush();
			}
			transaction().watch(keys);
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
	}

	private TransactionQueue transaction() {
		TransactionQueue transaction = this.transaction;
		if (transaction == null) {
			transaction = new TransactionQueue(this.client, this.convertResults);
			this.transaction = transaction;
		}
		return transaction;
	}

	void unwatch() {
		if (isQueueing()) {
			throw new InvalidDataAccessApiUsageException("UNWATCH inside MULTI has no effect; use DISCARD");
		}
		endTransaction();
	}

	/**
	 * Enters the transaction mode; does nothing if the connection is in it.
	 */
	void multi() {
		transaction().multi();
	}

	/**
	 * Leaves the transaction mode, in any case.
	 * @return the results; {@code null} if a watched key changed, and in a pipeline,
	 * where they are one element
	 */
	@Nullable List<@Nullable Object> exec() {
		TransactionQueue transaction = queueing();
		if (transaction == null) {
			throw new InvalidDataAccessApiUsageException("EXEC without MULTI");
		}
		PipelineQueue queue = this.queue;
		try {
			if (queue == null) {
				return transaction.exec();
			}
			queue.addNow(transaction::exec);
			return null;
		}
		catch (RuntimeException ex) {
			throw ExceptionTranslator.translate(ex);
		}
		finally {
			endTransaction();
		}
	}

	void discard() {
		if (!isQueueing()) {
			throw new InvalidDataAccessApiUsageException("DISCARD without MULTI");
		}
		endTransaction();
	}

	private void endTransaction() {
		TransactionQueue transaction = this.transaction;
		this.transaction = null;
		if (transaction != null) {
			transaction.close();
		}
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
		endTransaction();
	}

}
