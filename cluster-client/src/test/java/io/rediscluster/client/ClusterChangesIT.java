package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Pipelines, scripts, blocking commands and replicated writes on a real cluster while
 * slots move and primaries fail over.
 */
@Timeout(180)
class ClusterChangesIT extends OnChangingCluster {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	private <T> Future<T> inBackground(Callable<T> work) {
		return this.threads.submit(work);
	}

	private static void awaitWaiting(int count) {
		Await.until("a call that waits at the server", LONG,
				() -> client.stats()
					.nodes()
					.values()
					.stream()
					.mapToInt((node) -> node.connections().getOrDefault(ConnectionKind.DEDICATED, 0))
					.sum() >= count && blocked() >= count);
	}

	private static long blocked() {
		return cluster.primaries()
			.stream()
			.filter(EmbeddedNode::isRunning)
			.mapToLong((node) -> node.info("clients").number("blocked_clients"))
			.sum();
	}

	@Test
	void pipelinesKeepTheOrderOfASlotWhileItMoves() throws Exception {
		int slot = Slots.of("{order}");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		AtomicBoolean stop = new AtomicBoolean();
		AtomicInteger rounds = new AtomicInteger();
		List<Future<Integer>> writers = new ArrayList<>();
		for (int t = 0; t < 3; t++) {
			String key = "{order}" + t;
			writers.add(inBackground(() -> {
				int n = 0;
				while (!stop.get()) {
					Pipeline pipeline = client.pipeline();
					for (int i = 0; i < 50; i++) {
						pipeline.add("RPUSH", key, n++);
						pipeline.add("RPUSH", "elsewhere:" + i, n);
					}
					assertThat(pipeline.execute()).allMatch(Outcome::isSuccess);
					rounds.incrementAndGet();
				}
				return n;
			}));
		}
		for (int i = 0; i < 4; i++) {
			int before = rounds.get();
			cluster.moveSlot(slot, (i % 2 == 0) ? target : source);
			Await.until("pipelines going on", LONG, () -> rounds.get() > before);
		}
		stop.set(true);
		for (int t = 0; t < 3; t++) {
			int count = writers.get(t).get(60, TimeUnit.SECONDS);
			List<String> values = client.execute("LRANGE", "{order}" + t, 0, -1).asStringList();
			assertThat(values).hasSize(count);
			for (int i = 0; i < count; i++) {
				assertThat(values.get(i)).isEqualTo(String.valueOf(i));
			}
		}
	}

	@Test
	void scriptsGoOnWhileTheirSlotMovesAndServersForgetThem() throws Exception {
		Script increment = Script.of("return redis.call('INCRBY', KEYS[1], ARGV[1])");
		int slot = Slots.of("{script}");
		EmbeddedNode source = cluster.owner(slot);
		AtomicBoolean stop = new AtomicBoolean();
		AtomicInteger done = new AtomicInteger();
		Future<Integer> caller = inBackground(() -> {
			int sum = 0;
			while (!stop.get()) {
				client.execute(increment.call(List.of("n:{script}"), 1));
				List<Outcome> outcomes = client.pipeline()
					.add(increment.call(List.of("n:{script}"), 1))
					.add(increment.call(List.of("n:{script}"), 1))
					.execute();
				assertThat(outcomes).allMatch(Outcome::isSuccess);
				client.transaction((tx) -> tx.multi().add(increment.call(List.of("n:{script}"), 1)));
				sum += 4;
				done.incrementAndGet();
			}
			return sum;
		});
		for (int i = 0; i < 2; i++) {
			int before = done.get();
			cluster.moveSlot(slot, (i == 0) ? cluster.primaryOtherThan(source) : source);
			client.execute("SCRIPT FLUSH");
			Await.until("calls going on", LONG, () -> done.get() > before + 5);
		}
		stop.set(true);
		int sum = caller.get(60, TimeUnit.SECONDS);
		assertThat(client.execute("GET", "n:{script}").asLong()).isEqualTo(sum);
	}

