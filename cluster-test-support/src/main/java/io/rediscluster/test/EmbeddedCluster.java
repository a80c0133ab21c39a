package io.rediscluster.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * A real Redis Cluster of child processes on free loopback ports. Ready when every node
 * agrees on slots, replicas and state. Thread safe; tests that break nodes start a
 * cluster of their own, others share {@link #shared()}.
 */
public final class EmbeddedCluster implements AutoCloseable {

	private static final int SLOTS = 16384;

	private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

	private static @Nullable EmbeddedCluster shared;

	private final Builder settings;

	private final List<EmbeddedNode> nodes = new CopyOnWriteArrayList<>();

	private EmbeddedCluster(Builder settings) {
		this.settings = settings;
	}

	/**
	 * Returns the cluster of three primaries with a replica each that tests of this JVM
	 * share; it is started at the first call and ends with the JVM.
	 * @return the shared cluster
	 */
	public static synchronized EmbeddedCluster shared() {
		EmbeddedCluster cluster = shared;
		if (cluster == null) {
			cluster = builder().start();
			Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "embedded-cluster-close"));
			shared = cluster;
		}
		return cluster;
	}

	/**
	 * Starts the description of a cluster: three primaries with one replica each, no
	 * password.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	private void form() {
		int primaries = this.settings.primaries;
		int count = primaries * (1 + this.settings.replicasPerPrimary);
		for (int i = 0; i < count; i++) {
			this.nodes.add(newNode());
		}
		this.nodes.forEach(EmbeddedNode::start);
		this.nodes.forEach((node) -> node.awaitAnswer(READY_TIMEOUT));
		for (int i = 0; i < count; i++) {
			EmbeddedNode node = this.nodes.get(i);
			node.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
			if (i < primaries) {
				addSlots(node, i * SLOTS / primaries, (i + 1) * SLOTS / primaries - 1);
			}
			if (i > 0) {
				meet(this.nodes.get(0), node);
			}
		}
		awaitKnown(count);
		for (int i = primaries; i < count; i++) {
			this.nodes.get(i).command("CLUSTER", "REPLICATE", this.nodes.get(i % primaries).id());
		}
		awaitAgreement(READY_TIMEOUT);
	}

	private EmbeddedNode newNode() {
		int port = FreePorts.next();
		List<String> arguments = new ArrayList<>(
				List.of("--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout",
						Long.toString(this.settings.nodeTimeout.toMillis()), "--repl-diskless-sync-delay", "0",
						"--enable-debug-command", "local", "--cluster-announce-ip", "127.0.0.1"));
		if (!RedisBinary.find().isAtLeast(7, 0)) {
			arguments.removeAll(List.of("--enable-debug-command", "local"));
		}
		if (!this.settings.config.containsKey("save")) {
			arguments.addAll(List.of("--save", ""));
		}
		String password = this.settings.password;
		if (password != null) {
			arguments.addAll(List.of("--requirepass", password, "--masterauth", password));
		}
		int announced = this.settings.announcePort.applyAsInt(port);
		if (announced != port) {
			arguments.addAll(List.of("--cluster-announce-port", Integer.toString(announced),
					"--cluster-announce-bus-port", Integer.toString(port + 10_000)));
		}
		this.settings.config.forEach((name, value) -> {
			arguments.add("--" + name);
			arguments.addAll(Arrays.asList(value));
		});
		return new EmbeddedNode(RedisBinary.find(), port, arguments, password);
	}

	private static void addSlots(EmbeddedNode node, int first, int last) {
		try {
			node.command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(first), Integer.toString(last));
		}
		catch (ServerReplyException ex) {
			// Redis 6.2 does not know ranges
			List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
			for (int slot = first; slot <= last; slot++) {
				words.add(Integer.toString(slot));
			}
			node.command(words.toArray(String[]::new));
		}
	}

	private static void meet(EmbeddedNode known, EmbeddedNode other) {
		known.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(other.port()),
				Integer.toString(other.port() + 10_000));
	}

	private void awaitKnown(int count) {
		Await.until("all nodes know each other", READY_TIMEOUT,
				() -> running().stream()
					.allMatch((node) -> node.text("CLUSTER", "INFO").contains("cluster_known_nodes:" + count)
							&& !node.text("CLUSTER", "NODES").contains("handshake")));
	}

	/**
	 * Waits until all running nodes say that the cluster is ok, agree on every slot's
	 * owner, and replicas follow their primaries.
	 * @param timeout the limit
	 */
	public void awaitAgreement(Duration timeout) {
		Await.until("all nodes agree", timeout, this::isAgreed);
	}

	private boolean isAgreed() {
		String view = null;
		for (EmbeddedNode node : running()) {
			if (!node.text("CLUSTER", "INFO").contains("cluster_state:ok")) {
				return false;
			}
			String own = ownership(node.text("CLUSTER", "NODES"));
			if (view != null && !view.equals(own)) {
				return false;
			}
			view = own;
			String replication = node.text("INFO", "replication");
			if (replication.contains("role:slave") && !replication.contains("master_link_status:up")) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Reduces CLUSTER NODES to who is primary or replica of whom and owns what.
	 */
	private static String ownership(String nodes) {
		List<String> lines = new ArrayList<>();
		for (String line : nodes.split("\n")) {
			String[] words = line.split(" ");
			if (words.length < 8 || words[2].contains("fail")) {
				continue;
			}
			String role = words[2].contains("master") ? "primary" : words[3];
			lines.add(words[0] + ' ' + role + ' ' + String.join(",", Arrays.asList(words).subList(8, words.length)));
		}
		lines.sort(null);
		return String.join("\n", lines).replaceAll("\\[[^]]*]", "");
	}

	/**
	 * Returns all nodes in the order of their start, the first primaries first.
	 * @return an unmodifiable snapshot
	 */
	public List<EmbeddedNode> nodes() {
		return List.copyOf(this.nodes);
	}

	/**
	 * Returns a node.
	 * @param index its position in {@link #nodes()}
	 * @return the node
	 */
	public EmbeddedNode node(int index) {
		return this.nodes.get(index);
	}

	private List<EmbeddedNode> running() {
		return this.nodes.stream().filter(EmbeddedNode::isRunning).toList();
	}

	/**
	 * Returns the addresses of all nodes.
	 * @return {@code 127.0.0.1:port} each
	 */
	public List<String> seeds() {
		return this.nodes.stream().map(EmbeddedNode::address).toList();
	}

	/**
	 * Asks the nodes which of them are primaries now.
	 * @return the running primaries that own slots
	 */
	public List<EmbeddedNode> primaries() {
		return running().stream().filter((node) -> myself(node).contains("master") && hasSlots(node)).toList();
	}

	/**
	 * Asks the nodes which of them are replicas now.
	 * @return the running replicas
	 */
	public List<EmbeddedNode> replicas() {
		return running().stream().filter((node) -> myself(node).contains("slave")).toList();
	}

	/**
	 * Asks for the replicas of a primary.
	 * @param primary the primary
	 * @return its running replicas
	 */
	public List<EmbeddedNode> replicasOf(EmbeddedNode primary) {
		String id = primary.id();
		return running().stream().filter((node) -> myself(node).split(" ")[3].equals(id)).toList();
	}

	/**
	 * Asks for the owner of a slot.
	 * @param slot 0 to 16383
	 * @return the running primary that owns it
	 * @throws IllegalStateException if none does
	 */
	public EmbeddedNode owner(int slot) {
		return primaries().stream()
			.filter((node) -> ownsSlot(myself(node), slot))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("slot " + slot + " has no owner"));
	}

	private static boolean ownsSlot(String line, int slot) {
		String[] words = line.split(" ");
		for (int i = 8; i < words.length; i++) {
			if (words[i].startsWith("[")) {
				continue;
			}
			String[] ends = words[i].split("-");
			if (slot >= Integer.parseInt(ends[0]) && slot <= Integer.parseInt(ends[ends.length - 1])) {
				return true;
			}
		}
		return false;
	}

	private static boolean hasSlots(EmbeddedNode node) {
		return myself(node).split(" ").length > 8;
	}

	private static String myself(EmbeddedNode node) {
		for (String line : node.text("CLUSTER", "NODES").split("\n")) {
			if (line.contains("myself")) {
				return line.trim();
			}
		}
		throw new IllegalStateException(node + " does not list itself");
	}

	/**
	 * Makes a replica take over from its living primary and waits until all nodes agree.
	 * @param replica the replica
	 */
	public void failover(EmbeddedNode replica) {
		replica.command("CLUSTER", "FAILOVER");
		Await.until(replica + " is a primary", READY_TIMEOUT, () -> myself(replica).contains("master"));
		awaitAgreement(READY_TIMEOUT);
	}

	/**
	 * Starts another node and lets it join; it owns no slots.
	 * @return the new node
	 */
	public EmbeddedNode addNode() {
		EmbeddedNode node = newNode();
		this.nodes.add(node);
		node.start();
		node.awaitAnswer(READY_TIMEOUT);
		meet(running().get(0), node);
		awaitKnown(this.nodes.size());
		return node;
	}

	/**
	 * Begins the migration of a slot: the owner marks it migrating, the target importing.
	 * @param slot the slot
	 * @param target the primary to move it to
	 */
	public void openSlot(int slot, EmbeddedNode target) {
		EmbeddedNode source = owner(slot);
		target.command("CLUSTER", "SETSLOT", Integer.toString(slot), "IMPORTING", source.id());
		source.command("CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", target.id());
	}

	/**
	 * Moves keys of an open slot to its target.
	 * @param slot the slot
	 * @param target the importing primary
	 * @param keys the keys to move; none moves all that are there
	 */
	public void migrateKeys(int slot, EmbeddedNode target, String... keys) {
		EmbeddedNode source = owner(slot);
		List<String> moving = List.of(keys);
		do {
			if (keys.length == 0) {
				moving = ((List<?>) Objects
					.requireNonNull(source.command("CLUSTER", "GETKEYSINSLOT", Integer.toString(slot), "100"))).stream()
					.map(String::valueOf)
					.toList();
			}
			if (!moving.isEmpty()) {
				List<String> words = new ArrayList<>(
						List.of("MIGRATE", "127.0.0.1", Integer.toString(target.port()), "", "0", "5000"));
				String password = this.settings.password;
				if (password != null) {
					words.addAll(List.of("AUTH", password));
				}
				words.add("KEYS");
				words.addAll(moving);
				source.command(words.toArray(String[]::new));
			}
		}
		while (keys.length == 0 && !moving.isEmpty());
	}

	/**
	 * Ends the migration of a slot: every primary learns the new owner, the target first.
	 * @param slot the slot
	 * @param target the new owner
	 */
	public void closeSlot(int slot, EmbeddedNode target) {
		List<EmbeddedNode> order = new ArrayList<>(List.of(target));
		primaries().stream().filter((node) -> node != target).forEach(order::add);
		for (EmbeddedNode node : order) {
			node.command("CLUSTER", "SETSLOT", Integer.toString(slot), "NODE", target.id());
		}
	}

	/**
	 * Moves a slot with its keys while the cluster serves.
	 * @param slot the slot
	 * @param target the primary to move it to
	 */
	public void moveSlot(int slot, EmbeddedNode target) {
		openSlot(slot, target);
		migrateKeys(slot, target);
		closeSlot(slot, target);
	}

	/** Deletes all keys on every primary. */
	public void flushAll() {
		primaries().forEach((node) -> node.command("FLUSHALL"));
	}

	/** Kills all processes and deletes their folders. */
	@Override
	public void close() {
		this.nodes.parallelStream().forEach(EmbeddedNode::close);
		this.nodes.clear();
	}

	/**
	 * Describes a cluster. Not thread safe.
	 */
	public static final class Builder {

		private int primaries = 3;

		private int replicasPerPrimary = 1;

		private @Nullable String password;

		private Duration nodeTimeout = Duration.ofSeconds(2);

		private IntUnaryOperator announcePort = IntUnaryOperator.identity();

		private final Map<String, String[]> config = new LinkedHashMap<>();

		private Builder() {
		}

		/**
		 * Sets the number of primaries.
		 * @param primaries at least 1
		 * @return this builder
		 */
		public Builder primaries(int primaries) {
			this.primaries = primaries;
			return this;
		}

		/**
		 * Sets the number of replicas of each primary.
		 * @param replicas 0 or more
		 * @return this builder
		 */
		public Builder replicasPerPrimary(int replicas) {
			this.replicasPerPrimary = replicas;
			return this;
		}

		/**
		 * Sets the password of the default user.
		 * @param password the password
		 * @return this builder
		 */
		public Builder password(String password) {
			this.password = password;
			return this;
		}

		/**
		 * Adds an ACL user, besides the default user.
		 * @param name the user
		 * @param rules the rules, for example {@code on >secret ~* +@all}
		 * @return this builder
		 */
		public Builder user(String name, String... rules) {
			List<String> words = new ArrayList<>(List.of(name));
			words.addAll(List.of(rules));
			return config("user", words.toArray(String[]::new));
		}

		/**
		 * Sets the time after which the cluster takes a silent node for failed.
		 * @param nodeTimeout a positive duration
		 * @return this builder
		 */
		public Builder nodeTimeout(Duration nodeTimeout) {
			this.nodeTimeout = nodeTimeout;
			return this;
		}

		/**
		 * Lets the nodes announce a host name instead of their address.
		 * @param hostname the name
		 * @return this builder
		 */
		public Builder announceHostname(String hostname) {
			config("cluster-announce-hostname", hostname);
			return config("cluster-preferred-endpoint-type", "hostname");
		}

		/**
		 * Lets the nodes announce no endpoint: clients use the address they asked.
		 * @return this builder
		 */
		public Builder unknownEndpoint() {
			return config("cluster-preferred-endpoint-type", "unknown-endpoint");
		}

		/**
		 * Lets the nodes announce other ports, as those of proxies.
		 * @param announcePort the port to announce for a real port
		 * @return this builder
		 */
		public Builder announcePort(IntUnaryOperator announcePort) {
			this.announcePort = announcePort;
			return this;
		}

		/**
		 * Adds a directive.
		 * @param name the directive
		 * @param values its words
		 * @return this builder
		 */
		public Builder config(String name, String... values) {
			this.config.put(name, values);
			return this;
		}

		/**
		 * Starts the cluster and waits until it is ready.
		 * @return the cluster
		 * @throws IllegalStateException if it does not become ready; nothing is left
		 * behind
		 */
		public EmbeddedCluster start() {
			EmbeddedCluster cluster = new EmbeddedCluster(this);
			try {
				cluster.form();
				return cluster;
			}
			catch (RuntimeException ex) {
				cluster.close();
				throw ex;
			}
		}

	}

}
