package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

import io.rediscluster.client.ClusterAdmin.OpenSlot;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Slots are moved with their keys while callers read and write them, on a cluster with a
 * password.
 */
@Timeout(180)
class MoveSlotsIT {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static EmbeddedCluster cluster;

	private static ClusterClient client;

	@BeforeAll
	static void start() {
		cluster = EmbeddedCluster.builder().password("secret").nodeTimeout(Duration.ofSeconds(3)).start();
		client = ClusterClient.connect(ClusterClientOptions.builder()
			.seeds(cluster.seeds().get(0))
			.password("secret")
			.timeout(Duration.ofSeconds(20))
			.build());
	}

	@AfterAll
	static void close() {
		client.close();
		cluster.close();
	}

	private static Node owner(int slot) {
		return client.refresh().shardOf(slot).primary();
	}

	private static Node other(Node owner) {
		return client.topology().primaries().stream().filter((node) -> !node.id().equals(owner.id())).findFirst().get();
	}

	/** A run of slots of one owner, of which the first has the key {@code name}. */
	private static SlotRange slotsFrom(String name, int count) {
		int slot = HashSlot.of(name);
		return new SlotRange(slot, slot + count - 1);
	}

	@Test
	void noKeyIsLostAndNoCallerSeesAnErrorWhileSlotsMoveUnderTraffic() throws Exception {
		SlotRange slots = new SlotRange(100, 139);
		Map<String, Integer> written = new HashMap<>();
		for (int i = 0; written.size() < 400; i++) {
			if (slots.contains(HashSlot.of("busy:" + i))) {
				written.put("busy:" + i, i);
			}
			else if (i % 500 == 0) {
				written.put("elsewhere:" + i, i);
			}
		}
		written.forEach((key, value) -> client.execute("SET", key, value));
		Node source = owner(100);
		Node target = other(source);
		try (Traffic traffic = traffic(new ArrayList<>(written.keySet()))) {
			traffic.awaitMore(500);
			client.admin().moveSlots(target, slots);
			assertThat(owner(120).id()).isEqualTo(target.id());
			client.admin().moveSlots(source, slots);
			traffic.awaitMore(500);
			assertThat(traffic.failures()).isEmpty();
		}
		assertThat(owner(120).id()).isEqualTo(source.id());
		written.forEach((key, value) -> assertThat(client.execute("GET", key).asLong()).isEqualTo(value.longValue()));
		assertThat(client.admin().openSlots()).isEmpty();
		cluster.awaitAgreement(LONG);
	}

	@Test
	void aLargeKeyMovesWithItsSlot() {
		SlotRange slot = slotsFrom("large", 1);
		byte[] value = new byte[24 << 20];
		value[value.length - 1] = 7;
		client.execute("SET", "large", value);
		client.execute("SET", "{large}ttl", "v", "PX", 600_000);
		for (int i = 0; i < 50; i++) {
			client.execute("RPUSH", "{large}list", "a", "b", i);
		}
		Node target = other(owner(slot.first()));
		client.admin().moveSlots(target, slot);
		assertThat(owner(slot.first()).id()).isEqualTo(target.id());
		assertThat(client.execute("GET", "large").asBytes()).isEqualTo(value);
		assertThat(client.execute("LLEN", "{large}list").asLong()).isEqualTo(150);
		assertThat(client.execute("PTTL", "{large}ttl").asLong()).isBetween(1L, 600_000L);
	}

	@Test
	void aMoveThatWasInterruptedGoesOnWhereItEnded() throws Exception {
		SlotRange slots = slotsFrom("broken", 2);
		for (int i = 0; i < 60; i++) {
			client.execute("SET", "{broken}" + i, i);
		}
		EmbeddedNode source = cluster.owner(slots.first());
		EmbeddedNode target = cluster.primaryOtherThan(source);
		cluster.openSlot(slots.first(), target);
		cluster.migrateKeys(slots.first(), target, "{broken}1", "{broken}2");
		// what an interrupted MIGRATE may leave behind: a copy at the target
		source.command("MIGRATE", "127.0.0.1", Integer.toString(target.port()), "", "0", "5000", "COPY", "AUTH",
				"secret", "KEYS", "{broken}3");
		client.execute("SET", "{broken}3", "newer");
		assertThat(client.admin().openSlots()).singleElement()
			.returns(slots.first(), OpenSlot::slot)
			.returns(target.id(), OpenSlot::targetId)
			.returns(source.id(), (open) -> open.source().id());
		Node third = client.topology()
			.primaries()
			.stream()
			.filter((node) -> !List.of(source.id(), target.id()).contains(node.id()))
			.findFirst()
			.orElseThrow();
		assertThatThrownBy(() -> client.admin().moveSlots(third, slots)).isInstanceOf(IllegalStateException.class)
			.hasMessageContaining("is being moved");
		Node to = client.topology().node(target.id());
		client.admin().moveSlots(to, slots);
		client.admin().moveSlots(to, slots);
		for (int i = 0; i < 60; i++) {
			assertThat(client.execute("GET", "{broken}" + i).asString()).isEqualTo((i == 3) ? "newer" : "" + i);
		}
		assertThat(client.admin().openSlots()).isEmpty();
		assertThat(owner(slots.last()).id()).isEqualTo(target.id());
	}

