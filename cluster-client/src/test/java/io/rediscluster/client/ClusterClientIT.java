package io.rediscluster.client;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerInfo;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The public face against a real cluster.
 */
class ClusterClientIT extends OnSharedCluster {

	@Test
	void oneSeedIsEnoughToKnowTheWholeCluster() {
		assertThat(client.topology().shards()).hasSize(3).allMatch((shard) -> shard.replicas().size() == 1);
		assertThat(client.topology().coveredSlots()).isEqualTo(HashSlot.COUNT);
		assertThat(client.topology().nodes()).extracting((node) -> node.address().toString())
			.containsExactlyInAnyOrderElementsOf(cluster.seeds());
	}

	@Test
	void valuesAreWrittenAndReadOnEveryShard() {
		Set<Node> owners = new HashSet<>();
		long redirects = redirects();
		for (int i = 0; i < 100; i++) {
			String key = "key:" + i;
			client.execute("SET", key, "value of " + key);
			assertThat(client.execute("GET", key).asString()).isEqualTo("value of " + key);
			owners.add(client.topology().shardOf(key).primary());
		}
		assertThat(owners).hasSize(3);
		assertThat(client.execute("DBSIZE").asLong()).isEqualTo(100);
		assertThat(redirects()).isEqualTo(redirects);
	}

	private static long redirects() {
		return client.stats().redirects().values().stream().mapToLong(Long::longValue).sum();
	}

	@Test
	void aMissingKeyIsNull() {
		assertThat(client.execute("GET", "missing").isNull()).isTrue();
		assertThat(client.execute("GET", "missing").asString()).isNull();
	}

	@Test
	void textIsUtf8AndBytesAreUnchanged() {
		byte[] bytes = { 0, 1, 13, 10, -1, (byte) 0xc3 };
		client.execute("SET", "ключ:é", "naïve ☕");
		client.execute("SET", "bytes", bytes);
		assertThat(client.execute("GET", "ключ:é").asString()).isEqualTo("naïve ☕");
		assertThat(client.execute("GET", "bytes").asBytes()).isEqualTo(bytes);
	}

	@Test
	void valuesLargerThanEveryBufferComeBackWhole() {
		for (int size : new int[] { 0, 1, 16383, 16384, 32768, 100_000, 5_000_000 }) {
			byte[] value = new byte[size];
			for (int i = 0; i < size; i++) {
				value[i] = (byte) (i * 31);
			}
			client.execute("SET", "large", value);
			assertThat(client.execute("GET", "large").asBytes()).isEqualTo(value);
		}
	}

	@Test
	void serverErrorsAreThrownWithTheirRawLine() {
		client.execute("SET", "text", "a");
		assertThatThrownBy(() -> client.execute("LPUSH", "text", "b"))
			.isInstanceOfSatisfying(ServerErrorException.class, (ex) -> {
				assertThat(ex.getMessage())
					.isEqualTo("WRONGTYPE Operation against a key holding the wrong kind of value");
				assertThat(ex.code()).isEqualTo("WRONGTYPE");
				assertThat(ex.command()).isEqualTo("LPUSH");
				assertThat(ex.slot()).isEqualTo(HashSlot.of("text"));
				assertThat(ex.node()).isNotNull();
			});
	}

	@Test
	void multiKeyCommandsAreSplitOverSlotsAndJoined() {
		client.execute("MSET", "a", "1", "b", "2", "c", "3");
		assertThat(client.execute("MGET", "c", "missing", "a", "b").asStringList()).containsExactly("3", null, "1",
				"2");
		assertThat(client.execute("EXISTS", "a", "b", "missing", "a").asLong()).isEqualTo(3);
		assertThat(client.execute("TOUCH", "a", "b").asLong()).isEqualTo(2);
		assertThat(client.execute("DEL", "a", "missing").asLong()).isEqualTo(1);
		assertThat(client.execute("UNLINK", "b", "c", "missing").asLong()).isEqualTo(2);
	}

	@Test
	void whatCannotBeSplitIsRefusedBeforeItIsSent() {
		assertThatThrownBy(() -> client.execute("EVAL", "return 1", 2, "a", "b"))
			.isInstanceOfSatisfying(CrossSlotException.class, (ex) -> {
				assertThat(ex.wasSent()).isFalse();
				assertThat(ex).hasMessageContaining("hash tag");
			});
		assertThatThrownBy(() -> client.execute("SELECT", 1)).isInstanceOf(CommandRefusedException.class)
			.hasMessageContaining("database 0");
		assertThatThrownBy(() -> client.execute("SUBSCRIBE", "x")).isInstanceOf(CommandRefusedException.class);
	}

