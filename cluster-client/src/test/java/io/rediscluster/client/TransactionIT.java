package io.rediscluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions on a real cluster, also while slots move and primaries fail over.
 */
@Timeout(180)
class TransactionIT extends OnChangingCluster {

	private static final int THREADS = 8;

	@Test
	void concurrentCompareAndSetGivesTheExactSum() throws Exception {
		long sum = countConcurrently("sum:{cas}", 50, () -> {
		});
		assertThat(sum).isEqualTo(THREADS * 50L);
	}

	@Test
	void compareAndSetStaysExactWhileTheSlotMovesBackAndForth() throws Exception {
		int slot = Slots.of("{cas}");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		long sum = countConcurrently("sum:{cas}", 60, () -> {
			for (int i = 0; i < 4; i++) {
				cluster.moveSlot(slot, (i % 2 == 0) ? target : source);
			}
		});
		assertThat(sum).isEqualTo(THREADS * 60L);
	}

	@Test
	void compareAndSetStaysExactThroughAFailover() throws Exception {
		int slot = Slots.of("{failing}");
		EmbeddedNode replica = cluster.replicasOf(cluster.owner(slot)).get(0);
		long sum = countConcurrently("sum:{failing}", 60, () -> cluster.failover(replica));
		assertThat(sum).isEqualTo(THREADS * 60L);
	}

	@Test
	void aBlockOverTwoKeysIsNeverHalfAppliedWhileTheirSlotMoves() throws Exception {
		int slot = Slots.of("{pair}");
		EmbeddedNode source = cluster.owner(slot);
		EmbeddedNode target = cluster.primaryOtherThan(source);
		client.execute("MSET", "a:{pair}", "0", "b:{pair}", "0");
		AtomicBoolean stop = new AtomicBoolean();
		AtomicInteger done = new AtomicInteger();
		ExecutorService thread = Executors.newSingleThreadExecutor();
		try {
			Future<?> writer = thread.submit(() -> {
				while (!stop.get()) {
					client.transaction((tx) -> tx.multi().add("INCR", "a:{pair}").add("INCR", "b:{pair}"));
					done.incrementAndGet();
				}
			});
			Await.until("a first block", Duration.ofSeconds(20), () -> done.get() > 0);
			cluster.openSlot(slot, target);
			cluster.migrateKeys(slot, target, "a:{pair}");
			int before = done.get();
			cluster.migrateKeys(slot, target, "b:{pair}");
			cluster.closeSlot(slot, target);
			Await.until("a block after the move", Duration.ofSeconds(20), () -> done.get() > before + 5);
			stop.set(true);
			writer.get(30, TimeUnit.SECONDS);
		}
		finally {
			stop.set(true);
			thread.shutdownNow();
		}
		assertThat(client.execute("MGET", "a:{pair}", "b:{pair}").asStringList())
			.containsOnly(String.valueOf(done.get()));
		cluster.moveSlot(slot, source);
	}

	@Test
	void interruptsWhileAThreadWatchesLoseNothingAndHitNobodyElse() throws Exception {
		client.execute("MSET", "{i}sum", "0", "{i}other", "0");
		AtomicInteger done = new AtomicInteger();
		AtomicInteger unclear = new AtomicInteger();
		AtomicBoolean stop = new AtomicBoolean();
		Thread interrupted = new Thread(() -> {
			while (!stop.get()) {
				try {
					increment("{i}sum");
					done.incrementAndGet();
				}
				catch (ClusterClientException ex) {
					unclear.incrementAndGet();
					Thread.interrupted();
				}
			}
		});
		interrupted.start();
		try {
			for (int i = 0; i < 50; i++) {
				int before = done.get();
				interrupted.interrupt();
				increment("{i}other");
				Await.until("the interrupted thread goes on", LONG, () -> done.get() > before);
			}
		}
		finally {
			stop.set(true);
			interrupted.join(LONG.toMillis());
		}
		assertThat(interrupted.isAlive()).isFalse();
		assertThat(client.execute("GET", "{i}other").asLong()).isEqualTo(50);
		assertThat(client.execute("GET", "{i}sum").asLong()).isBetween((long) done.get(),
				(long) done.get() + unclear.get());
	}

	private static long countConcurrently(String key, int times, Runnable meanwhile) throws Exception {
		client.execute("SET", key, "0");
		AtomicInteger progress = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(THREADS);
		try {
			List<Future<?>> futures = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				futures.add(threads.submit(() -> {
					for (int n = 0; n < times; n++) {
						increment(key);
						progress.incrementAndGet();
					}
				}));
			}
			Await.until("a start", Duration.ofSeconds(30), () -> progress.get() > THREADS);
			meanwhile.run();
			for (Future<?> future : futures) {
				future.get(90, TimeUnit.SECONDS);
			}
		}
		finally {
			threads.shutdownNow();
		}
		return client.execute("GET", key).asLong();
	}

	private static void increment(String key) {
		Optional<List<Reply>> done;
		do {
			done = client.transaction((tx) -> {
				tx.watch(key);
				long value = tx.execute("GET", key).asLong();
				tx.multi().add("SET", key, value + 1);
			});
		}
		while (done.isEmpty());
	}

}
