package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.Transaction;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of one connection: what it watches, the commands behind MULTI, and how
 * their results are made. For one thread.
 */
final class TransactionQueue {

	private final Transaction transaction;

	private final boolean convertResults;

	/** Of each command, in order; {@code null} for one without result. */
	private final List<@Nullable Function<Reply, ?>> converters = new ArrayList<>();

	private boolean queueing;

	TransactionQueue(ClusterClient client, boolean convertResults) {
		this.transaction = client.transaction();
		this.convertResults = convertResults;
	}

	boolean isQueueing() {
		return this.queueing;
	}

	void watch(byte[]... keys) {
		this.transaction.watch((Object[]) keys);
	}

	/**
	 * Carries a command out at once; reads see what is watched.
	 */
	Reply execute(Command command) {
		return this.transaction.execute(command);
	}

	void multi() {
		this.transaction.multi();
		this.queueing = true;
	}

	void add(Command command) {
		this.transaction.add(command);
		this.converters.add(null);
	}

	void add(Command command, Function<Reply, ?> converter) {
		this.transaction.add(command);
		this.converters.add(this.convertResults ? converter : PlainResult::of);
	}

	/**
	 * Carries out the commands.
	 * @return one result per command that has one, or {@code null} if a watched key
	 * changed
	 * @throws ServerErrorException if a command failed; the others were carried out
	 */
	@Nullable List<@Nullable Object> exec() {
		Optional<List<Reply>> replies = this.transaction.exec();
		return replies.isPresent() ? results(replies.get()) : null;
	}

	private List<@Nullable Object> results(List<Reply> replies) {
		for (Reply reply : replies) {
			String error = reply.errorMessage();
			if (error != null) {
				throw new ServerErrorException(error);
			}
		}
		List<@Nullable Object> results = new ArrayList<>(replies.size());
		for (int i = 0; i < replies.size(); i++) {
			Function<Reply, ?> converter = this.converters.get(i);
			if (converter != null) {
				results.add(converter.apply(replies.get(i)));
			}
		}
		return results;
	}

	/**
	 * Drops what was not carried out and watches nothing any more.
	 */
	void close() {
		this.transaction.close();
	}

}