	@Test
	void scriptsForgottenByTheServersAloneAreLoadedAgain() {
		Script echo = Script.of("return ARGV[1]");
		assertThat(client.execute(echo.call(List.of("k"), "a")).asString()).isEqualTo("a");
		cluster.primaries().forEach((node) -> node.command("SCRIPT", "FLUSH"));
		assertThat(client.execute(echo.call(List.of("k"), "b")).asString()).isEqualTo("b");
		assertThat(client.execute("EVALSHA", echo.sha1(), 1, "k", "c").asString()).isEqualTo("c");
		assertThat(client.withReadFrom(ReadFrom.REPLICA).execute(echo.readOnly().call(List.of("k"), "d")).asString())
			.isEqualTo("d");
	}

	@Test
	void functionsAreLoadedEverywhereAndReadOnReplicas() {
		client.execute("FUNCTION LOAD", "REPLACE", """
				#!lua name=library
				redis.register_function{
					function_name = 'value',
					callback = function(keys) return redis.call('GET', keys[1]) end,
					flags = { 'no-writes' }
				}
				""");
		client.execute(Command.of("SET", "k", "v").replicated(1, LONG));
		assertThat(client.execute("FCALL", "value", 1, "k").asString()).isEqualTo("v");
		assertThat(client.withReadFrom(ReadFrom.REPLICA).execute("FCALL_RO", "value", 1, "k").asString())
			.isEqualTo("v");
	}

	@Test
	void aPopFollowsItsSlot() throws Exception {
		int slot = Slots.of("{pop}");
		EmbeddedNode source = cluster.owner(slot);
		Future<Reply> pop = inBackground(() -> client.execute("BLPOP", "{pop}", 60));
		awaitWaiting(1);
		cluster.moveSlot(slot, cluster.primaryOtherThan(source));
		client.execute("RPUSH", "{pop}", "v");
		assertThat(pop.get(60, TimeUnit.SECONDS).asStringList()).containsExactly("{pop}", "v");
		cluster.moveSlot(slot, source);
	}

	@Test
	void aPopGoesOnAtTheReplicaThatTookOver() throws Exception {
		EmbeddedNode replica = cluster.replicasOf(cluster.owner(Slots.of("{over}"))).get(0);
		Future<Reply> pop = inBackground(() -> client.execute("BLMOVE", "{over}a", "{over}b", "LEFT", "RIGHT", 60));
		awaitWaiting(1);
		cluster.failover(replica);
		cluster.awaitAgreement(LONG);
		client.execute("RPUSH", "{over}a", "v");
		assertThat(pop.get(60, TimeUnit.SECONDS).asString()).isEqualTo("v");
		assertThat(client.execute("LRANGE", "{over}b", 0, -1).asStringList()).containsExactly("v");
	}

	@Test
	void aReadGoesOnAndAPopIsUnknownWhenTheirPrimaryIsKilled() throws Exception {
		EmbeddedNode primary = cluster.owner(Slots.of("{kill}"));
		Future<Reply> read = inBackground(
				() -> client.execute(Command.of("XREAD", "BLOCK", 60_000, "STREAMS", "{kill}s", "$")));
		Future<Reply> pop = inBackground(() -> client.execute("BZPOPMIN", "{kill}z", 60));
		awaitWaiting(2);
		primary.kill();
		try {
			assertThatThrownBy(() -> pop.get(60, TimeUnit.SECONDS))
				.hasCauseInstanceOf(CommandOutcomeUnknownException.class);
			Await.until("the read at a new primary", LONG, () -> blocked() > 0);
			client.execute("XADD", "{kill}s", "*", "f", "v");
			assertThat(read.get(60, TimeUnit.SECONDS).isNull()).isFalse();
		}
		finally {
			primary.restart();
			cluster.awaitAgreement(LONG);
		}
	}

	@Test
	void aReplicatedWriteTellsWhenItsReplicaIsAway() {
		EmbeddedNode replica = cluster.replicasOf(cluster.owner(Slots.of("r"))).get(0);
		assertThat(client.execute(Command.of("SET", "r", "1").replicated(1, LONG)).asString()).isEqualTo("OK");
		replica.pause();
		try {
			assertThatThrownBy(() -> client.execute(Command.of("SET", "r", "2").replicated(1, Duration.ofMillis(200))))
				.isInstanceOf(NotReplicatedException.class);
			assertThat(client.execute("GET", "r").asString()).isEqualTo("2");
		}
		finally {
			replica.resume();
		}
		assertThat(client.execute(Command.of("SET", "r", "3").replicated(1, LONG)).asString()).isEqualTo("OK");
	}

}
