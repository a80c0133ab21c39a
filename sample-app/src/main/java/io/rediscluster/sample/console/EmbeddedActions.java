package io.rediscluster.sample.console;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.sample.console.FeedEntry.Kind;
import io.rediscluster.sample.console.FeedEntry.Level;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerReplyException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;

/**
 * What a visitor may do to the embedded cluster. Refuses everything where the application
 * uses the user's own. Thread safe.
 */
@Component
class EmbeddedActions {

	private static final Log logger = LogFactory.getLog(EmbeddedActions.class);

	/** As many as the page has colours for; each has two processes. */
	static final int MAX_SHARDS = 8;

	/** Often enough to see it move, seldom enough not to slow it down. */
	private static final int SLOTS_AT_ONCE = 16;

	/**
	 * Some times the two seconds after which the embedded cluster notices a dead node.
	 */
	private static final Duration SUCCESSION = Duration.ofSeconds(15);

	private static final Duration LOOK_EVERY = Duration.ofMillis(200);

	private final EmbeddedNodes nodes;

	private final ClusterConnectionFactory connections;

	private final ShardLabels labels;

	private final Jobs jobs;

	private final Feed feed;

	private final ExecutorService starter;

	EmbeddedActions(EmbeddedNodes nodes, ClusterConnectionFactory connections, ShardLabels labels, Jobs jobs,
			Feed feed) {
		this.nodes = nodes;
		this.connections = connections;
		this.labels = labels;
		this.jobs = jobs;
		this.feed = feed;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("console-starter-");
		threads.setDaemon(true);
		this.starter = Executors.newSingleThreadExecutor(threads);
	}

	/** Tells whether there is anything to act on. */
	boolean areOffered() {
		return this.nodes.cluster() != null;
	}

	/** Ends a process without a warning. */
	void kill(String address) {
		EmbeddedNode node = node(address);
		if (!node.isRunning()) {
			throw new ActionRefusedException(address + " is dead already.");
		}
		refuseWhileStarting(address);
		signal(node::kill);
		tell(Level.BAD, "Killed " + address);
	}

	/** Stops a process: its connections stay open, and it answers nothing. */
	void freeze(String address) {
		EmbeddedNode node = node(address);
		if (!node.isRunning()) {
			throw new ActionRefusedException(address + " is dead; only a node that runs can be frozen.");
		}
		if (node.isPaused()) {
			throw new ActionRefusedException(address + " is frozen already.");
		}
		refuseWhileStarting(address);
		signal(node::pause);
		tell(Level.BAD, "Froze " + address);
	}

	/** Lets a frozen process go on, and starts a dead one again. */
	void revive(String address) {
		EmbeddedNode node = node(address);
		if (node.isPaused()) {
			signal(node::resume);
			tell(Level.GOOD, "Let " + address + " go on");
			return;
		}
		boolean starting = this.nodes.state(address) == NodeState.STARTING;
		if (!starting && node.isRunning()) {
			throw new ActionRefusedException(address + " runs; there is nothing to revive.");
		}
		if (starting || !this.nodes.beginStart(address)) {
			throw new ActionRefusedException(address + " is being started already.");
		}
		tell(Level.INFO, "Starting " + address + " again");
		this.starter.execute(() -> start(node));
	}

	/** Two visitors may act at once: the process may have ended just before. */
	private static void signal(Runnable signal) {
		try {
			signal.run();
		}
		catch (IllegalStateException ex) {
			throw new ActionRefusedException("It could not be done: " + ex.getMessage() + ".");
		}
	}

	private void start(EmbeddedNode node) {
		try {
			awaitSuccessor(node);
			node.restart();
			followSuccessor(node);
			tell(Level.GOOD, node.address() + " runs again");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException ex) {
			logger.warn(node.address() + " does not start: " + ex.getMessage());
			tell(Level.BAD, node.address() + " does not start: " + ex.getMessage());
		}
		finally {
			this.nodes.endStart(node.address());
		}
	}

	/**
	 * Gives a replica the time to take over. A primary that comes back sooner comes back
	 * empty, since nothing here is kept on disk, and its replica would follow it in that.
	 */
	private void awaitSuccessor(EmbeddedNode node) throws InterruptedException {
		String id = node.id();
		long end = System.nanoTime() + SUCCESSION.toNanos();
		while (System.nanoTime() - end < 0 && hasHeir(id)) {
			Thread.sleep(LOOK_EVERY.toMillis());
		}
	}

	/** Tells whether a replica still follows the node, and so may take over. */
	private boolean hasHeir(String id) {
		EmbeddedCluster cluster = cluster();
		return cluster.nodes()
			.stream()
			.filter((node) -> node.isRunning() && !node.isPaused())
			.anyMatch((node) -> follows(node, id));
	}

