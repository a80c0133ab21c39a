package io.rediscluster.spring.data;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClusterAdmin;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.Command;
import io.rediscluster.client.CrossSlotOperations;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.NodeSelection;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Pipeline;
import io.rediscluster.client.PubSubListener;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.Scan;
import io.rediscluster.client.ScanIterator;
import io.rediscluster.client.Subscription;
import io.rediscluster.client.Transaction;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;

/**
 * A client without servers: writes down what it is asked and answers what it was told to.
 * Knows three shards, primaries at ports 7000 to 7002, each with a replica at 7003 to
 * 7005.
 * <p>
 * Answers are given in the order of {@link #answer}; a {@link ClusterClientException} is
 * thrown. Without one left the answer is {@code OK}. Not thread safe.
 * <p>
 * One class although it is long: a client is this wide, and its scans, pipelines and
 * transactions write into the same recording.
 */
final class RecordingClusterClient implements ClusterClient {

	private final Recording recording;

	private final ReadFrom readFrom;

	RecordingClusterClient() {
		this(new Recording(), ReadFrom.PRIMARY);
	}

	private RecordingClusterClient(Recording recording, ReadFrom readFrom) {
		this.recording = recording;
		this.readFrom = readFrom;
	}

	/**
	 * Adds answers, each a reply's value ({@link Reply#of}) or an exception.
	 */
	RecordingClusterClient answer(Object... answers) {
		for (Object answer : answers) {
			this.recording.answers.add(answer);
		}
		return this;
	}

	/**
	 * Adds a null reply.
	 */
	RecordingClusterClient answerNull() {
		this.recording.answers.add(Reply.of(null));
		return this;
	}

	/**
	 * Sets what a node answers when it is asked by choice.
	 */
	RecordingClusterClient answerAt(int port, Object answer) {
		this.recording.nodeAnswers.put(port, answer);
		return this;
	}

	/**
	 * Returns what was sent, in order: a command as its words, a pipeline as
	 * {@code pipeline[...]}, a request to chosen nodes as {@code on[ports] ...}.
	 */
	List<String> sent() {
		return this.recording.sent;
	}

	/**
	 * Returns the commands that were sent, each once.
	 */
	List<Command> commands() {
		return this.recording.commands;
	}

	ReadFrom readFrom() {
		return this.readFrom;
	}

	int closed() {
		return this.recording.closed;
	}

	int transactionsClosed() {
		return this.recording.transactionsClosed;
	}

	int refreshes() {
		return this.recording.refreshes;
	}

	/**
	 * Sets the topology that the next refresh finds.
	 */
	void topologyAfterRefresh(Topology topology) {
		this.recording.refreshed = topology;
	}

	@Override
	public Reply execute(Command command) {
		this.recording.commands.add(command);
		this.recording.sent.add(text(command));
		return this.recording.next().reply();
	}

