package io.rediscluster.client;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.rediscluster.client.internal.DefaultClusterClient;
import io.rediscluster.client.topology.Topology;

/**
 * A client of one Redis Cluster. Thread safe: one instance serves a whole application,
 * for platform and virtual threads alike.
 *
 * <pre class="code">
 * try (var client = ClusterClient.connect(ClusterClientOptions.builder().seeds("10.0.0.1:7000").build())) {
 *     client.execute("SET", "user:1", "Ann");
 *     String name = client.execute("GET", "user:1").asString();
 * }
 * </pre>
 */
public interface ClusterClient extends AutoCloseable {

	/**
	 * Connects to a cluster: loads the topology from the first seed that answers.
	 * @param options where and how
	 * @return a client that knows the cluster
	 * @throws ClusterUnavailableException if no seed gave a topology within the start-up
	 * timeout; the message names each seed with its error
	 */
	static ClusterClient connect(ClusterClientOptions options) {
		return DefaultClusterClient.connect(options);
	}

	/**
	 * Connects to a cluster named by a URL, see {@link ClusterClientOptions#ofUrl}.
	 * @param url for example {@code rediss://app:secret@host:7000?read-from=any}
	 * @return a client that knows the cluster
	 * @throws IllegalArgumentException if the URL cannot be read
	 * @throws ClusterUnavailableException if no seed gave a topology within the start-up
	 * timeout
	 */
	static ClusterClient connect(String url) {
		return connect(ClusterClientOptions.ofUrl(url).build());
	}

	/**
	 * Carries out a command and waits for its reply.
	 * @param name the command, as in {@link Command#of}
	 * @param arguments byte arrays, strings or numbers
	 * @return the reply
	 * @throws ServerErrorException if the server answered with an error
	 * @throws CommandRefusedException if the command cannot be carried out rightly;
	 * nothing was sent
	 * @throws CommandTimeoutException if the timeout passed
	 * @throws CommandOutcomeUnknownException if the reply to a write was lost
	 * @throws ClusterClientException in all other cases
	 */
	default Reply execute(String name, Object... arguments) {
		return execute(Command.of(name, arguments));
	}

	/**
	 * Carries out a command and waits for its reply. A thread that is interrupted while
	 * it waits gets a {@link ClusterClientException} with its interrupt status set; the
	 * connection is not harmed.
	 * @param command the command
	 * @return the reply
	 * @throws ClusterClientException as {@link #execute(String, Object...)}
	 */
	Reply execute(Command command);

	/**
	 * Carries out a command without waiting. Commands that one thread submits are
	 * executed per slot in the order of submission; only one over several slots that is
	 * emulated has no place in that order. Never blocks on I/O; dependents run on a
	 * thread of the client and must not block it.
	 * @param command the command
	 * @return completes with the reply, or exceptionally with what
	 * {@link #execute(Command)} would throw
	 */
	CompletionStage<Reply> executeAsync(Command command);

	/**
	 * Sends commands to chosen nodes.
	 * @param nodes the choice, made anew for every command
	 * @return an executor for these nodes
	 */
	NodeSelection on(Nodes nodes);

	/**
	 * Walks over the keys of the whole cluster, on primaries. Every key that exists
	 * throughout is returned at least once, also while slots move and primaries fail over
	 * (except for what replication loses); more often only where a slot had to be walked
	 * over again, or where the server itself repeats a key because it resizes its tables.
	 * A pattern that begins with a hash tag, as in <code>{user:1}:*</code>, asks one
	 * node. Rests on {@code SCAN}, {@code CLUSTER NODES} and {@code INFO}, and on
	 * {@code CLUSTERSCAN} where servers have it.
	 * @param scan what to look for
	 * @return the walk; asks nothing yet
	 */
	ScanIterator<Reply> scan(Scan scan);