	private static boolean follows(EmbeddedNode node, String id) {
		try {
			return node.text("CLUSTER", "NODES").lines().anyMatch((line) -> line.contains("myself,slave " + id + " "));
		}
		catch (UncheckedIOException ex) {
			// it ended just now
			return false;
		}
	}

	/**
	 * Has a former primary follow its successor. It does so by itself only where the
	 * successor has got no other slots meanwhile, since replicas stay with their shards.
	 */
	private void followSuccessor(EmbeddedNode node) throws InterruptedException {
		String id = node.id();
		String label = this.labels.of(id);
		String successor = client().topology()
			.shards()
			.stream()
			.filter((shard) -> shard.slotCount() > 0 && Objects.equals(label, this.labels.of(shard.primary().id())))
			.map((shard) -> shard.primary().id())
			.findFirst()
			.orElse(id);
		long end = System.nanoTime() + SUCCESSION.toNanos();
		while (!successor.equals(id) && System.nanoTime() - end < 0 && isPrimary(node)) {
			try {
				node.command("CLUSTER", "REPLICATE", successor);
				return;
			}
			catch (ServerReplyException ex) {
				// it has yet to learn that its slots are another's
				Thread.sleep(LOOK_EVERY.toMillis());
			}
		}
	}

	private static boolean isPrimary(EmbeddedNode node) {
		return node.text("CLUSTER", "NODES").lines().anyMatch((line) -> line.contains("myself,master"));
	}

	/** Begins to move slots from one shard to another. */
	void migrate(String from, String to, int count) {
		cluster();
		Topology topology = client().refresh();
		Shard source = shard("from", from, topology);
		Shard target = shard("to", to, topology);
		if (from.equals(to)) {
			throw new InvalidFieldException("to", "must be another shard than 'from'");
		}
		if (count > source.slotCount()) {
			throw new ActionRefusedException(
					"Shard " + from + " owns " + EventFeed.counted(source.slotCount(), "slot") + ".");
		}
		begin("Move " + EventFeed.counted(count, "slot") + " from shard " + from + " to shard " + to,
				SlotPlan.move(source, target, count));
	}

	/** Begins to give all shards as many slots. */
	void rebalance() {
		cluster();
		List<SlotPlan.Move> moves = SlotPlan.even(client().refresh().shards(),
				(primary) -> this.nodes.state(primary.address().toString()) == null);
		if (moves.isEmpty()) {
			throw new ActionRefusedException("Every shard owns as many slots as the others already.");
		}
		begin("Spread the slots evenly", moves);
	}

	private void begin(String title, List<SlotPlan.Move> moves) {
		int total = moves.stream().mapToInt(SlotPlan.Move::count).sum();
		this.jobs.begin(title, total, (progress) -> {
			int done = 0;
			for (SlotPlan.Move move : moves) {
				for (SlotPlan.Move part : move.parts(SLOTS_AT_ONCE)) {
					client().admin().moveSlots(part.target(), part.slots().toArray(SlotRange[]::new));
					done += part.count();
					progress.done(done);
				}
			}
		});
	}

	/** Begins to add a primary without slots and a replica of it. */
	void addShard() {
		EmbeddedCluster cluster = cluster();
		// processes, dead ones too: those of a shard that was emptied stay
		if (cluster.nodes().size() >= 2 * MAX_SHARDS) {
			throw new ActionRefusedException(
					"There are " + cluster.nodes().size() + " nodes; that is enough for one machine.");
		}
		this.jobs.begin("Add a shard", 2, (progress) -> {
			EmbeddedNode primary = cluster.addNode();
			progress.done(1);
			cluster.addReplica(primary);
			client().refresh();
		});
	}

	private EmbeddedCluster cluster() {
		EmbeddedCluster cluster = this.nodes.cluster();
		if (cluster == null) {
			throw new ActionRefusedException(
					"This is your own cluster: the console only looks. Start the sample without a configured cluster to act.");
		}
		return cluster;
	}

	private EmbeddedNode node(String address) {
		cluster();
		EmbeddedNode node = this.nodes.at(address);
		if (node == null) {
			throw new InvalidFieldException("node", "must be the address of a node");
		}
		return node;
	}

	private Shard shard(String field, String label, Topology topology) {
		this.labels.learn(topology);
		return topology.shards()
			.stream()
			.filter((shard) -> label.equals(this.labels.of(shard.primary().id())))
			.findFirst()
			.orElseThrow(() -> new InvalidFieldException(field, "must be the letter of a shard"));
	}

	private void refuseWhileStarting(String address) {
		if (this.nodes.state(address) == NodeState.STARTING) {
			throw new ActionRefusedException(address + " is being started; wait until it runs.");
		}
	}

	private ClusterClient client() {
		return this.connections.getClient();
	}

	private void tell(Level level, String text) {
		this.feed.add(Kind.ACTION, level, text);
	}

	@EventListener
	void onClosed(ContextClosedEvent event) {
		this.starter.shutdownNow();
	}

}
