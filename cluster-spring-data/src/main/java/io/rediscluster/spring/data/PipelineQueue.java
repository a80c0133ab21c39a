package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Pipeline;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisPipelineException;

/**
 * The commands of one open pipeline and their results: one per command that has a result,
 * in call order, with an exception in the place of a result that there is none of. For
 * one thread.
 */
final class PipelineQueue {

	/**
	 * Enough commands for the round trip of a batch not to matter; few enough that a
	 * pipeline of any length holds no more than this many unsent.
	 */
	private static final int MAX_COMMANDS = 4096;

	/** The same bound for pipelines of large values. */
	private static final long MAX_BYTES = 8L << 20;

	private final ClusterClient client;

	private final boolean convertResults;

	private final Pipeline pipeline;

	/** Of each command in the pipeline, in order; {@code null} for one without result. */
	private final List<@Nullable Function<Reply, ?>> converters = new ArrayList<>();

	private final List<@Nullable Object> results = new ArrayList<>();

	/** Failures that have no place among the results. */
	private final List<RuntimeException> failuresWithoutPlace = new ArrayList<>();

	private @Nullable RuntimeException firstFailure;

	private long queuedBytes;

	private int commands;

	private int failures;

	PipelineQueue(ClusterClient client, boolean convertResults) {
		this.client = client;
		this.convertResults = convertResults;
		this.pipeline = client.pipeline();
	}

	void add(Command command) {
		enqueue(command, null);
	}

	void add(Command command, Function<Reply, ?> converter) {
		enqueue(command, this.convertResults ? converter : PlainResult::of);
	}

	private void enqueue(Command command, @Nullable Function<Reply, ?> converter) {
		this.pipeline.add(command);
		this.converters.add(converter);
		this.commands++;
		for (int i = 0; i < command.argumentCount(); i++) {
			this.queuedBytes += command.argument(i).length;
		}
		if (this.converters.size() >= MAX_COMMANDS || this.queuedBytes >= MAX_BYTES) {
			flush();
		}
	}

	/**
	 * Carries a command out now, after everything that was added before: one that waits
	 * at the server cannot share a batch.
	 */
	void addBlocking(Command command, Function<Reply, ?> converter) {
		Function<Reply, ?> result = this.convertResults ? converter : PlainResult::of;
		addNow(() -> result.apply(this.client.execute(command)));
	}

	/**
	 * Asks chosen nodes now, after everything that was added before: a request to named
	 * nodes cannot share a batch that is grouped by the owners of keys.
	 */
	void addOn(Nodes nodes, Command command, Function<NodeReplies, ?> converter) {
		addNow(() -> converter.apply(this.client.on(nodes).execute(command)));
	}

	/**
	 * Adds what a call gives as one result, after everything that was added before.
	 */
	void addNow(Supplier<? extends @Nullable Object> call) {
		flush();
		this.commands++;
		try {
			this.results.add(call.get());
		}
		catch (RuntimeException ex) {
			this.results.add(failed(ex));
		}
	}

	void runOn(Nodes nodes, Command command, Consumer<NodeReplies> check) {
		flush();
		this.commands++;
		try {
			check.accept(this.client.on(nodes).execute(command));
		}
		catch (RuntimeException ex) {
			this.failuresWithoutPlace.add(failed(ex));
		}
	}

	/**
	 * Carries out what is queued.
	 * @return the results
	 * @throws RedisPipelineException if a command failed; it has all results
	 */
	List<@Nullable Object> finish() {
		flush();
		RuntimeException cause = this.firstFailure;
		if (cause == null) {
			return this.results;
		}
		RedisPipelineException ex = new RedisPipelineException(
				this.failures + " of " + this.commands + " commands of the pipeline failed", cause, this.results);
		this.failuresWithoutPlace.stream().filter((failure) -> failure != cause).forEach(ex::addSuppressed);
		throw ex;
	}

	void discard() {
		this.pipeline.discard();
	}

	/**
	 * Carries out what was added so far.
	 */
	void flush() {
		if (this.converters.isEmpty()) {
			return;
		}
		List<Outcome> outcomes = execute();
		for (int i = 0; i < outcomes.size(); i++) {
			settle(outcomes.get(i), this.converters.get(i));
		}
		this.converters.clear();
		this.queuedBytes = 0;
	}

	private List<Outcome> execute() {
		try {
			return this.pipeline.execute();
		}
		catch (ClusterClientException ex) {
			this.pipeline.discard();
			return this.converters.stream().map((converter) -> Outcome.failure(ex)).toList();
		}
	}

	private void settle(Outcome outcome, @Nullable Function<Reply, ?> converter) {
		try {
			Reply reply = outcome.reply();
			if (converter != null) {
				this.results.add(converter.apply(reply));
			}
		}
		catch (RuntimeException ex) {
			RuntimeException failure = failed(ex);
			if (converter != null) {
				this.results.add(failure);
			}
			else {
				this.failuresWithoutPlace.add(failure);
			}
		}
	}

	private RuntimeException failed(RuntimeException ex) {
		RuntimeException failure = ExceptionTranslator.translate(ex);
		this.failures++;
		if (this.firstFailure == null) {
			this.firstFailure = failure;
		}
		return failure;
	}

}
