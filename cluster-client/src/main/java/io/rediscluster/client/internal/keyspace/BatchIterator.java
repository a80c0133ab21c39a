package io.rediscluster.client.internal.keyspace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

import io.rediscluster.client.ScanIterator;

/**
 * Hands out the elements of replies one by one. For one thread.
 *
 * @param <T> the type of the elements
 */
abstract class BatchIterator<T> implements ScanIterator<T> {

	private final Queue<T> pending = new ArrayDeque<>();

	private boolean ended;

	/**
	 * Asks a server once, and says {@link #end()} if that was the last time.
	 * @return the elements of its reply
	 */
	abstract List<T> fetch();

	/** Says that no request is left. */
	final void end() {
		this.ended = true;
	}

	@Override
	public final boolean hasNext() {
		while (this.pending.isEmpty() && !this.ended) {
			this.pending.addAll(fetch());
		}
		return !this.pending.isEmpty();
	}

	@Override
	public final T next() {
		if (!hasNext()) {
			throw new NoSuchElementException("the scan has ended");
		}
		return this.pending.remove();
	}

	@Override
	public final List<T> nextBatch() {
		if (this.pending.isEmpty()) {
			return this.ended ? List.of() : fetch();
		}
		List<T> batch = new ArrayList<>(this.pending);
		this.pending.clear();
		return batch;
	}

	@Override
	public final boolean isDone() {
		return this.ended && this.pending.isEmpty();
	}

	@Override
	public final void close() {
		this.ended = true;
		this.pending.clear();
	}

}