	@Test
	void aFanOutGivesEachNodesReplyAndTheJoinedOne() {
		NodeReplies info = client.on(Nodes.ALL).execute("INFO", "server");
		assertThat(info.failures()).isEmpty();
		assertThat(info.successes()).hasSize(6)
			.allSatisfy((node, reply) -> assertThat(reply.asString()).contains("tcp_port:" + node.address().port()));
		client.execute("SET", "a", "1");
		client.execute("SET", "b", "1");
		assertThat(client.on(Nodes.PRIMARIES).execute("DBSIZE").merged().asLong()).isEqualTo(2);
		assertThat(client.execute("KEYS", "*").asStringList()).containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void aPipelineGivesEveryOutcomeInOrderAndAnErrorStaysAtItsPlace() {
		client.execute("SET", "text", "a");
		List<Outcome> outcomes = client.pipeline()
			.add("SET", "a", "1")
			.add("INCR", "a")
			.add("LPUSH", "text", "x")
			.add("MGET", "a", "text", "missing")
			.add("DBSIZE")
			.add("GET", "a")
			.execute();
		assertThat(outcomes).hasSize(6);
		assertThat(outcomes.get(0).reply().asString()).isEqualTo("OK");
		assertThat(outcomes.get(1).reply().asLong()).isEqualTo(2);
		assertThat(outcomes.get(2).failure()).isInstanceOf(ServerErrorException.class);
		assertThat(outcomes.get(3).reply().asStringList()).containsExactly("2", "a", null);
		assertThat(outcomes.get(4).reply().asLong()).isEqualTo(2);
		assertThat(outcomes.get(5).reply().asString()).isEqualTo("2");
	}

	@Test
	void aBlockingCommandInAPipelineKeepsItsPlace() {
		List<Outcome> outcomes = client.pipeline()
			.add("RPUSH", "queue", "a", "b")
			.add("BLPOP", "queue", 1)
			.add("LLEN", "queue")
			.add("BLPOP", "missing", 0.05)
			.execute();
		assertThat(outcomes.get(1).reply().asStringList()).containsExactly("queue", "a");
		assertThat(outcomes.get(2).reply().asLong()).isOne();
		assertThat(outcomes.get(3).reply().isNull()).isTrue();
	}

	@Test
	void aLongPipelineKeepsTheOrderOfEveryKey() {
		Pipeline pipeline = client.pipeline();
		for (int i = 0; i < 20_000; i++) {
			pipeline.add("INCR", "counter:" + i % 7);
		}
		List<Outcome> outcomes = pipeline.execute();
		for (int i = 0; i < outcomes.size(); i++) {
			assertThat(outcomes.get(i).reply().asLong()).isEqualTo(i / 7 + 1);
		}
	}

	@Test
	void asynchronousCommandsOfOneSlotKeepTheirOrder() throws Exception {
		List<CompletableFuture<Reply>> replies = new ArrayList<>();
		for (int i = 0; i < 5_000; i++) {
			replies.add(client.executeAsync(Command.of("RPUSH", "list", i)).toCompletableFuture());
		}
		// a blocking call on the same slot must not overtake them
		assertThat(client.execute("LLEN", "list").asLong()).isEqualTo(5_000);
		for (int i = 0; i < replies.size(); i++) {
			assertThat(replies.get(i).get(10, TimeUnit.SECONDS).asLong()).isEqualTo(i + 1);
		}
	}

	@Test
	void manyThreadsNeverGetEachOthersReplies() throws Exception {
		ExecutorService threads = Executors.newFixedThreadPool(32);
		try {
			List<Future<?>> tasks = new ArrayList<>();
			for (int t = 0; t < 32; t++) {
				int thread = t;
				tasks.add(threads.submit(() -> {
					for (int i = 0; i < 500; i++) {
						String key = "t:" + thread + ":" + i;
						client.execute("SET", key, key);
						assertThat(client.execute("GET", key).asString()).isEqualTo(key);
					}
				}));
			}
			for (Future<?> task : tasks) {
				task.get(60, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
	}

	@Test
	void blockingCommandsWaitAtTheServerAndHoldNobodyUp() throws Exception {
		CompletableFuture<Reply> popped = CompletableFuture.supplyAsync(() -> client.execute("BLPOP", "queue", 20),
				(task) -> new Thread(task).start());
		for (int i = 0; i < 100; i++) {
			client.execute("SET", "{queue}" + i, i);
		}
		assertThat(popped).isNotDone();
		client.execute("RPUSH", "queue", "job");
		assertThat(popped.get(10, TimeUnit.SECONDS).asStringList()).containsExactly("queue", "job");
		assertThat(client.execute("BLPOP", "queue", 0.05).isNull()).isTrue();
	}

	@Test
	void readsGoToReplicasWhenAskedAndWritesNever() {
		ClusterClient replicas = client.withReadFrom(ReadFrom.REPLICA);
		client.on(Nodes.ALL).execute("CONFIG", "RESETSTAT");
		for (int i = 0; i < 60; i++) {
			replicas.execute("SET", "k" + i, "v");
			replicas.execute("GET", "k" + i);
		}
		for (EmbeddedNode node : cluster.replicas()) {
			ServerInfo counted = node.info("commandstats");
			assertThat(counted.calls("get")).isPositive();
			assertThat(counted.rejectedCalls("set")).isZero();
		}
		for (EmbeddedNode node : cluster.primaries()) {
			ServerInfo counted = node.info("commandstats");
			assertThat(counted.calls("get")).isZero();
			assertThat(counted.calls("set")).isPositive();
		}
	}

	@Test
	void aCommandThatTheServerDoesNotKnowEitherIsTheServersError() {
		assertThatThrownBy(() -> client.execute("NOSUCHCOMMAND", "a")).isInstanceOf(ServerErrorException.class)
			.hasMessageContaining("unknown command");
	}

	@Test
	void scriptsRunOnTheNodeOfTheirKeys() {
		Reply reply = client.execute("EVAL", "return redis.call('SET', KEYS[1], ARGV[1])", 1, "scripted", "yes");
		assertThat(reply.asString()).isEqualTo("OK");
		assertThat(client.execute("GET", "scripted").asString()).isEqualTo("yes");
	}

	@Test
	void mapsAreMapsWhicheverProtocolIsSpoken() {
		client.execute("HSET", "hash", "a", "1", "b", "2");
		try (ClusterClient resp2 = ClusterClient.connect(options().protocol(Protocol.RESP2).build())) {
			for (ClusterClient each : List.of(client, resp2)) {
				Map<String, Reply> map = each.execute("HGETALL", "hash").asMap();
				assertThat(map.get("a").asString()).isEqualTo("1");
				assertThat(map.get("b").asString()).isEqualTo("2");
			}
		}
	}

	@Test
	void aMovedSlotIsFollowedAndRemembered() {
		String key = "moving";
		int slot = HashSlot.of(key);
		client.execute("SET", key, "1");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		try {
			cluster.moveSlot(slot, target);
			assertThat(client.execute("INCR", key).asLong()).isEqualTo(2);
			assertThat(client.topology().shardOf(slot).primary().id()).isEqualTo(target.id());
			long redirects = redirects();
			assertThat(redirects).isPositive();
			client.execute("INCR", key);
			assertThat(redirects()).isEqualTo(redirects);
		}
		finally {
			cluster.moveSlot(slot, source);
			client.refresh();
		}
	}

	@Test
	void anOpenSlotIsServedFromBothSides() {
		int slot = HashSlot.of("{open}a");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		client.execute("SET", "{open}a", "a");
		client.execute("SET", "{open}b", "b");
		cluster.openSlot(slot, target);
		try {
			cluster.migrateKeys(slot, target, "{open}b");
			assertThat(client.execute("GET", "{open}a").asString()).isEqualTo("a");
			assertThat(client.execute("GET", "{open}b").asString()).isEqualTo("b");
			client.execute("SET", "{open}c", "c");
			assertThat(target.command("DBSIZE")).isEqualTo(2L);
		}
		finally {
			cluster.migrateKeys(slot, target);
			cluster.closeSlot(slot, target);
			cluster.moveSlot(slot, source);
			client.refresh();
		}
	}

	@Test
	void urlsCarryAddressesAndOptions() {
		String url = "redis://" + String.join(",", cluster.seeds()) + "?read-from=any&timeout=3s&client-name=url-test";
		try (ClusterClient other = ClusterClient.connect(url)) {
			other.execute("SET", "url", "1");
			assertThat(other.execute("CLIENT", "LIST").asString()).contains("name=url-test");
		}
	}

}