	/**
	 * Walks over the keys that are on chosen nodes, one node after another, replicas
	 * included; slots that move are not followed.
	 * @param nodes the choice, made now
	 * @param scan what to look for
	 * @return the walk; asks nothing yet
	 * @throws ClusterUnavailableException if the choice is empty
	 */
	ScanIterator<Reply> scan(Nodes nodes, Scan scan);

	/**
	 * Walks over the members of a set ({@code SSCAN}); begins again when the key goes to
	 * another node or process.
	 * @param key a string or a byte array
	 * @param scan what to look for
	 * @return the walk; asks nothing yet
	 */
	ScanIterator<Reply> scanSet(Object key, Scan scan);

	/**
	 * Walks over the fields and values of a hash ({@code HSCAN}); begins again when the
	 * key goes to another node or process.
	 * @param key a string or a byte array
	 * @param scan what to look for
	 * @return the walk; asks nothing yet
	 */
	ScanIterator<Map.Entry<Reply, Reply>> scanHash(Object key, Scan scan);

	/**
	 * Walks over the members and scores of a sorted set ({@code ZSCAN}); begins again
	 * when the key goes to another node or process.
	 * @param key a string or a byte array
	 * @param scan what to look for
	 * @return the walk; asks nothing yet
	 */
	ScanIterator<Map.Entry<Reply, Double>> scanSortedSet(Object key, Scan scan);

	/**
	 * Makes a subscription, without topics at first:
	 * {@code client.subscribe(listener).channels("news").start()}. Each has connections
	 * of its own.
	 * @param listener receives its messages
	 * @return a new subscription; open until it or the client is closed
	 * @throws ClusterUnavailableException if the client is closed
	 */
	Subscription subscribe(PubSubListener listener);

	/**
	 * Starts a pipeline.
	 * @return an empty pipeline, for one thread
	 */
	Pipeline pipeline();

	/**
	 * Begins a transaction. Must be closed.
	 * @return a new transaction, for one thread
	 */
	Transaction transaction();

	/**
	 * Carries out a transaction: commands of one slot, all at once or not at all.
	 * @param work watches and reads what it needs, then adds the commands after
	 * {@link Transaction#multi()}; runs once
	 * @return one reply per command; an empty list if the work added none; nothing if a
	 * watched key changed, and then nothing was carried out
	 * @throws ClusterClientException as {@link Transaction#exec()}, or what the work
	 * throws; nothing is carried out then
	 */
	default Optional<List<Reply>> transaction(Consumer<? super Transaction> work) {
		try (Transaction transaction = transaction()) {
			work.accept(transaction);
			return transaction.exec();
		}
	}

	/**
	 * Returns a view of this client that reads from somewhere else. It shares all
	 * connections; closing it closes nothing.
	 * @param readFrom where read-only commands go
	 * @return the view
	 */
	ClusterClient withReadFrom(ReadFrom readFrom);

	/**
	 * Returns what changes the cluster: moving slots while it serves, and other changes
	 * that take more than one command.
	 * @return the administration of this client's cluster
	 */
	ClusterAdmin admin();

	/**
	 * Returns what looks after elements that interrupted moves over two slots have left
	 * parked.
	 * @return the operations of this client's cluster
	 */
	CrossSlotOperations crossSlot();

	/**
	 * Returns the topology as the client knows it now.
	 * @return an immutable snapshot; does no I/O
	 */
	Topology topology();

	/**
	 * Loads the topology again and waits for it.
	 * @return the topology after the refresh
	 * @throws ClusterUnavailableException if no node gave one within the timeout
	 */
	Topology refresh();

	/**
	 * Returns figures about what the client has done and holds.
	 * @return an immutable snapshot; does no I/O
	 */
	ClientStats stats();

	/**
	 * Ends the client: waits a moment for calls in flight, closes all connections and
	 * stops all threads. Calls that are made or still wait afterwards end with
	 * {@link ClusterUnavailableException}. Idempotent.
	 */
	@Override
	void close();

}
