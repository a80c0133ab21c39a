package io.rediscluster.client;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerConnection;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Commands to all nodes, to all primaries and to named nodes: what each answers, and the
 * joined answer.
 */
@Timeout(120)
class NodeCommandsIT extends OnSharedCluster {

	@ParameterizedTest
	@ValueSource(strings = { "BGREWRITEAOF", "CLIENT GETNAME", "CLIENT LIST", "CLIENT SETNAME tester",
			"CLIENT KILL ID 99999999", "CONFIG GET maxmemory", "CONFIG RESETSTAT", "CONFIG SET slowlog-max-len 128",
			"DBSIZE", "ECHO hello", "INFO server", "LASTSAVE", "PING", "SAVE", "SLOWLOG GET", "SLOWLOG LEN",
			"SLOWLOG RESET", "TIME", "PUBSUB CHANNELS", "PUBSUB NUMPAT", "SCRIPT EXISTS abc", "KEYS *" })
	void everyNodeAnswersACommandToAllNodes(String line) {
		Command command = command(line);
		NodeReplies replies = client.on(Nodes.ALL).execute(command);
		assertThat(replies.outcomes()).hasSize(6);
		// SAVE and BGREWRITEAOF are refused by a server that happens to do it just now
		replies.failures().values().forEach((failure) -> assertThat(failure).hasMessageContaining("in progress"));
	}

	private static Command command(String line) {
		List<String> words = List.of(line.split(" "));
		return Command.named(words.get(0)).args(words.subList(1, words.size())).build();
	}

	@Test
	void whatANodeRefusesIsItsOwnFailureAndNobodyElses() {
		NodeReplies replies = client.on(Nodes.ALL).execute("GET", "key");
		int slot = HashSlot.of("key");
		Node owner = client.topology().shardOf(slot).primary();
		assertThat(replies.successes().keySet()).extracting(Node::id).contains(owner.id());
		assertThat(replies.failures()).hasSizeGreaterThanOrEqualTo(4);
		replies.failures()
			.values()
			.forEach((failure) -> assertThat(failure).isInstanceOf(ServerErrorException.class)
				.hasMessageStartingWith("MOVED " + slot));
	}

	@Test
	void countsAndKeysOfAllPrimariesAreJoined() {
		Set<String> keys = new HashSet<>();
		for (int i = 0; i < 90; i++) {
			client.execute("SET", "k" + i, i);
			keys.add("k" + i);
		}
		assertThat(client.execute("DBSIZE").asLong()).isEqualTo(90);
		assertThat(client.execute("KEYS", "k*").asStringList()).containsExactlyInAnyOrderElementsOf(keys);
		Set<Node> seen = new HashSet<>();
		for (int i = 0; i < 200 && seen.size() < 3; i++) {
			seen.add(client.topology().shardOf(client.execute("RANDOMKEY").asString()).primary());
		}
		assertThat(seen).as("RANDOMKEY prefers no node").hasSize(3);
		assertThat(client.execute("FLUSHDB").asString()).isEqualTo("OK");
		assertThat(client.execute("RANDOMKEY").isNull()).isTrue();
	}

	@Test
	void subscriptionsOfAllNodesAreJoinedAndSeenSinglyOnRequest() {
		try (ServerConnection first = cluster.primaries().get(0).connect();
				ServerConnection second = cluster.primaries().get(1).connect();
				ServerConnection replica = cluster.replicas().get(0).connect()) {
			first.command("SUBSCRIBE", "news");
			second.command("SUBSCRIBE", "news");
			second.command("PSUBSCRIBE", "n*");
			replica.command("PSUBSCRIBE", "w*");
			replica.command("SUBSCRIBE", "weather");
			assertThat(client.execute("PUBSUB CHANNELS").asStringList()).containsExactlyInAnyOrder("news", "weather");
			assertThat(client.execute("PUBSUB CHANNELS", "ne*").asStringList()).containsExactly("news");
			Map<String, Reply> counts = client.execute("PUBSUB NUMSUB", "news", "weather", "none").asMap();
			assertThat(counts.get("news").asLong()).isEqualTo(2);
			assertThat(counts.get("weather").asLong()).isEqualTo(1);
			assertThat(counts.get("none").asLong()).isZero();
			assertThat(client.execute("PUBSUB NUMPAT").asLong()).isEqualTo(2);
			Map<Node, Reply> single = client.on(Nodes.ALL).execute("PUBSUB CHANNELS").successes();
			assertThat(single).hasSize(6);
			assertThat(single.values().stream().filter((reply) -> reply.asStringList().contains("news"))).hasSize(2);
		}
	}