	@Test
	void aMoveWhoseLastStepWasNotHeardByAllIsEnded() {
		SlotRange slot = slotsFrom("unheard", 1);
		client.execute("SET", "unheard", "v");
		EmbeddedNode source = cluster.owner(slot.first());
		EmbeddedNode target = cluster.primaryOtherThan(source);
		cluster.openSlot(slot.first(), target);
		cluster.migrateKeys(slot.first(), target);
		target.command("CLUSTER", "SETSLOT", Integer.toString(slot.first()), "NODE", target.id());
		client.admin().moveSlots(client.topology().node(target.id()), slot);
		assertThat(client.admin().openSlots()).isEmpty();
		assertThat(client.execute("GET", "unheard").asString()).isEqualTo("v");
		assertThat(owner(slot.first()).id()).isEqualTo(target.id());
	}

	@Test
	void anInterruptedThreadLeavesTheRestForTheNextCall() throws Exception {
		SlotRange slots = slotsFrom("stop", 200);
		Node source = owner(slots.first());
		Node target = other(source);
		Queue<Boolean> statuses = new ConcurrentLinkedQueue<>();
		Thread mover = new Thread(() -> {
			try {
				client.admin().moveSlots(target, slots);
			}
			catch (ClusterClientException ex) {
				statuses.add(Thread.currentThread().isInterrupted());
			}
		});
		mover.start();
		Await.until("the first slot has moved", LONG, () -> owner(slots.first()).id().equals(target.id()));
		mover.interrupt();
		mover.join(30_000);
		assertThat(mover.isAlive()).isFalse();
		client.admin().moveSlots(target, slots);
		assertThat(owner(slots.last()).id()).isEqualTo(target.id());
		assertThat(client.admin().openSlots()).isEmpty();
		assertThat(statuses).as("the interrupt status of a move that was stopped").doesNotContain(false);
	}

	@Test
	void aFailoverOfTheSourceInTheMiddleOfAMoveIsWaitedFor() throws Exception {
		SlotRange slots = slotsFrom("failover", 120);
		for (int i = 0; i < 100; i++) {
			client.execute("SET", "{failover}" + i, i);
		}
		Node target = other(owner(slots.first()));
		EmbeddedNode source = cluster.owner(slots.last());
		EmbeddedNode replica = cluster.replicasOf(source).get(0);
		Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
		Thread mover = new Thread(() -> {
			try {
				client.admin().moveSlots(target, slots);
			}
			catch (RuntimeException ex) {
				failures.add(ex);
			}
		});
		mover.start();
		Await.until("the first slot has moved", LONG, () -> owner(slots.first()).id().equals(target.id()));
		cluster.failover(replica);
		mover.join(60_000);
		assertThat(mover.isAlive()).isFalse();
		assertThat(failures).isEmpty();
		assertThat(owner(slots.last()).id()).isEqualTo(target.id());
		for (int i = 0; i < 100; i++) {
			assertThat(client.execute("GET", "{failover}" + i).asLong()).isEqualTo(i);
		}
	}

	/** Threads that read each key, write its value back and count that elsewhere. */
	private static Traffic traffic(List<String> keys) {
		return Traffic.of(IntStream.range(0, 4)
			.mapToObj((offset) -> (IntConsumer) (round) -> touch(keys.get((offset + round) % keys.size())))
			.toArray(IntConsumer[]::new));
	}

	private static void touch(String key) {
		String value = client.execute("GET", key).asString();
		client.execute("SET", key, value);
		client.execute("INCR", "count:" + key);
	}

}
