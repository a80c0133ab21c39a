package io.rediscluster.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * A real Redis Cluster of child processes on free loopback ports. Ready when every node
 * agrees on slots, replicas and state. Nothing of it survives this JVM. Thread safe;
 * tests that break nodes start a cluster of their own, others share {@link #shared()}.
 * <p>
 * Longer than others: the builder belongs to it.
 */
public final class EmbeddedCluster implements AutoCloseable {

	private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

	/** Some more than the five seconds after which a server gives a failover up. */
	private static final Duration FAILOVER_ATTEMPT = Duration.ofSeconds(8);

	private static @Nullable EmbeddedCluster shared;

	private final ClusterSettings settings;

	private final Path base;

	private final List<EmbeddedNode> nodes = new CopyOnWriteArrayList<>();

	/** By the real port of the node behind. */
	private final Map<Integer, FaultProxy> proxies;

	private EmbeddedCluster(ClusterSettings settings, Path base, Map<Integer, FaultProxy> proxies) {
		this.settings = settings;
		this.base = base;
		this.proxies = proxies;
	}

	/**
	 * Returns the cluster of three primaries with a replica each that tests of this JVM
	 * share; it is started at the first call and ends with the JVM. Those who use it
	 * leave its nodes, slots and roles as they found them.
	 * @return the shared cluster
	 */
	public static synchronized EmbeddedCluster shared() {
		EmbeddedCluster cluster = shared;
		if (cluster == null) {
			cluster = builder().start();
			shared = cluster;
		}
		return cluster;
	}

	/**
	 * Starts the description of a cluster: three primaries with one replica each, no
	 * password, nothing kept on disk.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	private void form() {
		int primaries = this.settings.primaries();
		int count = primaries * (1 + this.settings.replicasPerPrimary());
		this.nodes.addAll(ServerStart.all(IntStream.range(0, count).mapToObj(this::factory).toList()));
		for (int i = 0; i < count; i++) {
			EmbeddedNode node = this.nodes.get(i);
			// distinct from the start, so that no two primaries have to sort it out
			node.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
			if (i < primaries) {
				addSlots(node, Slots.share(i, primaries));
			}
			if (i > 0) {
				meet(this.nodes.get(0), node);
			}
		}
		awaitAcquainted();
		for (int i = primaries; i < count; i++) {
			this.nodes.get(i).command("CLUSTER", "REPLICATE", this.nodes.get(i % primaries).id());
		}
		awaitAgreement(READY_TIMEOUT);
	}

	private IntFunction<EmbeddedNode> factory(int index) {
		return (port) -> this.settings.node(index, port, this.base);
	}

	private static void addSlots(EmbeddedNode node, SlotRange slots) {
		if (RedisBinary.find().isAtLeast(7, 0)) {
			node.command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(slots.first()), Integer.toString(slots.last()));
			return;
		}
		List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
		IntStream.rangeClosed(slots.first(), slots.last()).mapToObj(Integer::toString).forEach(words::add);
		node.command(words.toArray(String[]::new));
	}

	private static void meet(EmbeddedNode known, EmbeddedNode other) {
		known.command("CLUSTER", "MEET", FreePorts.HOST, Integer.toString(other.announcedPort()),
				Integer.toString(other.busPort()));
	}

	/** Waits until every responsive node knows all of them. */
	private void awaitAcquainted() {
		List<EmbeddedNode> responsive = responsive();
		List<String> ids = responsive.stream().map(EmbeddedNode::id).toList();
		Await.until("all nodes know each other", READY_TIMEOUT,
				() -> responsive.stream().map(this::view).allMatch((view) -> {
					boolean handshake = view.members()
						.values()
						.stream()
						.anyMatch((member) -> member.flags().contains("handshake"));
					return !handshake && view.members().keySet().containsAll(ids);
				}));
	}

	/**
	 * Waits until the nodes that run and are not paused agree: each calls the cluster ok
	 * and the others sound, all name the same role, epoch and slots of each, every slot
	 * has an owner among them, and their replicas follow. After a primary has been killed
	 * that includes the take-over by its replica.
	 * @param timeout the limit
	 * @throws IllegalStateException if they do not agree in time, saying why
	 */
	public void awaitAgreement(Duration timeout) {
		Await.untilClear("all nodes agree", timeout, this::obstacle);
	}

	private @Nullable String obstacle() {
		try {
			return Agreement.obstacle(responsive());
		}
		catch (ServerReplyException ex) {
			String line = String.valueOf(ex.getMessage());
			if (line.startsWith("LOADING")) {
				return line;
			}
			throw ex;
		}
	}

	/**
	 * Returns all nodes, also those that do not run, in the order of their start: the
	 * primaries, one replica of each primary in turn, what was added later.
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

	/**
	 * Returns the real addresses of all nodes.
	 * @return {@code 127.0.0.1:port} each
	 */
	public List<String> seeds() {
		return this.nodes.stream().map(EmbeddedNode::address).toList();
	}

	/**
	 * Returns the addresses of all nodes with the ports they announce.
	 * @return {@code 127.0.0.1:port} each
	 */
	public List<String> announcedSeeds() {
		return this.nodes.stream().map((node) -> FreePorts.HOST + ":" + node.announcedPort()).toList();
	}

	/**
	 * Returns the proxy before a node.
	 * @param node the node
	 * @return its proxy
	 * @throws IllegalStateException if the cluster was started without
	 * {@link Builder#behindProxies()}
	 */
	public FaultProxy proxy(EmbeddedNode node) {
		FaultProxy proxy = this.proxies.get(node.port());
		if (proxy == null) {
			throw new IllegalStateException("no proxy before " + node);
		}
		return proxy;
	}

	/**
	 * Moves a node to another address: its old proxy ends, a new one on another port
	 * takes its place. Returns when every responsive node knows the new address. Lasts
	 * until the node is restarted.
	 * @param node the node
	 * @return the new proxy
	 * @throws IllegalStateException if the cluster was started without
	 * {@link Builder#behindProxies()}
	 */
	public FaultProxy changeAddress(EmbeddedNode node) {
		FaultProxy old = proxy(node);
		FaultProxy proxy = FaultProxy.to(FreePorts.HOST, node.port());
		this.proxies.put(node.port(), proxy);
		node.announce(proxy.port());
		old.close();
		String address = FreePorts.HOST + ":" + proxy.port() + "@";
		Await.until("all nodes know the new address of " + node, READY_TIMEOUT,
				() -> responsive().stream().allMatch((other) -> other.text("CLUSTER", "NODES").contains(address)));
		return proxy;
	}

	private List<EmbeddedNode> responsive() {
		return this.nodes.stream().filter(EmbeddedNode::isResponsive).toList();
	}

	private NodesView view(EmbeddedNode node) {
		return NodesView.parse(node.text("CLUSTER", "NODES"));
	}

	/**
	 * Asks the nodes which of them are primaries now.
	 * @return the running, not paused primaries that own slots
	 */
	public List<EmbeddedNode> primaries() {
		return responsive().stream().filter((node) -> !view(node).myself().slots().isEmpty()).toList();
	}

	/**
	 * Asks the nodes which of them are replicas now.
	 * @return the running, not paused replicas
	 */
	public List<EmbeddedNode> replicas() {
		return responsive().stream().filter((node) -> !view(node).myself().isPrimary()).toList();
	}

	/**
	 * Asks for the replicas of a primary.
	 * @param primary the primary, which may be down
	 * @return its running, not paused replicas
	 */
	public List<EmbeddedNode> replicasOf(EmbeddedNode primary) {
		String id = primary.id();
		return responsive().stream().filter((node) -> id.equals(view(node).myself().primaryId())).toList();
	}

	/**
	 * Returns what the servers show to clients.
	 * @return the certificate
	 * @throws IllegalStateException if the cluster does not encrypt
	 */
	public ServerCertificate certificate() {
		ServerCertificate certificate = this.settings.certificate();
		if (certificate == null) {
			throw new IllegalStateException("the cluster was started without tls()");
		}
		return certificate;
	}

	/**
	 * Asks for the owner of a slot.
	 * @param slot 0 to 16383
	 * @return the running, not paused node that says it owns it
	 * @throws IllegalStateException if none does
	 */
	public EmbeddedNode owner(int slot) {
		return responsive().stream()
			.filter((node) -> view(node).myself().owns(slot))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("slot " + slot + " has no owner"));
	}

	/**
	 * Makes a replica take over from its living primary without loss, and waits until all
	 * nodes agree. A server that gives up, as it does when the primary is slow, is asked
	 * again.
	 * @param replica the replica
	 * @throws IllegalStateException if it is no replica, or does not become a primary
	 */
	public void failover(EmbeddedNode replica) {
		if (view(replica).myself().isPrimary()) {
			throw new IllegalStateException(replica + " is no replica");
		}
		long[] nextAttempt = { System.nanoTime() };
		Await.until(replica + " is a primary", READY_TIMEOUT, () -> {
			if (view(replica).myself().isPrimary()) {
				return true;
			}
			if (System.nanoTime() - nextAttempt[0] >= 0) {
				replica.command("CLUSTER", "FAILOVER");
				nextAttempt[0] = System.nanoTime() + FAILOVER_ATTEMPT.toNanos();
			}
			return false;
		});
		awaitAgreement(READY_TIMEOUT);
	}

	/**
	 * Starts another node, lets it join and waits until all nodes agree; it is a primary
	 * without slots.
	 * @return the new node
	 */
	public EmbeddedNode addNode() {
		EmbeddedNode node = join();
		awaitAgreement(READY_TIMEOUT);
		return node;
	}

	private EmbeddedNode join() {
		EmbeddedNode node = ServerStart.one(factory(this.nodes.size()));
		EmbeddedNode known = responsive().get(0);
		this.nodes.add(node);
		meet(known, node);
		awaitAcquainted();
		return node;
	}

	/**
	 * Starts another node as a replica and waits until all nodes agree.
	 * @param primary the primary to follow
	 * @return the new node
	 */
	public EmbeddedNode addReplica(EmbeddedNode primary) {
		EmbeddedNode node = join();
		node.command("CLUSTER", "REPLICATE", primary.id());
		awaitAgreement(READY_TIMEOUT);
		return node;
	}

	/**
	 * Ends a node for good: kills it and has the others forget it.
	 * @param node a replica, or a primary without slots
	 * @throws IllegalStateException if it owns slots
	 */
	public void removeNode(EmbeddedNode node) {
		if (!view(node).myself().slots().isEmpty()) {
			throw new IllegalStateException(node + " owns slots");
		}
		String id = node.id();
		this.nodes.remove(node);
		node.close();
		responsive().forEach((other) -> other.command("CLUSTER", "FORGET", id));
		awaitAgreement(READY_TIMEOUT);
	}

	/**
	 * Begins the migration of a slot: the target marks it importing, the owner migrating.
	 * @param slot the slot
	 * @param target the primary to move it to
	 */
	public void openSlot(int slot, EmbeddedNode target) {
		migration(slot, target).open();
	}

	/**
	 * Moves keys of an open slot to its target.
	 * @param slot the slot
	 * @param target the importing primary
	 * @param keys the keys to move; none moves all that are there
	 */
	public void migrateKeys(int slot, EmbeddedNode target, String... keys) {
		if (keys.length == 0) {
			migration(slot, target).migrateAll();
		}
		else {
			migration(slot, target).migrate(List.of(keys));
		}
	}

	/**
	 * Ends the migration of a slot: every primary learns the owner, the target first.
	 * Given the present owner it takes the migration back.
	 * @param slot the slot
	 * @param target the owner from now on
	 */
	public void closeSlot(int slot, EmbeddedNode target) {
		migration(slot, target).close(primaries());
	}

	/**
	 * Moves a slot with its keys while the cluster serves, and waits until all nodes
	 * agree.
	 * @param slot the slot
	 * @param target the primary to move it to
	 */
	public void moveSlot(int slot, EmbeddedNode target) {
		SlotMigration migration = migration(slot, target);
		migration.open();
		migration.migrateAll();
		migration.close(primaries());
		awaitAgreement(READY_TIMEOUT);
	}

	private SlotMigration migration(int slot, EmbeddedNode target) {
		return new SlotMigration(slot, owner(slot), target, this.settings.login());
	}

	/** Deletes all keys on every primary. */
	public void flushAll() {
		primaries().forEach((node) -> node.command("FLUSHALL"));
	}

	/** Kills all processes and deletes their folders. */
	@Override
	public void close() {
		this.nodes.forEach(EmbeddedNode::beginKill);
		this.nodes.forEach(EmbeddedNode::close);
		this.proxies.values().forEach(FaultProxy::close);
		Folders.delete(this.base);
	}

	/**
	 * Describes a cluster. Not thread safe.
	 */
	public static final class Builder {

		private int primaries = 3;

		private int replicasPerPrimary = 1;

		private boolean protectedByUsers;

		private Duration nodeTimeout = Duration.ofSeconds(2);

		private boolean appendOnly;

		private IntBinaryOperator announcePort = (index, port) -> port;

		private final List<List<String>> directives = new ArrayList<>();

		private boolean behindProxies;

		private boolean tls;

		private boolean mutualTls;

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
			this.protectedByUsers = true;
			return config("requirepass", password);
		}

		/**
		 * Adds an ACL user.
		 * @param name the user; {@code default} changes the one without a name
		 * @param password its password
		 * @param rules its rights, for example {@code ~*}, {@code &*}, {@code +@all}
		 * @return this builder
		 */
		public Builder aclUser(String name, String password, String... rules) {
			this.protectedByUsers = true;
			List<String> words = new ArrayList<>(List.of(name, "on", ">" + password));
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
		 * Encrypts what clients and nodes say on the announced port. The port that
		 * {@link EmbeddedNode#port()} returns stays open without encryption, for the
		 * test's own looks; servers tell those who ask there of the other nodes' plain
		 * ports. {@link EmbeddedCluster#certificate()} is what clients have to trust.
		 * @return this builder
		 */
		public Builder tls() {
			this.tls = true;
			return this;
		}

		/**
		 * Encrypts as {@link #tls()} does and refuses clients that show no certificate
		 * which the servers trust, see {@link ServerCertificate#identifiedContext()}.
		 * @return this builder
		 */
		public Builder mutualTls() {
			this.mutualTls = true;
			return tls();
		}

		/**
		 * Lets every write reach the disk before it is answered, so that a node comes
		 * back from {@link EmbeddedNode#restart()} with its data.
		 * @return this builder
		 */
		public Builder appendOnly() {
			this.appendOnly = true;
			return this;
		}

		/**
		 * Lets the nodes announce a host name instead of their address. Redis 7 and
		 * newer.
		 * @param hostname the name
		 * @return this builder
		 */
		public Builder announceHostname(String hostname) {
			config("cluster-announce-hostname", hostname);
			return config("cluster-preferred-endpoint-type", "hostname");
		}

		/**
		 * Lets the nodes announce no endpoint: clients use the address they asked. Redis
		 * 7 and newer.
		 * @return this builder
		 */
		public Builder unknownEndpoint() {
			return config("cluster-preferred-endpoint-type", "unknown-endpoint");
		}

		/**
		 * Lets the nodes announce other ports, as those of proxies. The replicas dial
		 * these ports too. Asked once per node before it starts, and again should the
		 * port be lost to another process.
		 * @param announcePort makes of a node's position and its real port the port to
		 * announce
		 * @return this builder
		 */
		public Builder announcePort(IntBinaryOperator announcePort) {
			this.announcePort = announcePort;
			return this;
		}

		/**
		 * Puts a {@link FaultProxy} before each node and announces its port. Clients that
		 * start from {@link EmbeddedCluster#announcedSeeds()} use the proxies only. So do
		 * the replicas for their data; votes and the like go directly, so that a fault of
		 * a proxy leads to no failover.
		 * @return this builder
		 */
		public Builder behindProxies() {
			this.behindProxies = true;
			return this;
		}

		/**
		 * Adds a directive; of several for one name the last counts, except where the
		 * server takes all of them.
		 * @param name the directive
		 * @param values its words
		 * @return this builder
		 */
		public Builder config(String name, String... values) {
			List<String> words = new ArrayList<>(List.of(name));
			words.addAll(List.of(values));
			this.directives.add(List.copyOf(words));
			return this;
		}

		/**
		 * Starts the cluster and waits until it is ready.
		 * @return the cluster
		 * @throws IllegalArgumentException if there is to be no primary
		 * @throws IllegalStateException if it does not become ready; nothing is left
		 * behind
		 */
		public EmbeddedCluster start() {
			if (this.primaries < 1 || this.replicasPerPrimary < 0) {
				throw new IllegalArgumentException(
						this.primaries + " primaries with " + this.replicasPerPrimary + " replicas each");
			}
			EmbeddedNode.Login login = this.protectedByUsers
					? new EmbeddedNode.Login("embedded-cluster", UUID.randomUUID().toString()) : null;
			Map<Integer, FaultProxy> proxies = new ConcurrentHashMap<>();
			IntBinaryOperator announced = this.behindProxies ? (index,
					port) -> proxies.computeIfAbsent(port, (real) -> FaultProxy.to(FreePorts.HOST, real)).port()
					: this.announcePort;
			Path base = Folders.create();
			ServerCertificate certificate = this.tls ? ServerCertificate.create(base) : null;
			EmbeddedCluster cluster = new EmbeddedCluster(
					new ClusterSettings(this.primaries, this.replicasPerPrimary, this.nodeTimeout, this.appendOnly,
							announced, login, certificate, this.mutualTls, List.copyOf(this.directives)),
					base, proxies);
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