	@Test
	void scriptsAreLoadedFlushedAndLookedForOnAllPrimaries() {
		String sha = client.execute("SCRIPT LOAD", "return 'one'").asString();
		assertThat(sha).hasSize(40);
		assertThat(client.execute("SCRIPT EXISTS", sha, "0".repeat(40)).asList()).extracting(Reply::asLong)
			.containsExactly(1L, 0L);
		for (int i = 0; i < 10; i++) {
			assertThat(client.execute("EVALSHA", sha, 1, "k" + i).asString()).isEqualTo("one");
		}
		Nodes one = Nodes.owning("k1");
		client.on(one).execute("SCRIPT FLUSH").merged();
		assertThat(client.execute("SCRIPT EXISTS", sha).asList().get(0).asLong()).as("only if all have it").isZero();
		assertThat(client.execute("SCRIPT FLUSH").asString()).isEqualTo("OK");
		assertThat(client.on(Nodes.PRIMARIES).execute("SCRIPT EXISTS", sha).successes().values())
			.allMatch((reply) -> reply.asList().get(0).asLong() == 0);
		assertThatThrownBy(() -> client.execute("SCRIPT KILL")).isInstanceOf(NodesFailedException.class)
			.hasMessageContaining("NOTBUSY");
	}

	@Test
	void functionsAreLoadedCalledListedAndDeletedOnAllPrimaries() {
		String code = "#!lua name=greetings\nredis.register_function('greet', function(keys, args) "
				+ "return redis.call('SET', keys[1], args[1]) end)";
		assertThat(client.execute("FUNCTION LOAD", "REPLACE", code).asString()).isEqualTo("greetings");
		for (int i = 0; i < 10; i++) {
			assertThat(client.execute("FCALL", "greet", 1, "k" + i, "hello").asString()).isEqualTo("OK");
			assertThat(client.execute("GET", "k" + i).asString()).isEqualTo("hello");
		}
		assertThat(client.on(Nodes.PRIMARIES).execute("FUNCTION LIST").successes().values())
			.allMatch((reply) -> reply.asList().size() == 1);
		assertThat(client.execute("FUNCTION DELETE", "greetings").asString()).isEqualTo("OK");
		assertThat(client.execute("FUNCTION LIST").asList()).isEmpty();
		assertThat(client.execute("FUNCTION FLUSH").asString()).isEqualTo("OK");
		assertThatThrownBy(() -> client.execute("FUNCTION KILL")).isInstanceOf(NodesFailedException.class)
			.hasMessageContaining("NOTBUSY");
	}

	@Test
	void aClientIsNamedListedAndKilledWhereverItIs() {
		try (ServerConnection victim = cluster.primaries().get(2).connect()) {
			victim.command("CLIENT", "SETNAME", "victim");
			String line = client.execute("CLIENT LIST")
				.asString()
				.lines()
				.filter((each) -> each.contains(" name=victim "))
				.findFirst()
				.orElseThrow();
			String address = line.replaceAll(".* addr=(\\S+) .*", "$1");
			assertThat(client.execute("CLIENT KILL", address).asLong()).isEqualTo(1);
			assertThatThrownBy(() -> victim.command("PING")).isInstanceOf(UncheckedIOException.class);
			assertThatThrownBy(() -> client.execute("CLIENT KILL", address)).isInstanceOf(NodesFailedException.class)
				.hasMessageContaining("No such client");
			assertThat(client.execute("CLIENT KILL", "ADDR", address).asLong()).isZero();
		}
		assertThat(client.execute("CLIENT SETNAME", "tester").asString()).isEqualTo("OK");
	}

	@Test
	void aSettingIsSetOnEveryNode() {
		String before = client.execute("CONFIG GET", "slowlog-log-slower-than")
			.asMap()
			.get("slowlog-log-slower-than")
			.asString();
		try {
			assertThat(client.execute("CONFIG SET", "slowlog-log-slower-than", 0).asString()).isEqualTo("OK");
			assertThat(client.on(Nodes.ALL).execute("CONFIG GET", "slowlog-log-slower-than").successes().values())
				.hasSize(6)
				.allMatch((reply) -> reply.asMap().get("slowlog-log-slower-than").asLong() == 0);
			assertThat(client.execute("SLOWLOG LEN").asLong()).isPositive();
			assertThat(client.execute("SLOWLOG GET", 2).asList()).hasSizeBetween(6, 12);
		}
		finally {
			client.execute("CONFIG SET", "slowlog-log-slower-than", before);
		}
		assertThat(client.execute("SLOWLOG RESET").asString()).isEqualTo("OK");
	}

