package io.rediscluster.client.internal.execution;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.command.BoundCommand;
import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.connection.Exchange;
import io.rediscluster.client.internal.connection.LinkFailure;
import io.rediscluster.client.internal.connection.Links;
import io.rediscluster.client.internal.connection.Load;
import io.rediscluster.client.internal.resp.ErrorValue;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Carries out commands of single slots together for a caller that waits for all of them:
 * every node gets its share in one piece, all nodes before the first reply is awaited.
 * What does not succeed at the first attempt is handed to the {@link AsyncExecutor},
 * which knows redirects and retries. Thread safe.
 */
final class BatchExecutor {

	private final Links links;

	private final Navigator navigator;

	private final CallRules rules;

	private final AsyncExecutor async;

	private final Load load;

	BatchExecutor(Links links, Navigator navigator, CallRules rules, AsyncExecutor async, Load load) {
		this.links = links;
		this.navigator = navigator;
		this.rules = rules;
		this.async = async;
		this.load = load;
	}

	/**
	 * Tells whether a command can be carried out here: it has one slot, needs no
	 * connection of its own, no rule applies to it alone, and it is no script, of which a
	 * node may have to be sent the source.
	 */
	boolean takes(BoundCommand command) {
		return command.slot() >= 0 && command.connection() == Connection.SHARED && !this.rules.hasOwn(command)
				&& (command.spec().isKnown() || command.hasNamedKeys()) && !command.spec().isByDigest()
				&& !command.spec().isScripting();
	}

	/**
	 * Carries out commands.
	 * @param commands commands that it {@link #takes}
	 * @param readFrom where reads go
	 * @return their outcomes in order
	 * @throws ClusterClientException if the thread is interrupted; its status is set
	 */
	Outcome[] execute(List<BoundCommand> commands, ReadFrom readFrom) {
		Outcome[] outcomes = new Outcome[commands.size()];
		long started = System.nanoTime();
		if (commands.isEmpty()) {
			return outcomes;
		}
		Later later = new Later(started, readFrom);
		if (this.async.isReordering()) {
			// an earlier command of some slot is being tried again: its order decides
			for (int i = 0; i < outcomes.length; i++) {
				later.add(commands.get(i), i, null, null, null);
			}
			later.await(outcomes);
			return outcomes;
		}
		List<Batch> batches = share(commands, readFrom, later);
		int calls = this.load.begin();
		try {
			long deadline = started + this.rules.limit(commands.get(0));
			send(batches, deadline, this.load.isFew(calls));
			receive(batches);
		}
		finally {
			this.load.end();
			abandon(batches);
		}
		for (Batch batch : batches) {
			collect(batch, outcomes, later);
		}
		later.await(outcomes);
		return outcomes;
	}

	private List<Batch> share(List<BoundCommand> commands, ReadFrom readFrom, Later later) {
		// one snapshot for all, so that one slot has one batch
		Topology topology = this.navigator.topology();
		Map<Node, Batch> byNode = new IdentityHashMap<>();
		List<Batch> batches = new ArrayList<>();
		int capacity = Math.max(4, Math.min(64, commands.size() / 2));
		for (int i = 0; i < commands.size(); i++) {
			BoundCommand command = commands.get(i);
			Target target = this.navigator.firstTarget(topology, command, readFrom);
			if (target == null) {
				later.add(command, i, null, null, null);
				continue;
			}
			Batch batch = byNode.get(target.node());
			if (batch == null) {
				batch = new Batch(target, capacity);
				byNode.put(target.node(), batch);
				batches.add(batch);
			}
			batch.add(command, i);
		}
		return batches;
	}

	private void send(List<Batch> batches, long deadline, boolean few) {
		for (Batch batch : batches) {
			try {
				batch.exchange = this.links.of(batch.target.node(), batch.target.mode()).begin(batch, deadline, few);
			}
			catch (LinkFailure ex) {
				batch.failure = ex;
			}
		}
	}

	private static void receive(List<Batch> batches) {
		for (Batch batch : batches) {
			Exchange exchange = batch.exchange;
			if (exchange == null) {
				continue;
			}
			batch.exchange = null;
			try {
				batch.answered(exchange.await());
			}
			catch (LinkFailure ex) {
				batch.failure = ex;
				if (ex.kind() == LinkFailure.Kind.INTERRUPTED) {
					throw new ClusterClientException("The thread was interrupted while it waited for a pipeline;"
							+ " commands of it that were sent may be carried out");
				}
			}
		}
	}

	/** Gives up what was sent and not awaited, because something ended the call. */
	private static void abandon(List<Batch> batches) {
		for (Batch batch : batches) {
			if (batch.exchange != null) {
				batch.exchange.abandon();
			}
		}
	}

	private static void collect(Batch batch, Outcome[] outcomes, Later later) {
		for (int i = 0; i < batch.size(); i++) {
			Object value = batch.reply(i);
			if (value == Batch.MISSING || value instanceof ErrorValue) {
				later.add(batch.command(i), batch.place(i), batch.target,
						(value instanceof ErrorValue error) ? error : null, batch.failure);
			}
			else {
				outcomes[batch.place(i)] = Outcome.success(Reply.of(value));
			}
		}
	}

	/**
	 * What is left to the asynchronous executor, in order.
	 */
	private final class Later {

		private final long started;

		private final ReadFrom readFrom;

		private final List<Item> items = new ArrayList<>(0);

		Later(long started, ReadFrom readFrom) {
			this.started = started;
			this.readFrom = readFrom;
		}

		void add(BoundCommand command, int place, @Nullable Target target, @Nullable ErrorValue error,
				@Nullable LinkFailure failure) {
			this.items.add(new Item(command, place, target, error, failure));
		}

		void await(Outcome[] outcomes) {
			if (this.items.isEmpty()) {
				return;
			}
			Gathering gathering = new Gathering(this.items.size());
			for (int i = 0; i < this.items.size(); i++) {
				Item item = this.items.get(i);
				Progress progress = BatchExecutor.this.rules.begin(item.command, this.readFrom, null, this.started);
				AsyncExecution execution = gathering.execution(i, progress);
				if (item.target == null) {
					BatchExecutor.this.async.start(execution);
					continue;
				}
				progress.attempt(item.target);
				BatchExecutor.this.async.resume(execution, item.error, item.failure);
			}
			List<Outcome> results = gathering.await();
			for (int i = 0; i < this.items.size(); i++) {
				outcomes[this.items.get(i).place] = results.get(i);
			}
		}

	}

	/**
	 * A command that did not succeed at once.
	 *
	 * @param command the command
	 * @param place its place among all
	 * @param target where it was sent, or {@code null} if no node was known
	 * @param error the reply, or {@code null}
	 * @param failure why there is none, or {@code null}
	 */
	private record Item(BoundCommand command, int place, @Nullable Target target, @Nullable ErrorValue error,
			@Nullable LinkFailure failure) {
	}

}