	@Override
	public CompletionStage<Reply> executeAsync(Command command) {
		try {
			return CompletableFuture.completedFuture(execute(command));
		}
		catch (ClusterClientException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public NodeSelection on(Nodes nodes) {
		return (command) -> {
			Collection<Node> chosen = nodes.select(topology());
			if (chosen.isEmpty()) {
				throw new ClusterUnavailableException("no node chosen",
						new CallDetails(command.name(), Command.NO_SLOT, null, 0, Duration.ZERO, false, true), null);
			}
			this.recording.commands.add(command);
			this.recording.sent
				.add("on" + chosen.stream().map((node) -> node.address().port()).toList() + " " + text(command));
			Map<Node, Outcome> outcomes = new LinkedHashMap<>();
			for (Node node : chosen) {
				Object answer = this.recording.nodeAnswers.get(node.address().port());
				outcomes.put(node, (answer != null) ? outcome(answer) : this.recording.next());
			}
			return new NodeReplies(outcomes, (all) -> all.values().iterator().next().reply());
		};
	}

	@Override
	public ScanIterator<Reply> scan(Scan scan) {
		return new RecordingScan<>("scan", scan, (reply) -> reply);
	}

	@Override
	public ScanIterator<Reply> scan(Nodes nodes, Scan scan) {
		return new RecordingScan<>(
				"scan" + nodes.select(topology()).stream().map((node) -> node.address().port()).toList(), scan,
				(reply) -> reply);
	}

	@Override
	public ScanIterator<Reply> scanSet(Object key, Scan scan) {
		return new RecordingScan<>("scanSet " + text(key), scan, (reply) -> reply);
	}

	@Override
	public ScanIterator<Map.Entry<Reply, Reply>> scanHash(Object key, Scan scan) {
		return new RecordingScan<>("scanHash " + text(key), scan,
				(pair) -> Map.entry(pair.asList().get(0), pair.asList().get(1)));
	}

	@Override
	public ScanIterator<Map.Entry<Reply, Double>> scanSortedSet(Object key, Scan scan) {
		return new RecordingScan<>("scanSortedSet " + text(key), scan,
				(pair) -> Map.entry(pair.asList().get(0), pair.asList().get(1).asDouble()));
	}

	@Override
	public Subscription subscribe(PubSubListener listener) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Pipeline pipeline() {
		return new RecordingPipeline();
	}

	/**
	 * Returns a transaction over the same recording: commands before MULTI as they are,
	 * the block as {@code transaction[...]}, answered by an {@code Object[]} of the
	 * replies or by a null reply for a changed watch.
	 */
	@Override
	public Transaction transaction() {
		return new RecordingTransaction();
	}

	@Override
	public RecordingClusterClient withReadFrom(ReadFrom readFrom) {
		return new RecordingClusterClient(this.recording, readFrom);
	}

	@Override
	public ClusterAdmin admin() {
		throw new UnsupportedOperationException();
	}

	@Override
	public CrossSlotOperations crossSlot() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Topology topology() {
		return this.recording.topology;
	}

	@Override
	public Topology refresh() {
		this.recording.refreshes++;
		this.recording.topology = this.recording.refreshed;
		return this.recording.topology;
	}

	@Override
	public ClientStats stats() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void close() {
		this.recording.closed++;
	}

	static Node primary(int port) {
		HostAndPort address = new HostAndPort("127.0.0.1", port);
		return new Node(id(port), address, address, NodeRole.PRIMARY, null, 1, Set.of("master"));
	}

	static Node replica(int port, Node primary) {
		HostAndPort address = new HostAndPort("127.0.0.1", port);
		return new Node(id(port), address, address, NodeRole.REPLICA, primary.id(), 1, Set.of("slave"));
	}

	static String id(int port) {
		return Integer.toString(port).repeat(10);
	}

	private static Topology threeShards() {
		return new Topology(1, List.of(
				new Shard(0, primary(7000), List.of(replica(7003, primary(7000))), List.of(new SlotRange(0, 5460))),
				new Shard(1, primary(7001), List.of(replica(7004, primary(7001))), List.of(new SlotRange(5461, 10922))),
				new Shard(2, primary(7002), List.of(replica(7005, primary(7002))),
						List.of(new SlotRange(10923, 16383)))));
	}

	private static String text(Object key) {
		return (key instanceof byte[] bytes) ? new String(bytes, StandardCharsets.UTF_8) : key.toString();
	}

	private static String text(Command command) {
		StringBuilder text = new StringBuilder(command.name().split(" ")[0]);
		for (int i = 0; i < command.argumentCount(); i++) {
			text.append(' ').append(new String(command.argument(i), StandardCharsets.UTF_8));
		}
		return text.toString();
	}

	private static Outcome outcome(Object answer) {
		if (answer instanceof ClusterClientException failure) {
			return Outcome.failure(failure);
		}
		return Outcome.success((answer instanceof Reply reply) ? reply : Reply.of(answer));
	}

	private static final class Recording {

		private final Deque<Object> answers = new ArrayDeque<>();

		private final Map<Integer, Object> nodeAnswers = new HashMap<>();

		private final List<Command> commands = new ArrayList<>();

		private final List<String> sent = new ArrayList<>();

		private Topology topology = threeShards();

		private Topology refreshed = this.topology;

		private int refreshes;

		private int closed;

		private int transactionsClosed;

		private Outcome next() {
			return outcome(this.answers.isEmpty() ? "OK" : this.answers.remove());
		}

	}

	/**
	 * Takes each answer as one batch, an array of elements; {@code more} as its last
	 * element says that there is another one.
	 */
	private final class RecordingScan<T> implements ScanIterator<T> {

		private final String what;

		private final Function<Reply, T> element;

		private boolean done;

		RecordingScan(String what, Scan scan, Function<Reply, T> element) {
			byte[] pattern = scan.pattern();
			this.what = what + " " + ((pattern != null) ? new String(pattern, StandardCharsets.UTF_8) : "all") + " "
					+ scan.count() + ((scan.type() != null) ? " " + scan.type() : "");
			this.element = element;
		}

		@Override
		public List<T> nextBatch() {
			RecordingClusterClient.this.recording.sent.add(this.what);
			List<Reply> batch = RecordingClusterClient.this.recording.next().reply().asList();
			this.done = batch.isEmpty() || !"more".equals(batch.get(batch.size() - 1).toObject() instanceof byte[] bytes
					? new String(bytes, StandardCharsets.UTF_8) : null);
			return batch.subList(0, this.done ? batch.size() : batch.size() - 1).stream().map(this.element).toList();
		}

		@Override
		public boolean isDone() {
			return this.done;
		}

		@Override
		public boolean hasNext() {
			throw new UnsupportedOperationException();
		}

		@Override
		public T next() {
			throw new UnsupportedOperationException();
		}

		@Override
		public void close() {
			this.done = true;
			RecordingClusterClient.this.recording.sent.add("close");
		}

	}

	private final class RecordingPipeline implements Pipeline {

		private final List<Command> added = new ArrayList<>();

		@Override
		public Pipeline repair(boolean repair) {
			return this;
		}

		@Override
		public Pipeline add(Command command) {
			this.added.add(command);
			return this;
		}

		@Override
		public int size() {
			return this.added.size();
		}

		@Override
		public List<Outcome> execute() {
			Recording recording = RecordingClusterClient.this.recording;
			recording.commands.addAll(this.added);
			recording.sent.add(this.added.stream()
				.map(RecordingClusterClient::text)
				.collect(Collectors.joining(", ", "pipeline[", "]")));
			List<Outcome> outcomes = this.added.stream().map((command) -> recording.next()).toList();
			this.added.clear();
			return outcomes;
		}

		@Override
		public void discard() {
			this.added.clear();
		}

	}

	private final class RecordingTransaction implements Transaction {

		private final List<Command> added = new ArrayList<>();

		@Override
		public Transaction watch(Object... keys) {
			RecordingClusterClient.this.recording.sent.add(text(Command.of("WATCH", keys)));
			return this;
		}

		@Override
		public Transaction unwatch() {
			return discard();
		}

		@Override
		public Reply execute(Command command) {
			return RecordingClusterClient.this.execute(command);
		}

		@Override
		public Transaction multi() {
			return this;
		}

		@Override
		public Transaction add(Command command) {
			this.added.add(command);
			return this;
		}

		@Override
		public int size() {
			return this.added.size();
		}

		@Override
		public Transaction discard() {
			this.added.clear();
			return this;
		}

		@Override
		public Optional<List<Reply>> exec() {
			Recording recording = RecordingClusterClient.this.recording;
			recording.commands.addAll(this.added);
			recording.sent.add(this.added.stream()
				.map(RecordingClusterClient::text)
				.collect(Collectors.joining(", ", "transaction[", "]")));
			this.added.clear();
			Reply reply = recording.next().reply();
			return reply.isNull() ? Optional.empty() : Optional.of(reply.asList());
		}

		@Override
		public void close() {
			RecordingClusterClient.this.recording.transactionsClosed++;
		}

	}

}
