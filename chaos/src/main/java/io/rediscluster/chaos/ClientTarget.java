package io.rediscluster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

import io.rediscluster.chaos.Write.Fate;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Command;
import io.rediscluster.client.Credentials;
import io.rediscluster.client.NotReplicatedException;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Pipeline;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Script;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.Transaction;
import io.rediscluster.test.RedisBinary;
import org.jspecify.annotations.Nullable;

/**
 * This project's client under load, in all its modes.
 */
public final class ClientTarget implements Target {

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private static final Duration REPLICATION_TIMEOUT = Duration.ofSeconds(1);

	private static final Script INCREMENT = Script.of("return redis.call('INCR', KEYS[1])");

	private final ClusterClient client;

	private final @Nullable PubSubWatch pubSub;

	private ClientTarget(ClusterClient client) {
		this.client = client;
		// sharded channels came with Redis 7
		this.pubSub = RedisBinary.find().isAtLeast(7, 0) ? new PubSubWatch(client) : null;
	}

	/**
	 * Connects.
	 * @param stage the cluster
	 * @return the client
	 */
	public static ClientTarget connect(Stage stage) {
		ClusterClientOptions.Builder options = ClusterClientOptions.builder()
			.seeds(stage.cluster().announcedSeeds().toArray(String[]::new))
			.timeout(TIMEOUT);
		if (stage.fault().readsReplicas()) {
			options.readFrom(ReadFrom.REPLICA_PREFERRED);
		}
		if (stage.password() != null) {
			options.credentials(() -> new Credentials(Fault.USER, String.valueOf(stage.password())));
		}
		return new ClientTarget(ClusterClient.connect(options.build()));
	}

	@Override
	public Set<Mode> modes() {
		return EnumSet.allOf(Mode.class);
	}

	@Override
	public @Nullable Exception perform(Mode mode, List<Write> writes) {
		return switch (mode) {
			case DIRECT -> direct(writes.get(0), command(writes.get(0)), Fate.ACKNOWLEDGED);
			case REPLICATED ->
				direct(writes.get(0), command(writes.get(0)).replicated(1, REPLICATION_TIMEOUT), Fate.REPLICATED);
			case PIPELINED -> pipelined(writes);
			case ASYNCHRONOUS -> asynchronous(writes);
			case TRANSACTIONAL -> transaction(writes.get(0));
		};
	}

	private static Command command(Write write) {
		return switch (write.operation()) {
			// every third one by a script, which nodes that took over have to be given
			// first
			case INCREMENT ->
				(write.number() % 3 == 0) ? INCREMENT.call(List.of(write.key())) : Command.of("INCR", write.key());
			case APPEND -> Command.of("APPEND", write.key(), write.number() + ",");
			case PUSH -> Command.of("RPUSH", write.key(), write.number());
			case PUT -> Command.of("SET", write.key(), write.number());
			case PAIR -> throw new IllegalArgumentException("a pair is no single command");
		};
	}

	private @Nullable Exception direct(Write write, Command command, Fate success) {
		try {
			this.client.execute(command);
			write.ended(success);
			return null;
		}
		catch (ClusterClientException ex) {
			write.ended(fate(ex));
			return ex;
		}
	}

	private @Nullable Exception pipelined(List<Write> writes) {
		Pipeline pipeline = this.client.pipeline();
		writes.forEach((write) -> pipeline.add(command(write)));
		List<Outcome> outcomes = pipeline.execute();
		Exception last = null;
		for (int i = 0; i < writes.size(); i++) {
			ClusterClientException failure = outcomes.get(i).failure();
			writes.get(i).ended((failure == null) ? Fate.ACKNOWLEDGED : fate(failure));
			last = (failure == null) ? last : failure;
		}
		return last;
	}

	private @Nullable Exception asynchronous(List<Write> writes) {
		List<CompletionStage<Reply>> stages = new ArrayList<>(writes.size());
		writes.forEach((write) -> stages.add(this.client.executeAsync(command(write))));
		Exception last = null;
		for (int i = 0; i < writes.size(); i++) {
			try {
				stages.get(i).toCompletableFuture().join();
				writes.get(i).ended(Fate.ACKNOWLEDGED);
			}
			catch (CompletionException ex) {
				if (!(ex.getCause() instanceof ClusterClientException failure)) {
					throw ex;
				}
				writes.get(i).ended(fate(failure));
				last = failure;
			}
		}
		return last;
	}

	private @Nullable Exception transaction(Write write) {
		try (Transaction transaction = this.client.transaction()) {
			if (write.number() % 2 == 0) {
				transaction.watch(write.key());
			}
			transaction.multi().add("RPUSH", write.key(), write.number()).add("INCR", write.counterKey());
			Optional<List<Reply>> replies = transaction.exec();
			// nobody else writes these keys: empty means that the watch became uncertain
			write.ended(replies.isPresent() ? Fate.ACKNOWLEDGED : Fate.FAILED);
			return null;
		}
		catch (ClusterClientException ex) {
			write.ended(fate(ex));
			return ex;
		}
	}

	/** Takes the client at its word: what may be repeated was not applied. */
	private static Fate fate(ClusterClientException ex) {
		if (ex instanceof NotReplicatedException) {
			return Fate.ACKNOWLEDGED;
		}
		return (ex.mayRepeat() || ex instanceof ServerErrorException) ? Fate.FAILED : Fate.UNKNOWN;
	}

	@Override
	public @Nullable String read(String key) {
		return this.client.execute("GET", key).asString();
	}

	@Override
	public List<String> pubSubTroubles() {
		PubSubWatch pubSub = this.pubSub;
		return (pubSub != null) ? pubSub.troubles() : List.of();
	}

	@Override
	public void close() {
		try (this.client) {
			if (this.pubSub != null) {
				this.pubSub.close();
			}
		}
	}

}
