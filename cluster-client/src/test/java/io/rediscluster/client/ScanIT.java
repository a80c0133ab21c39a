package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Walks over keys and elements on a real cluster: at rest, while slots move, and while
 * primaries fail over. The last test changes the roles of nodes.
 */
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ScanIT {

	private static final int KEYS = 3000;

	private static EmbeddedCluster cluster;

	private static ClusterClient client;

	@BeforeAll
	static void start() {
		cluster = EmbeddedCluster.builder().nodeTimeout(Duration.ofSeconds(1)).start();
		client = ClusterClient.connect(ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).build());
	}

	@AfterAll
	static void close() {
		client.close();
		cluster.close();
	}

	@BeforeEach
	void clear() {
		client.on(Nodes.PRIMARIES).execute("FLUSHALL").merged();
	}

	private static Set<String> fill(int count) {
		Set<String> keys = new HashSet<>();
		Pipeline pipeline = client.pipeline();
		for (int i = 0; i < count; i++) {
			keys.add("key:" + i);
			pipeline.add("SET", "key:" + i, i);
		}
		assertThat(pipeline.execute()).allMatch(Outcome::isSuccess);
		return keys;
	}

	private static List<String> scan(Scan scan) {
		List<String> found = new ArrayList<>();
		try (ScanIterator<Reply> keys = client.scan(scan)) {
			keys.forEachRemaining((key) -> found.add(key.asString()));
		}
		return found;
	}

	@Test
	@Order(1)
	void atRestEveryKeyOfTheClusterIsReturnedOnce() {
		Set<String> keys = fill(KEYS);
		assertThat(scan(Scan.all())).containsExactlyInAnyOrderElementsOf(keys);
		assertThat(scan(Scan.all().count(7))).containsExactlyInAnyOrderElementsOf(keys);
	}

	@Test
	@Order(1)
	void serversThatHaveClusterScanAreAskedByIt() {
		boolean has = !client.execute("COMMAND INFO", "CLUSTERSCAN").asList().get(0).isNull();
		Set<String> keys = fill(200);
		long before = calls("cmdstat_clusterscan");
		assertThat(scan(Scan.all().count(10))).containsExactlyInAnyOrderElementsOf(keys);
		assertThat(calls("cmdstat_clusterscan") > before).isEqualTo(has);
	}

	private static long calls(String stat) {
		return callsByNode(stat).values().stream().mapToLong(Long::longValue).sum();
	}

	@Test
	@Order(1)
	void aPatternAndATypeAreHonoured() {
		fill(50);
		client.execute("HSET", "key:hash", "f", "v");
		client.execute("SET", "other", "v");
		assertThat(scan(Scan.match("key:1*").count(10))).containsExactlyInAnyOrder("key:1", "key:10", "key:11",
				"key:12", "key:13", "key:14", "key:15", "key:16", "key:17", "key:18", "key:19");
		assertThat(scan(Scan.match("key:*").type("hash"))).containsExactly("key:hash");
	}

	@Test
	@Order(1)
	void aPatternThatBeginsWithAHashTagAsksOneNode() {
		client.execute("SET", "{user:1}:a", "v");
		client.execute("SET", "{user:1}:b", "v");
		client.execute("SET", "{user:2}:a", "v");
		Map<String, Long> before = callsByNode("cmdstat_scan");
		assertThat(scan(Scan.match("{user:1}:*"))).containsExactlyInAnyOrder("{user:1}:a", "{user:1}:b");
		Map<String, Long> after = callsByNode("cmdstat_scan");
		String owner = client.topology().shardOf("{user:1}").primary().id();
		after.replaceAll((node, calls) -> calls - before.get(node));
		assertThat(after).hasSize(3).containsEntry(owner, 1L).containsValue(0L);
		assertThat(after.values()).containsExactlyInAnyOrder(0L, 0L, 1L);
	}

	private static Map<String, Long> callsByNode(String stat) {
		Map<String, Long> calls = new HashMap<>();
		client.on(Nodes.PRIMARIES).execute("INFO", "commandstats").successes().forEach((node, reply) -> {
			long count = 0;
			for (String line : reply.asString().split("\r\n")) {
				if (line.startsWith(stat + ":")) {
					count += Long.parseLong(line.replaceAll("[a-z_]+:calls=([0-9]+),.*", "$1"));
				}
			}
			calls.put(node.id(), count);
		});
		return calls;
	}

	@Test
	@Order(1)
	void aChosenNodeIsScannedAsItIs() {
		fill(300);
		Node replica = Nodes.REPLICAS.select(client.topology()).iterator().next();
		Node primary = client.topology().node(replica.primaryId());
		Set<String> expected = new TreeSet<>(
				client.on(Nodes.withId(primary.id())).execute("KEYS", "*").merged().asStringList());
		cluster.awaitReplicas();
		for (Node node : List.of(primary, replica)) {
			List<String> found = new ArrayList<>();
			try (ScanIterator<Reply> keys = client.scan(Nodes.withId(node.id()), Scan.all().count(20))) {
				keys.forEachRemaining((key) -> found.add(key.asString()));
			}
			assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
		}
	}

	@Test
	@Order(1)
	void theElementsOfAKeyAreWalkedOver() {
		Set<String> members = new HashSet<>();
		for (int i = 0; i < 1500; i++) {
			members.add("m" + i);
			client.execute("SADD", "set", "m" + i);
			client.execute("HSET", "hash", "m" + i, i);
			client.execute("ZADD", "zset", i / 2.0, "m" + i);
		}
		try (ScanIterator<Reply> set = client.scanSet("set", Scan.all());
				ScanIterator<Map.Entry<Reply, Reply>> hash = client.scanHash("hash", Scan.match("m1*"));
				ScanIterator<Map.Entry<Reply, Double>> zset = client.scanSortedSet("zset", Scan.all())) {
			List<String> found = new ArrayList<>();
			set.forEachRemaining((member) -> found.add(member.asString()));
			assertThat(found).containsExactlyInAnyOrderElementsOf(members);
			Set<String> fields = new HashSet<>();
			hash.forEachRemaining((entry) -> {
				assertThat(entry.getKey().asString()).isEqualTo("m" + entry.getValue().asString());
				fields.add(entry.getKey().asString());
			});
			assertThat(fields).hasSize((int) members.stream().filter((member) -> member.startsWith("m1")).count());
			Set<String> scored = new HashSet<>();
			zset.forEachRemaining((entry) -> {
				assertThat(entry.getValue()).isEqualTo(Long.parseLong(entry.getKey().asString().substring(1)) / 2.0);
				scored.add(entry.getKey().asString());
			});
			assertThat(scored).isEqualTo(members);
		}
	}

	@Test
	@Order(1)
	void anOpenSlotIsWalkedOverOnBothSides() {
		Set<String> keys = fill(500);
		int slot = HashSlot.of("key:1");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		client.execute("SET", "{key:1}:stays", "v");
		keys.add("{key:1}:stays");
		cluster.openSlot(slot, target);
		try {
			cluster.migrateKeys(slot, target, "key:1");
			assertThat(scan(Scan.all())).containsAll(keys);
		}
		finally {
			cluster.migrateKeys(slot, target);
			cluster.closeSlot(slot, target);
			cluster.moveSlot(slot, source);
		}
	}

	@Test
	@Order(1)
	void aSlotThatIsHalfOpenIsWalkedOver() {
		Set<String> keys = fill(100);
		int slot = HashSlot.of("key:1");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		source.command("CLUSTER", "SETSLOT", Integer.toString(slot), "MIGRATING", target.id());
		try {
			assertThat(scan(Scan.all())).containsExactlyInAnyOrderElementsOf(keys);
		}
		finally {
			source.command("CLUSTER", "SETSLOT", Integer.toString(slot), "STABLE");
		}
	}

	@Test
	@Order(1)
	void aKeyThatMovesAndComesBackWhileItIsWalkedOverLosesNoElement() {
		Set<String> members = new HashSet<>();
		for (int i = 0; i < 2000; i++) {
			members.add("m" + i);
		}
		client.execute(Command.named("SADD").arg("moving").args(members).build());
		int slot = HashSlot.of("moving");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		Set<String> found = new HashSet<>();
		try (ScanIterator<Reply> set = client.scanSet("moving", Scan.all().count(50))) {
			found.add(set.next().asString());
			cluster.moveSlot(slot, target);
			set.nextBatch().forEach((member) -> found.add(member.asString()));
			set.nextBatch().forEach((member) -> found.add(member.asString()));
			cluster.moveSlot(slot, source);
			set.forEachRemaining((member) -> found.add(member.asString()));
		}
		assertThat(found).isEqualTo(members);
	}

	@Test
	@Order(1)
	void noKeyIsMissedWhileSlotsMoveBackAndForth() throws Exception {
		Set<String> keys = fill(KEYS);
		List<Integer> slots = keys.stream().map(HashSlot::of).distinct().limit(4).toList();
		AtomicBoolean running = new AtomicBoolean(true);
		AtomicInteger moves = new AtomicInteger();
		ExecutorService mover = Executors.newSingleThreadExecutor();
		try {
			Future<?> moving = mover.submit(() -> {
				for (int i = 0; running.get(); i++) {
					int slot = slots.get(i % slots.size());
					EmbeddedNode owner = cluster.owner(slot);
					List<EmbeddedNode> others = cluster.primaries().stream().filter((node) -> node != owner).toList();
					EmbeddedNode target = others.get(i % others.size());
					cluster.moveSlot(slot, target);
					moves.incrementAndGet();
				}
			});
			int scans = 0;
			while (scans < 10 || (moves.get() < 8 && !moving.isDone())) {
				assertThat(new HashSet<>(scan(Scan.all().count(40)))).as("scan %s", scans++).isEqualTo(keys);
			}
			running.set(false);
			moving.get(60, TimeUnit.SECONDS);
			assertThat(moves.get()).isGreaterThanOrEqualTo(8);
		}
		finally {
			running.set(false);
			mover.shutdown();
			assertThat(mover.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	@Order(2)
	void noKeyIsMissedWhileAPrimaryFailsOver() {
		Set<String> keys = fill(KEYS);
		EmbeddedNode primary = cluster.owner(HashSlot.of("key:0"));
		EmbeddedNode replica = cluster.replicasOf(primary).get(0);
		cluster.awaitReplicas();
		Set<String> found = new HashSet<>();
		try (ScanIterator<Reply> scan = client.scan(Scan.all().count(10))) {
			int before = KEYS / 10;
			while (found.size() < before) {
				found.add(scan.next().asString());
			}
			cluster.failover(replica);
			while (found.size() < 2 * before) {
				found.add(scan.next().asString());
			}
			EmbeddedNode killed = cluster.owner(HashSlot.of("key:1"));
			cluster.awaitReplicas();
			killed.kill();
			scan.forEachRemaining((key) -> found.add(key.asString()));
		}
		assertThat(found).isEqualTo(keys);
	}

}
