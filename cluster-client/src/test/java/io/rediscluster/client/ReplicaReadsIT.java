package io.rediscluster.client;

import java.util.List;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where reads go, as the servers' own statistics say, on three primaries with a replica
 * each.
 */
@Timeout(120)
class ReplicaReadsIT extends OnSharedCluster {

	private static final int READS = 120;

	@BeforeEach
	void fill() {
		for (int i = 0; i < READS; i++) {
			client.execute("SET", "k" + i, i);
		}
		cluster.awaitReplicas();
		client.on(Nodes.ALL).execute("CONFIG", "RESETSTAT").merged();
	}

	@AfterEach
	void noCommandWasTurnedAwayByAReplica() {
		for (EmbeddedNode replica : cluster.replicas()) {
			assertThat(replica.text("INFO", "commandstats").lines())
				.as("a write that reached a replica would be counted as rejected")
				.noneMatch((line) -> line.startsWith("cmdstat_") && !line.contains("rejected_calls=0"));
		}
	}

	private static long calls(List<EmbeddedNode> nodes, String command) {
		return nodes.stream().mapToLong((node) -> node.info("commandstats").calls(command)).sum();
	}

	private static void assertShares(String command, String primaries, String replicas, long total) {
		long atPrimaries = calls(cluster.primaries(), command);
		long atReplicas = calls(cluster.replicas(), command);
		assertThat(atPrimaries + atReplicas).as(command).isEqualTo(total);
		assertShare(command + " at primaries", primaries, atPrimaries, total);
		assertShare(command + " at replicas", replicas, atReplicas, total);
	}

	private static void assertShare(String what, String share, long calls, long total) {
		switch (share) {
			case "none" -> assertThat(calls).as(what).isZero();
			case "all" -> assertThat(calls).as(what).isEqualTo(total);
			case "half" -> assertThat(calls).as(what).isBetween(total / 3, total - total / 3);
			default -> assertThat(calls).as(what).isBetween(0L, total);
		}
	}

	@ParameterizedTest
	@CsvSource({ "PRIMARY, all, none", "PRIMARY_PREFERRED, all, none", "REPLICA, none, all",
			"REPLICA_PREFERRED, none, all", "ANY, half, half", "NEAREST, any, any" })
	void eachPlaceIsHonouredByAViewAndByAWholeClient(ReadFrom place, String primaries, String replicas) {
		ClusterClient view = client.withReadFrom(place);
		for (int i = 0; i < READS; i++) {
			assertThat(view.execute("GET", "k" + i).asLong()).isEqualTo(i);
			view.execute("APPEND", "a" + i, "x");
		}
		assertShares("get", primaries, replicas, READS);
		client.on(Nodes.ALL).execute("CONFIG", "RESETSTAT").merged();
		try (ClusterClient whole = ClusterClient
			.connect(ClusterClientOptions.builder().seeds(cluster.seeds().get(1)).readFrom(place).build())) {
			for (int i = 0; i < READS; i++) {
				assertThat(whole.execute("GET", "k" + i).asLong()).isEqualTo(i);
			}
		}
		assertShares("get", primaries, replicas, READS);
	}

	@ParameterizedTest
	@CsvSource({ "PRIMARY, all, none", "REPLICA, none, all", "REPLICA_PREFERRED, none, all", "ANY, half, half" })
	void aPipelineOfReadsGoesThereAndOneWithAWriteToPrimaries(ReadFrom place, String primaries, String replicas) {
		ClusterClient view = client.withReadFrom(place);
		Pipeline reads = view.pipeline();
		for (int i = 0; i < READS; i++) {
			reads.add("GET", "k" + i);
		}
		List<Outcome> outcomes = reads.execute();
		for (int i = 0; i < READS; i++) {
			assertThat(outcomes.get(i).reply().asLong()).isEqualTo(i);
		}
		assertShares("get", primaries, replicas, READS);
		client.on(Nodes.ALL).execute("CONFIG", "RESETSTAT").merged();
		Pipeline mixed = view.pipeline();
		for (int i = 0; i < READS; i++) {
			mixed.add("SET", "k" + i, i + 1).add("GET", "k" + i);
		}
		List<Outcome> written = mixed.execute();
		for (int i = 0; i < READS; i++) {
			assertThat(written.get(2 * i + 1).reply().asLong()).as("what the pipeline wrote itself").isEqualTo(i + 1);
		}
		assertShares("get", "all", "none", READS);
	}

