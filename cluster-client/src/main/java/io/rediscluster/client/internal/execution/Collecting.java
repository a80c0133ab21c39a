package io.rediscluster.client.internal.execution;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Reply;
import org.jspecify.annotations.Nullable;

/**
 * The outcomes of commands that are carried out together, handed on when the last one is
 * there. Thread safe.
 */
final class Collecting {

	private final Outcome[] outcomes;

	private final AtomicInteger open;

	private final Consumer<List<Outcome>> complete;

	Collecting(int size, Consumer<List<Outcome>> complete) {
		this.outcomes = new Outcome[size];
		this.open = new AtomicInteger(size);
		this.complete = complete;
	}

	/**
	 * Makes the execution whose outcome has an index.
	 */
	AsyncExecution execution(int index, Progress progress) {
		return new AsyncExecution(progress) {

			@Override
			void succeeded(@Nullable Object value) {
				set(index, Outcome.success(Reply.of(value)));
			}

			@Override
			void failed(ClusterClientException failure) {
				set(index, Outcome.failure(failure));
			}

		};
	}

	private void set(int index, Outcome outcome) {
		this.outcomes[index] = outcome;
		if (this.open.decrementAndGet() == 0) {
			this.complete.accept(Arrays.asList(this.outcomes));
		}
	}

}
