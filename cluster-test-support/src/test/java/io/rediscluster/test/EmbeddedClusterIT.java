package io.rediscluster.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

@Timeout(180)
class EmbeddedClusterIT {

	/** The slot of {@code foo}. */
	private static final int SLOT = 12182;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@Test
	void everyNodeAgreesWhenTheClusterIsReady() {
		EmbeddedCluster cluster = EmbeddedCluster.shared();
		assertThat(cluster.nodes()).hasSize(6);
		assertThat(cluster.primaries()).isEqualTo(cluster.nodes().subList(0, 3));
		assertThat(cluster.replicas()).isEqualTo(cluster.nodes().subList(3, 6));
		for (int i = 0; i < 3; i++) {
			SlotRange share = Slots.share(i, 3);
			assertThat(cluster.owner(share.first())).isSameAs(cluster.node(i));
			assertThat(cluster.owner(share.last())).isSameAs(cluster.node(i));
			assertThat(cluster.replicasOf(cluster.node(i))).containsExactly(cluster.node(i + 3));
			// a write is on the replica as soon as WAIT says so: the link is up
			String key = Slots.keyIn("ready", share.first());
			try (ServerConnection connection = cluster.node(i).connect()) {
				connection.command("SET", key, "1");
				assertThat(connection.command("WAIT", "1", "10000")).isEqualTo(1L);
				connection.command("DEL", key);
			}
		}
		for (EmbeddedNode node : cluster.nodes()) {
			assertThat(node.text("CLUSTER", "INFO")).contains("cluster_slots_ok:16384", "cluster_known_nodes:6");
		}
	}

	@Test
	void slotsOfKeysAreComputedAsTheServerDoes() {
		Random random = new Random(7);
		try (ServerConnection connection = EmbeddedCluster.shared().node(0).connect()) {
			for (int i = 0; i < 2000; i++) {
				byte[] key = new byte[random.nextInt(20)];
				for (int j = 0; j < key.length; j++) {
					key[j] = (random.nextInt(4) == 0) ? (byte) "{}".charAt(random.nextInt(2))
							: (byte) random.nextInt(256);
				}
				Object slot = connection.exchange(List.of("CLUSTER".getBytes(StandardCharsets.UTF_8),
						"KEYSLOT".getBytes(StandardCharsets.UTF_8), key));
				assertThat(slot).as(Arrays.toString(key)).isEqualTo((long) Slots.of(key));
			}
		}
	}

	@Test
	void aSlotMovesWithItsKeys() {
		EmbeddedCluster cluster = EmbeddedCluster.shared();
		EmbeddedNode source = cluster.owner(SLOT);
		EmbeddedNode target = cluster.node(0);
		byte[] binary = { '{', 'f', 'o', 'o', '}', (byte) 0xff, 0, (byte) 0xc3 };
		byte[] set = "SET".getBytes(StandardCharsets.UTF_8);
		source.command("SET", "foo", "bar");
		try (ServerConnection connection = source.connect()) {
			connection.exchange(List.of(set, binary, binary));
		}
		cluster.moveSlot(SLOT, target);
		assertThat(target.command("GET", "foo")).isEqualTo("bar");
		try (ServerConnection connection = target.connect()) {
			assertThat(connection.exchange(List.of("GET".getBytes(StandardCharsets.UTF_8), binary))).isEqualTo(binary);
		}
		for (EmbeddedNode node : cluster.nodes()) {
			if (node != target) {
				assertThatThrownBy(() -> node.command("GET", "foo")).hasMessage("MOVED 12182 " + target.address());
			}
		}
		cluster.moveSlot(SLOT, source);
		assertThat(source.command("DEL", "foo")).isEqualTo(1L);
		cluster.flushAll();
		assertThat(source.command("DBSIZE")).isEqualTo(0L);
	}

	@Test
	void anOpenSlotAsksForKeysThatHaveGoneAhead() {
		EmbeddedCluster cluster = EmbeddedCluster.shared();
		EmbeddedNode source = cluster.owner(SLOT);
		EmbeddedNode target = cluster.node(1);
		source.command("MSET", "foo", "1", "{foo}2", "2");
		cluster.openSlot(SLOT, target);
		cluster.migrateKeys(SLOT, target, "foo");
		assertThatThrownBy(() -> source.command("GET", "foo")).hasMessage("ASK 12182 " + target.address());
		assertThat(source.command("GET", "{foo}2")).isEqualTo("2");
		cluster.migrateKeys(SLOT, target);
		cluster.closeSlot(SLOT, target);
		cluster.awaitAgreement(LIMIT);
		assertThat(target.command("MGET", "foo", "{foo}2")).isEqualTo(List.of("1", "2"));
		cluster.openSlot(SLOT, source);
		cluster.closeSlot(SLOT, target);
		assertThat(target.command("GET", "none{foo}")).isNull();
		cluster.moveSlot(SLOT, source);
		cluster.flushAll();
	}

