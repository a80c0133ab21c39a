package io.rediscluster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.rediscluster.chaos.Fault.Kind;
import io.rediscluster.chaos.Fault.Scenery;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedClusterBuilder;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.FaultProxy;
import io.rediscluster.test.FaultProxy.Direction;
import io.rediscluster.test.RedisBinary;
import io.rediscluster.test.ServerConnection;
import io.rediscluster.test.ServerInfo;

/**
 * Everything that is done to the cluster. Each fault leaves it as it was, but for the
 * roles of the nodes, so that it can be played again.
 */
public final class Faults {

	private static final Duration SOUND = Duration.ofSeconds(60);

	private static final Scenery PLAIN = (cluster) -> cluster;

	private static final Scenery PROXIES = EmbeddedClusterBuilder::behindProxies;

	/** A primary whose last slot leaves stays one. */
	private static final Scenery STEADY_ROLES = (cluster) -> cluster.config("cluster-allow-replica-migration", "no");

	private static final Scenery TWO_REPLICAS = (cluster) -> cluster.replicasPerPrimary(2);

	private static final int KEYS_TO_LOAD = 20_000;

	/** So many keys and 50 µs each make a replica load for a second. */
	private static final Scenery SLOW_LOADING = (cluster) -> cluster.config("key-load-delay", "50")
		.config("loading-process-events-interval-bytes", "1024");

	private Faults() {
	}

	/**
	 * Returns all faults, the strict ones first.
	 * @return the faults
	 */
	public static List<Fault> all() {
		return List.of(new Fault("graceful-failover", Kind.STRICT, PLAIN, Faults::gracefulFailover),
				new Fault("rolling-restart", Kind.STRICT, PLAIN, Faults::rollingRestart),
				new Fault("live-migration", Kind.STRICT, PLAIN, Faults::liveMigration),
				new Fault("scale-out-and-in", Kind.STRICT, STEADY_ROLES, Faults::scaleOutAndIn),
				new Fault("cut-connections", Kind.STRICT, PROXIES, Faults::cutConnections),
				new Fault("delayed-replies", Kind.STRICT, PROXIES, Faults::delayReplies),
				new Fault("black-hole", Kind.STRICT, PROXIES, Faults::blackHole),
				new Fault("client-kill", Kind.STRICT, PLAIN, Faults::killClients),
				new Fault("client-pause", Kind.STRICT, PLAIN, Faults::pauseClients),
				new Fault("maxclients", Kind.STRICT, PLAIN, Faults::refuseClients),
				new Fault("address-change", Kind.STRICT, PROXIES, Faults::changeAddress),
				new Fault("password-change", Kind.STRICT, PLAIN, false, "one", Faults::changePassword),
				new Fault("no-quorum", Kind.STRICT, PLAIN, Faults::loseQuorum),
				new Fault("replica-loading", Kind.STRICT, SLOW_LOADING, true, null, Faults::loadReplica),
				new Fault("kill-primary", Kind.CRASH, PLAIN, Faults::killPrimary),
				new Fault("kill-promoted", Kind.CRASH, TWO_REPLICAS, Faults::killPromoted),
				new Fault("freeze-and-resume", Kind.CRASH, PLAIN, Faults::freezePrimary),
				// what the disk has is not lost
				new Fault("full-restart-aof", Kind.STRICT, EmbeddedClusterBuilder::appendOnly, Faults::restartAll));
	}

	private static EmbeddedNode owner(Stage stage, int index) {
		return stage.cluster().owner(Stage.slots().get(index));
	}

	private static void gracefulFailover(Stage stage) {
		EmbeddedCluster cluster = stage.cluster();
		stage.instant();
		cluster.failover(cluster.replicasOf(owner(stage, 0)).get(0));
	}

	private static void rollingRestart(Stage stage) {
		EmbeddedCluster cluster = stage.cluster();
		for (EmbeddedNode primary : cluster.primaries()) {
			cluster.failover(cluster.replicasOf(primary).get(0));
			stage.instant();
			primary.restart();
			cluster.awaitAgreement(SOUND);
		}
	}

