package io.rediscluster.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * A real Redis Cluster of child processes on free loopback ports. Ready when every node
 * agrees on slots, replicas and state. Nothing of it survives this JVM. Thread safe;
 * tests that break nodes start a cluster of their own, others share {@link #shared()}.
 * <p>
 * Longer than others: what a test can ask of a cluster and do to it is in one place. How
 * it comes about is the business of {@link EmbeddedClusterBuilder} and
 * {@link ClusterFormation}.
 */
public final class EmbeddedCluster implements AutoCloseable {

	private static final Duration READY_TIMEOUT = ClusterFormation.READY_TIMEOUT;

	/** Some more than the five seconds after which a server gives a failover up. */
	private static final Duration FAILOVER_ATTEMPT = Duration.ofSeconds(8);

	private static final ReentrantLock SHARED_LOCK = new ReentrantLock();

	private static @Nullable EmbeddedCluster shared;

	private final ClusterFormation formation;

	private final ClusterSettings settings;

	private final Path base;

	private final List<EmbeddedNode> nodes;

	/** By the real port for the clients of the node behind. */
	private final Map<Integer, FaultProxy> proxies;

	EmbeddedCluster(ClusterFormation formation, List<EmbeddedNode> nodes, Path base, Map<Integer, FaultProxy> proxies) {
		this.formation = formation;
		this.settings = formation.settings();
		this.base = base;
		this.nodes = new CopyOnWriteArrayList<>(nodes);
		this.proxies = proxies;
	}

	/**
	 * Returns the cluster of three primaries with a replica each that tests of this JVM
	 * share; it is started at the first call and ends with the JVM. Those who use it
	 * leave its nodes, slots and roles as they found them.
	 * @return the shared cluster
	 */
	public static EmbeddedCluster shared() {
		SHARED_LOCK.lock();
		try {
			EmbeddedCluster cluster = shared;
			if (cluster == null) {
				cluster = builder().start();
				shared = cluster;
			}
			return cluster;
		}
		finally {
			SHARED_LOCK.unlock();
		}
	}

	/**
	 * Starts the description of a cluster: three primaries with one replica each, no
	 * password, nothing kept on disk.
	 * @return a new builder
	 */
	public static EmbeddedClusterBuilder builder() {
		return new EmbeddedClusterBuilder();
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
		Agreement.await(this::responsive, timeout);
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
	 * {@link EmbeddedClusterBuilder#behindProxies()}
	 */
	public FaultProxy proxy(EmbeddedNode node) {
		FaultProxy proxy = this.proxies.get(node.clientPort());
		if (proxy == null) {
			throw new IllegalStateException("no proxy before " + node);
		}
		return proxy;
	}

	/**
	 * Moves a node to another address: its old proxy ends, a new one on another port
	 * takes its place. Returns when every responsive node knows the new address.
	 * @param node the node
	 * @return the new proxy
	 * @throws IllegalStateException if the cluster was started without
	 * {@link EmbeddedClusterBuilder#behindProxies()}
	 */
	public FaultProxy changeAddress(EmbeddedNode node) {
		FaultProxy old = proxy(node);
		FaultProxy proxy = FaultProxy.to(FreePorts.HOST, node.clientPort());
		this.proxies.put(node.clientPort(), proxy);
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

	/**
	 * Asks the nodes which of them are primaries now.
	 * @return the running, not paused primaries that own slots
	 */
	public List<EmbeddedNode> primaries() {
		return responsive().stream().filter((node) -> !NodesView.of(node).myself().slots().isEmpty()).toList();
	}

	/**
	 * Asks for a primary that is not a given one, such as the target of a slot.
	 * @param node the node that is not wanted
	 * @return the first of {@link #primaries()} that is another one
	 * @throws IllegalStateException if there is none
	 */
	public EmbeddedNode primaryOtherThan(EmbeddedNode node) {
		return primaries().stream()
			.filter((primary) -> primary != node)
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("there is no primary but " + node));
	}

	/**
	 * Asks the nodes which of them are replicas now.
	 * @return the running, not paused replicas
	 */
	public List<EmbeddedNode> replicas() {
		return responsive().stream().filter((node) -> !NodesView.of(node).myself().isPrimary()).toList();
	}

	/**
	 * Asks for the replicas of a primary.
	 * @param primary the primary, which may be down
	 * @return its running, not paused replicas
	 */
	public List<EmbeddedNode> replicasOf(EmbeddedNode primary) {
		String id = primary.id();
		return responsive().stream().filter((node) -> id.equals(NodesView.of(node).myself().primaryId())).toList();
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
			.filter((node) -> NodesView.of(node).myself().owns(slot))
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
		if (NodesView.of(replica).myself().isPrimary()) {
			throw new IllegalStateException(replica + " is no replica");
		}
		long[] nextAttempt = { System.nanoTime() };
		Await.until(replica + " is a primary", READY_TIMEOUT, () -> {
			if (NodesView.of(replica).myself().isPrimary()) {
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
	 * Waits until every replica that runs and is not paused has all that its primary has
	 * now.
	 * @throws IllegalStateException if one of them has not in time
	 */
	public void awaitReplicas() {
		for (EmbeddedNode primary : primaries()) {
			long written = primary.info("replication").number("master_repl_offset");
			for (EmbeddedNode replica : replicasOf(primary)) {
				Await.until(replica + " has all that its primary has", READY_TIMEOUT,
						() -> replica.info("replication").number("slave_repl_offset") >= written);
			}
		}
	}

	/**
	 * Kills all nodes, then starts all of them at once, each with what it has on disk,
	 * and waits until they agree.
	 * @throws IllegalStateException if one does not start, or they do not agree in time
	 */
	public void restart() {
		this.nodes.forEach(EmbeddedNode::beginKill);
		this.nodes.forEach(EmbeddedNode::kill);
		this.nodes.forEach(EmbeddedNode::start);
		this.nodes.forEach(EmbeddedNode::awaitAnswer);
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
		EmbeddedNode node = this.formation.start(this.nodes.size());
		EmbeddedNode known = responsive().get(0);
		this.nodes.add(node);
		ClusterFormation.meet(known, node);
		ClusterFormation.awaitAcquainted(responsive());
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
		if (!NodesView.of(node).myself().slots().isEmpty()) {
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

}