	@Test
	void splitReadsScriptsThatOnlyReadAndCommandsWithOptionsGoToReplicas() {
		ClusterClient view = client.withReadFrom(ReadFrom.REPLICA);
		Object[] keys = new Object[READS];
		for (int i = 0; i < READS; i++) {
			keys[i] = "k" + i;
		}
		assertThat(view.execute("MGET", keys).asStringList()).hasSize(READS).doesNotContainNull();
		assertThat(calls(cluster.replicas(), "mget")).isPositive();
		assertThat(calls(cluster.primaries(), "mget")).isZero();
		for (int i = 0; i < 20; i++) {
			assertThat(view.execute("EVAL_RO", "return redis.call('GET', KEYS[1])", 1, "k" + i).asLong()).isEqualTo(i);
			assertThat(view.execute("EVAL", "return redis.call('INCRBY', KEYS[1], 5)", 1, "s" + i).asLong())
				.isEqualTo(5);
			assertThat(view.execute("EXISTS", "k" + i, "k" + (i + 1)).asLong()).isEqualTo(2);
		}
		assertShares("eval_ro", "none", "all", 20);
		assertThat(calls(cluster.primaries(), "eval")).isEqualTo(20);
		assertThat(calls(cluster.primaries(), "exists")).isZero();
		view.execute(Command.of("GET", "k1").readFrom(ReadFrom.PRIMARY));
		// EVAL_RO reads with GET as well, and counts at the replicas
		assertThat(calls(cluster.primaries(), "get")).isEqualTo(1);
	}

	@Test
	void questionsAboutASlotAreAnsweredByItsPrimary() {
		ClusterClient view = client.withReadFrom(ReadFrom.REPLICA);
		for (int slot = 0; slot < HashSlot.COUNT; slot += 1000) {
			view.execute("CLUSTER COUNTKEYSINSLOT", slot);
		}
		assertShares("cluster|countkeysinslot", "all", "none", 17);
	}

	@Test
	void aScriptThatWasLoadedOnPrimariesRunsByItsDigestOnReplicas() {
		ClusterClient view = client.withReadFrom(ReadFrom.REPLICA);
		String digest = client.execute("SCRIPT LOAD", "return redis.call('GET', KEYS[1])").asString();
		client.on(Nodes.REPLICAS).execute("SCRIPT FLUSH").merged();
		for (int i = 0; i < 20; i++) {
			assertThat(view.execute("EVALSHA_RO", digest, 1, "k" + i).asLong()).isEqualTo(i);
		}
		assertThat(calls(cluster.primaries(), "evalsha_ro") + calls(cluster.primaries(), "eval_ro")).isZero();
		assertThat(calls(cluster.replicas(), "eval_ro")).as("once for each node that read").isBetween(1L, 3L);
	}

	@Test
	void aFanOutGoesWhereItsCommandBelongsWhateverTheViewReadsFrom() {
		ClusterClient view = client.withReadFrom(ReadFrom.REPLICA);
		assertThat(view.execute("KEYS", "k*").asList()).hasSize(READS);
		assertThat(view.execute("DBSIZE").asLong()).isEqualTo(READS);
		assertThat(view.execute("RANDOMKEY").asString()).startsWith("k");
		int scanned = 0;
		try (ScanIterator<Reply> scan = view.scan(Scan.all())) {
			for (; scan.hasNext(); scan.next()) {
				scanned++;
			}
		}
		assertThat(scanned).isEqualTo(READS);
		assertShares("keys", "all", "none", 3);
		assertShares("dbsize", "all", "none", 3);
		assertThat(view.execute("FLUSHALL").asString()).isEqualTo("OK");
		assertThat(client.execute("DBSIZE").asLong()).isZero();
	}

	@Test
	void theElementsOfAKeyAreScannedOnOneReplica() {
		for (int i = 0; i < 600; i++) {
			client.execute("SADD", "set", "m" + i);
		}
		EmbeddedNode replica = cluster.replicasOf(cluster.owner(HashSlot.of("set"))).get(0);
		cluster.awaitReplicas();
		int members = 0;
		try (ScanIterator<Reply> scan = client.withReadFrom(ReadFrom.REPLICA).scanSet("set", Scan.all())) {
			for (; scan.hasNext(); scan.next()) {
				members++;
			}
		}
		assertThat(members).isEqualTo(600);
		assertThat(calls(cluster.primaries(), "sscan")).isZero();
		assertThat(calls(List.of(replica), "sscan")).isPositive();
	}

}