	private static void liveMigration(Stage stage) {
		List<EmbeddedNode> primaries = stage.cluster().primaries();
		try (ClusterClient client = administrator(stage)) {
			for (int slot : Stage.slots()) {
				EmbeddedNode source = stage.cluster().owner(slot);
				EmbeddedNode target = primaries.get((primaries.indexOf(source) + 1) % primaries.size());
				move(stage, client, slot, target);
				move(stage, client, slot, source);
			}
		}
	}

	private static ClusterClient administrator(Stage stage) {
		return ClusterClient
			.connect(ClusterClientOptions.builder().seeds(stage.cluster().seeds().toArray(String[]::new)).build());
	}

	/** Moves a slot as the server does it best: as a whole where it can. */
	private static void move(Stage stage, ClusterClient client, int slot, EmbeddedNode target) {
		stage.instant();
		if (RedisBinary.find().valkey() && RedisBinary.find().isAtLeast(9, 0)) {
			Node node = Objects.requireNonNull(client.topology().node(target.id()), "a node that the client knows");
			client.admin().moveSlots(node, new SlotRange(slot, slot));
			stage.cluster().awaitAgreement(SOUND);
		}
		else {
			stage.cluster().moveSlot(slot, target);
		}
	}

	private static void scaleOutAndIn(Stage stage) {
		EmbeddedCluster cluster = stage.cluster();
		List<EmbeddedNode> added = List.of(cluster.addNode(), cluster.addNode());
		try (ClusterClient client = administrator(stage)) {
			List<EmbeddedNode> owners = Stage.slots().stream().map(cluster::owner).toList();
			for (int i = 0; i < owners.size(); i++) {
				move(stage, client, Stage.slots().get(i), added.get(i % 2));
			}
			for (int i = 0; i < owners.size(); i++) {
				move(stage, client, Stage.slots().get(i), owners.get(i));
			}
		}
		added.forEach(cluster::removeNode);
	}

	private static void cutConnections(Stage stage) throws InterruptedException {
		List<EmbeddedNode> nodes = stage.cluster().nodes();
		for (int i = 0; i < 20; i++) {
			FaultProxy proxy = stage.cluster().proxy(nodes.get(stage.random().nextInt(nodes.size())));
			stage.instant();
			proxy.cutAfter(Direction.values()[i % 2], stage.random().nextInt(3000), 2);
			Thread.sleep(100);
		}
		nodes.forEach((node) -> stage.cluster().proxy(node).heal());
	}

	private static void delayReplies(Stage stage) throws InterruptedException {
		List<EmbeddedNode> nodes = stage.cluster().nodes();
		nodes.forEach((node) -> stage.cluster().proxy(node).delay(Direction.TO_CLIENT, Duration.ofMillis(120)));
		Thread.sleep(2000);
		nodes.forEach((node) -> stage.cluster().proxy(node).heal());
	}

	private static void blackHole(Stage stage) throws InterruptedException {
		FaultProxy proxy = stage.cluster().proxy(owner(stage, 0));
		stage.instant();
		proxy.blackHole(Direction.TO_SERVER);
		proxy.blackHole(Direction.TO_CLIENT);
		Thread.sleep(2000);
		proxy.heal();
	}

	private static void killClients(Stage stage) throws InterruptedException {
		for (int i = 0; i < 5; i++) {
			for (EmbeddedNode node : stage.cluster().nodes()) {
				stage.instant();
				node.command("CLIENT", "KILL", "TYPE", "normal");
			}
			Thread.sleep(200);
		}
	}

	private static void pauseClients(Stage stage) throws InterruptedException {
		for (String kind : List.of("ALL", "WRITE")) {
			owner(stage, 0).command("CLIENT", "PAUSE", "1000", kind);
			Thread.sleep(1200);
		}
	}