	@ParameterizedTest
	@ValueSource(strings = { "MOVE k 1", "SHUTDOWN", "SENTINEL masters", "SENTINEL get-master-addr-by-name m",
			"REPLICAOF NO ONE", "SLAVEOF NO ONE", "SELECT 1", "SWAPDB 0 1", "WAIT 1 100", "MONITOR", "SYNC", "FAILOVER",
			"AUTH secret", "HELLO 3", "RESET", "QUIT", "CLIENT REPLY OFF", "CLIENT TRACKING ON", "MULTI", "EXEC",
			"WATCH k", "SUBSCRIBE c", "READONLY", "ASKING" })
	void whatCannotBeRightOnASharedConnectionIsRefusedWithTheReason(String line) {
		Command command = command(line);
		assertThatThrownBy(() -> client.execute(command)).isInstanceOfSatisfying(CommandRefusedException.class,
				(refused) -> {
					assertThat(refused.wasSent()).isFalse();
					assertThat(refused.getMessage()).startsWith(line.split(" ")[0]).hasSizeGreaterThan(40);
				});
		assertThatThrownBy(() -> client.on(Nodes.ALL).execute(command)).isInstanceOf(CommandRefusedException.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "CLUSTER ADDSLOTS 1", "CLUSTER ADDSLOTSRANGE 1 2", "CLUSTER DELSLOTS 1",
			"CLUSTER DELSLOTSRANGE 1 2", "CLUSTER FAILOVER", "CLUSTER FORGET abc", "CLUSTER REPLICATE abc",
			"CLUSTER RESET", "CLUSTER RESET HARD", "CLUSTER SETSLOT 1 STABLE", "CLUSTER BUMPEPOCH",
			"CLUSTER SAVECONFIG", "CLUSTER SET-CONFIG-EPOCH 7", "CLUSTER COUNT-FAILURE-REPORTS abc", "CLUSTER MYID",
			"CLUSTER LINKS", "SCAN 0", "ROLE", "DEBUG SLEEP 0" })
	void whatConcernsOneNodeMustNameIt(String line) {
		Command command = command(line);
		assertThatThrownBy(() -> client.execute(command)).isInstanceOf(CommandRefusedException.class)
			.hasMessageContaining("needs a node")
			.hasMessageContaining("client.on(...)");
	}

	@Test
	void questionsAboutASlotGoToItsOwner() {
		for (int i = 0; i < 12; i++) {
			String key = "{tag" + i + "}";
			client.execute("SET", key + "a", 1);
			client.execute("SET", key + "b", 1);
			int slot = HashSlot.of(key);
			assertThat(client.execute("CLUSTER COUNTKEYSINSLOT", slot).asLong()).isEqualTo(2);
			assertThat(client.execute("CLUSTER GETKEYSINSLOT", slot, 10).asStringList())
				.containsExactlyInAnyOrder(key + "a", key + "b");
			assertThat(client.execute("CLUSTER KEYSLOT", key + "a").asLong()).isEqualTo(slot);
		}
	}

	@Test
	void slotsAreTakenAwayAndGivenNodesForgottenAndAllReset() {
		try (EmbeddedCluster own = EmbeddedCluster.builder().primaries(3).replicasPerPrimary(0).start();
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(own.seeds().get(0)).build())) {
			SlotRange[] slots = { new SlotRange(5, 9), new SlotRange(16_000, 16_001) };
			ClusterAdmin admin = client.admin();
			admin.deleteSlots(slots);
			assertThat(client.topology().coveredSlots()).isEqualTo(HashSlot.COUNT - 7);
			Node third = client.topology().node(own.node(2).id());
			admin.addSlots(third, slots);
			Await.until("all know the new owner", Duration.ofSeconds(20),
					() -> client.refresh().coveredSlots() == HashSlot.COUNT
							&& client.topology().shardOf(7).primary().id().equals(third.id()));
			own.awaitAgreement(Duration.ofSeconds(30));
			client.execute("SET", Slots.keyIn("x", 7), "v");
			assertThatThrownBy(() -> admin.addSlots(third, new SlotRange(7, 7)))
				.isInstanceOf(ServerErrorException.class)
				.hasMessageContaining("busy");
			EmbeddedNode fourth = own.addNode();
			Node joined = client.refresh().node(fourth.id());
			admin.forget(joined);
			Await.until("it is forgotten", Duration.ofSeconds(20), () -> client.refresh().node(fourth.id()) == null);
			client.execute("FLUSHALL");
			List<String> ids = new ArrayList<>();
			own.nodes().forEach((node) -> ids.add(node.id()));
			admin.resetAllNodes(false);
			for (EmbeddedNode node : own.nodes().subList(0, 3)) {
				assertThat(node.text("CLUSTER", "NODES").lines()).as("it knows only itself").hasSize(1);
				assertThat(node.text("CLUSTER", "INFO")).contains("cluster_slots_assigned:0");
			}
		}
	}

}