	@Test
	void aReplicaTakesOverWhenItsPrimaryIsKilled() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().nodeTimeout(Duration.ofSeconds(1)).start()) {
			EmbeddedNode primary = cluster.owner(0);
			EmbeddedNode replica = cluster.replicasOf(primary).get(0);
			primary.pause();
			assertThat(primary.isRunning()).isTrue();
			primary.kill();
			assertThat(primary.isRunning()).isFalse();
			cluster.awaitAgreement(LIMIT);
			assertThat(cluster.owner(0)).isSameAs(replica);
			primary.restart();
			cluster.awaitAgreement(LIMIT);
			assertThat(cluster.replicasOf(replica)).containsExactly(primary);
			cluster.failover(primary);
			assertThat(cluster.owner(0)).isSameAs(primary);
			assertThatThrownBy(() -> cluster.failover(primary)).hasMessageContaining("is no replica");
		}
	}

	@Test
	void aClusterGrows() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().primaries(1).replicasPerPrimary(0).start()) {
			cluster.node(0).command("SET", "foo", "bar");
			EmbeddedNode added = cluster.addNode();
			assertThat(cluster.primaries()).containsExactly(cluster.node(0));
			cluster.moveSlot(SLOT, added);
			assertThat(cluster.owner(SLOT)).isSameAs(added);
			assertThat(added.command("GET", "foo")).isEqualTo("bar");
			EmbeddedNode replica = cluster.addReplica(added);
			assertThat(cluster.replicasOf(added)).containsExactly(replica);
			assertThat(cluster.seeds()).hasSize(3);
		}
	}

	@Test
	void usersAreLimitedWhileTheClusterAndTheTestKeepAllRights() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.primaries(2)
			.aclUser("app", "secret", "~*", "&*", "+@all")
			.aclUser("reader", "other", "~*", "+get")
			.password("pw")
			.start()) {
			EmbeddedNode owner = cluster.owner(SLOT);
			owner.command("SET", "foo", "bar");
			cluster.moveSlot(SLOT, cluster.node(0));
			try (ServerConnection client = new ServerConnection(cluster.node(0).port(), LIMIT)) {
				assertThatThrownBy(() -> client.command("GET", "foo")).hasMessageStartingWith("NOAUTH");
				assertThat(client.command("AUTH", "pw")).isEqualTo("OK");
				assertThat(client.command("AUTH", "app", "secret")).isEqualTo("OK");
				assertThat(client.command("SET", "foo", "bar")).isEqualTo("OK");
				assertThat(client.command("AUTH", "reader", "other")).isEqualTo("OK");
				assertThat(client.command("GET", "foo")).isEqualTo("bar");
				assertThatThrownBy(() -> client.command("SET", "foo", "x")).hasMessageStartingWith("NOPERM");
			}
		}
	}

	@Test
	void aRestartedNodeHasItsDataWhereEveryWriteReachesTheDisk() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.primaries(1)
			.replicasPerPrimary(0)
			.appendOnly()
			.start()) {
			EmbeddedNode node = cluster.node(0);
			long pid = node.pid();
			node.command("SET", "foo", "bar");
			node.kill();
			assertThatThrownBy(() -> node.command("PING")).hasMessageContaining("Connection refused");
			node.restart();
			cluster.awaitAgreement(LIMIT);
			assertThat(node.command("GET", "foo")).isEqualTo("bar");
			assertThat(node.pid()).isNotEqualTo(pid);
		}
	}

	@Test
	void nodesAnnounceHostNamesOrNothing() {
		assumeThat(RedisBinary.find().isAtLeast(7, 0)).as("announces host names").isTrue();
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.primaries(2)
			.replicasPerPrimary(0)
			.announceHostname("localhost")
			.start()) {
			assertThatThrownBy(() -> cluster.node(0).command("GET", "foo"))
				.hasMessage("MOVED 12182 localhost:" + cluster.node(1).port());
			cluster.nodes()
				.forEach(
						(node) -> node.command("CONFIG", "SET", "cluster-preferred-endpoint-type", "unknown-endpoint"));
			assertThatThrownBy(() -> cluster.node(0).command("GET", "foo"))
				.hasMessage("MOVED 12182 :" + cluster.node(1).port());
		}
	}

	@Test
	void clientsReachTheNodesThroughProxies() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().primaries(2).behindProxies().start()) {
			EmbeddedNode owner = cluster.owner(SLOT);
			FaultProxy proxy = cluster.proxy(owner);
			assertThat(owner.announcedPort()).isEqualTo(proxy.port()).isNotEqualTo(owner.port());
			assertThat(cluster.announcedSeeds()).contains(proxy.address());
			assertThat(cluster.seeds()).contains(owner.address());
			assertThatThrownBy(() -> cluster.node(0).command("GET", "foo"))
				.hasMessage("MOVED 12182 " + proxy.address());
			try (ServerConnection client = new ServerConnection(proxy.port(), LIMIT)) {
				assertThat(client.command("SET", "foo", "bar")).isEqualTo("OK");
				proxy.resetAll();
				assertThatThrownBy(() -> client.command("GET", "foo")).isInstanceOf(UncheckedIOException.class);
			}
			cluster.awaitAgreement(LIMIT);
			EmbeddedNode elsewhere = cluster.primaryOtherThan(owner);
			FaultProxy moved = cluster.changeAddress(elsewhere);
			elsewhere.restart();
			cluster.awaitAgreement(LIMIT);
			assertThat(elsewhere.text("CLUSTER", "NODES").lines()).as("its new address, after a restart too")
				.anyMatch((line) -> line.contains("myself") && line.contains(":" + moved.port() + "@"));
			cluster.moveSlot(SLOT, cluster.primaryOtherThan(cluster.owner(SLOT)));
			assertThat(cluster.owner(SLOT).command("GET", "foo")).isEqualTo("bar");
		}
	}

	@Test
	void clientsThatEncryptReachTheNodesThroughProxiesToo() throws Exception {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.primaries(2)
			.replicasPerPrimary(0)
			.tls()
			.behindProxies()
			.start()) {
			FaultProxy proxy = cluster.proxy(cluster.node(0));
			assertThat(cluster.node(0).announcedPort()).isEqualTo(proxy.port());
			assertThat(slotsAsSeenEncrypted(cluster, proxy)).contains(":" + cluster.proxy(cluster.node(1)).port());
			FaultProxy moved = cluster.changeAddress(cluster.node(1));
			assertThat(slotsAsSeenEncrypted(cluster, proxy)).contains(":" + moved.port());
		}
	}

	/** Returns the first part of a reply, which comes through a proxy. */
	private static String slotsAsSeenEncrypted(EmbeddedCluster cluster, FaultProxy proxy) throws IOException {
		try (Socket socket = cluster.certificate()
			.clientContext()
			.getSocketFactory()
			.createSocket("127.0.0.1", proxy.port())) {
			socket.setSoTimeout((int) LIMIT.toMillis());
			socket.getOutputStream().write("*2\r\n$7\r\nCLUSTER\r\n$5\r\nSLOTS\r\n".getBytes(StandardCharsets.UTF_8));
			return new String(socket.getInputStream().readNBytes(150), StandardCharsets.UTF_8);
		}
	}

	@Test
	void allNodesStartAgainAtOnceAndReplicasHaveWhatTheirPrimariesHave() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().primaries(2).appendOnly().start()) {
			EmbeddedNode owner = cluster.owner(SLOT);
			List<Long> before = cluster.nodes().stream().map(EmbeddedNode::pid).toList();
			owner.command("SET", "foo", "bar");
			cluster.awaitReplicas();
			EmbeddedNode replica = cluster.replicasOf(owner).get(0);
			assertThat(replica.command("DBSIZE")).isEqualTo(1L);
			cluster.restart();
			assertThat(cluster.nodes()).extracting(EmbeddedNode::pid).doesNotContainAnyElementsOf(before);
			assertThat(cluster.owner(SLOT).command("GET", "foo")).isEqualTo("bar");
			assertThat(cluster.primaryOtherThan(owner)).isNotSameAs(owner);
		}
	}

	@Test
	void whatAServerCountsIsRead() {
		try (EmbeddedServer server = EmbeddedServer.start()) {
			EmbeddedNode node = server.node();
			node.command("SET", "foo", "bar");
			assertThatThrownBy(() -> node.command("INCR", "foo")).isInstanceOf(ServerReplyException.class);
			assertThatThrownBy(() -> node.command("GET")).isInstanceOf(ServerReplyException.class);
			ServerInfo counted = node.info("commandstats");
			assertThat(counted.calls("set")).isEqualTo(1);
			assertThat(counted.calls("incr")).isEqualTo(1);
			assertThat(counted.calls("get")).isZero();
			assertThat(counted.rejectedCalls("get")).isEqualTo(1);
			assertThat(counted.calls("never")).isZero();
			assertThat(node.info("replication").get("role")).isEqualTo("master");
			assertThat(node.info("clients").number("blocked_clients")).isZero();
			assertThatThrownBy(() -> node.info("clients").get("nothing")).hasMessageContaining("no field nothing");
		}
	}

	@Test
	void closingLeavesNeitherProcessesNorFiles() {
		EmbeddedCluster cluster = EmbeddedCluster.builder().primaries(1).replicasPerPrimary(1).start();
		List<ProcessHandle> processes = cluster.nodes()
			.stream()
			.map((node) -> ProcessHandle.of(node.pid()).orElseThrow())
			.toList();
		Path folder = Path.of(((List<?>) cluster.node(0).command("CONFIG", "GET", "dir")).get(1).toString());
		assertThat(folder).isDirectory();
		cluster.node(0).pause();
		cluster.close();
		assertThat(processes).noneMatch(ProcessHandle::isAlive);
		assertThat(Files.exists(folder.getParent())).isFalse();
	}

}