	private static void refuseClients(Stage stage) throws InterruptedException {
		List<ServerConnection> inside = new ArrayList<>();
		try {
			stage.cluster().nodes().forEach((node) -> inside.add(node.connect()));
			for (ServerConnection connection : inside) {
				connection.command("CONFIG", "SET", "maxclients", "1");
				stage.instant();
				connection.command("CLIENT", "KILL", "TYPE", "normal");
			}
			Thread.sleep(1500);
			inside.forEach((connection) -> connection.command("CONFIG", "SET", "maxclients", "10000"));
		}
		finally {
			inside.forEach(ServerConnection::close);
		}
	}

	private static void changeAddress(Stage stage) {
		stage.instant();
		stage.cluster().changeAddress(owner(stage, 0));
	}

	private static void changePassword(Stage stage) {
		String old = String.valueOf(stage.password());
		String next = Long.toHexString(stage.random().nextLong());
		List<EmbeddedNode> nodes = stage.cluster().nodes();
		nodes.forEach((node) -> node.command("ACL", "SETUSER", Fault.USER, ">" + next));
		stage.password(next);
		for (EmbeddedNode node : nodes) {
			node.command("ACL", "SETUSER", Fault.USER, "<" + old);
			stage.instant();
			node.command("CLIENT", "KILL", "USER", Fault.USER);
		}
	}

	/** Stops all but one primary, replicas too, so that nobody can be promoted. */
	private static void loseQuorum(Stage stage) throws InterruptedException {
		EmbeddedNode left = owner(stage, 0);
		List<EmbeddedNode> stopped = stage.cluster().nodes().stream().filter((node) -> node != left).toList();
		stage.instant();
		stopped.forEach(EmbeddedNode::pause);
		Await.until("the node that is left takes no writes", SOUND,
				() -> left.text("CLUSTER", "INFO").contains("cluster_state:fail"));
		Thread.sleep(500);
		stopped.forEach(EmbeddedNode::resume);
		stage.cluster().awaitAgreement(SOUND);
	}

	private static void loadReplica(Stage stage) {
		EmbeddedNode primary = owner(stage, 0);
		EmbeddedNode replica = stage.cluster().replicasOf(primary).get(0);
		fill(primary);
		replica.kill();
		replica.restart();
		stage.cluster().awaitAgreement(SOUND);
	}

	private static void fill(EmbeddedNode primary) {
		int slot = Stage.slots().get(0);
		String prefix = Stage.tag(slot) + ":filling:";
		try (ServerConnection connection = primary.connect()) {
			connection.command("EVAL",
					"for i = 1, " + KEYS_TO_LOAD + " do redis.call('SET', KEYS[1] .. i, i) end return 1", "1", prefix);
		}
	}

	private static void killPrimary(Stage stage) {
		EmbeddedNode primary = owner(stage, 0);
		stage.instant();
		primary.kill();
		stage.cluster().awaitAgreement(SOUND);
		primary.restart();
		stage.cluster().awaitAgreement(SOUND);
	}

	private static void killPromoted(Stage stage) {
		EmbeddedNode first = owner(stage, 0);
		stage.instant();
		first.kill();
		stage.cluster().awaitAgreement(SOUND);
		EmbeddedNode promoted = owner(stage, 0);
		stage.instant();
		promoted.kill();
		stage.cluster().awaitAgreement(SOUND);
		first.restart();
		promoted.restart();
		stage.cluster().awaitAgreement(SOUND);
	}

	private static void freezePrimary(Stage stage) {
		EmbeddedNode primary = owner(stage, 0);
		stage.instant();
		primary.pause();
		stage.cluster().awaitAgreement(SOUND);
		stage.instant();
		primary.resume();
		stage.cluster().awaitAgreement(SOUND);
	}

	private static void restartAll(Stage stage) {
		stage.instant();
		stage.cluster().restart();
		// replicas write their files anew after they have copied all, which slows every
		// disk
		Await.until("the files are written", SOUND,
				() -> stage.cluster().nodes().stream().allMatch(Faults::hasWrittenItsFile));
	}

	private static boolean hasWrittenItsFile(EmbeddedNode node) {
		ServerInfo persistence = node.info("persistence");
		return persistence.number("aof_rewrite_in_progress") == 0 && persistence.number("aof_rewrite_scheduled") == 0;
	}

}
