package io.rediscluster.boot.observation;

import java.util.List;
import java.util.Optional;

import io.rediscluster.client.Command;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Transaction;

/**
 * A transaction whose reads are observed one by one, and whose end is one operation.
 * Confined to one thread.
 */
final class ObservedTransaction implements Transaction {

	private final Transaction transaction;

	private final ObservedClusterClient client;

	ObservedTransaction(Transaction transaction, ObservedClusterClient client) {
		this.transaction = transaction;
		this.client = client;
	}

	@Override
	public Transaction watch(Object... keys) {
		this.transaction.watch(keys);
		return this;
	}

	@Override
	public Transaction unwatch() {
		this.transaction.unwatch();
		return this;
	}

	@Override
	public Reply execute(Command command) {
		return this.client.observation(command.name(), 1).observe(() -> this.transaction.execute(command));
	}

	@Override
	public Transaction multi() {
		this.transaction.multi();
		return this;
	}

	@Override
	public Transaction add(Command command) {
		this.transaction.add(command);
		return this;
	}

	@Override
	public int size() {
		return this.transaction.size();
	}

	@Override
	public Transaction discard() {
		this.transaction.discard();
		return this;
	}

	@Override
	public Optional<List<Reply>> exec() {
		return this.client.observation("MULTI", this.transaction.size()).observe(this.transaction::exec);
	}

	@Override
	public void close() {
		this.transaction.close();
	}

}
