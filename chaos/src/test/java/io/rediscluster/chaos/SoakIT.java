package io.rediscluster.chaos;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Pipeline;
import io.rediscluster.client.Reply;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Full load for a long time, with a fault every few seconds: no reply goes to another
 * caller, and nothing accumulates.
 */
@DisabledIfSystemProperty(named = "chaos.soak-minutes", matches = "0|",
		disabledReason = "takes long: -Dchaos.soak-minutes=10")
class SoakIT {

	private static final int THREADS = 8;

	private static final int KEYS = 2000;

	private static final Duration SOUND = Duration.ofSeconds(60);

	private static final Duration PAUSE = Duration.ofSeconds(3);

	private final LongAdder calls = new LongAdder();

	private final LongAdder failures = new LongAdder();

	/** The first wrong reply, or what a call has thrown that none may throw. */
	private final AtomicReference<Throwable> wrong = new AtomicReference<>();

	private volatile boolean stopped;

	@Test
	void noReplyGoesAstrayAndNothingAccumulates() throws Exception {
		long minutes = Long.getLong("chaos.soak-minutes", 0);
		Random random = new Random(1);
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().nodeTimeout(Duration.ofSeconds(1)).start();
				ClusterClient client = ClusterClient.connect(ClusterClientOptions.builder()
					.seeds(cluster.seeds().toArray(String[]::new))
					.timeout(Duration.ofSeconds(5))
					.build())) {
			List<Thread> threads = load(client);
			List<Sample> samples = new ArrayList<>();
			long began = System.nanoTime();
			long nextSample = began + TimeUnit.SECONDS.toNanos(30);
			int faults = 0;
			while (System.nanoTime() - began < TimeUnit.MINUTES.toNanos(minutes) && this.wrong.get() == null) {
				play(faults++, cluster, random);
				Thread.sleep(PAUSE.toMillis());
				if (System.nanoTime() - nextSample >= 0) {
					nextSample += TimeUnit.SECONDS.toNanos(30);
					Sample sample = sample(client);
					samples.add(sample);
					System.out.printf(Locale.ROOT, "soak seconds=%d calls=%d failures=%d faults=%d %s%n",
							TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began), this.calls.sum(),
							this.failures.sum(), faults, sample);
				}
			}
			this.stopped = true;
			for (Thread thread : threads) {
				thread.join(TimeUnit.SECONDS.toMillis(30));
				assertThat(thread.isAlive()).as(thread.getName()).isFalse();
			}
			assertThat(this.wrong.get()).isNull();
			assertThat(samples).isNotEmpty();
			Sample first = samples.get(Math.min(1, samples.size() - 1));
			Sample last = samples.get(samples.size() - 1);
			assertThat(last.heapMegabytes()).isLessThanOrEqualTo(first.heapMegabytes() + 16);
			assertThat(last.threads()).isLessThanOrEqualTo(first.threads() + 16);
			assertThat(last.sockets()).isLessThanOrEqualTo(first.sockets() + 32);
		}
		finally {
			this.stopped = true;
		}
	}

	private static void play(int number, EmbeddedCluster cluster, Random random) {
		List<EmbeddedNode> primaries = cluster.primaries();
		EmbeddedNode primary = primaries.get(random.nextInt(primaries.size()));
		switch (number % 5) {
			case 0 -> cluster.nodes().forEach((node) -> node.command("CLIENT", "KILL", "TYPE", "normal"));
			case 1 -> cluster.failover(cluster.replicasOf(primary).get(0));
			case 2 -> primary.command("CLIENT", "PAUSE", "800", "ALL");
			case 3 -> {
				primary.kill();
				cluster.awaitAgreement(SOUND);
				primary.restart();
				cluster.awaitAgreement(SOUND);
			}
			default -> {
				int slot = Stage.slots().get(random.nextInt(Stage.slots().size()));
				EmbeddedNode source = cluster.owner(slot);
				cluster.moveSlot(slot, primaries.get((primaries.indexOf(source) + 1) % primaries.size()));
				cluster.moveSlot(slot, source);
			}
		}
	}

	private List<Thread> load(ClusterClient client) {
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			int number = i;
			Thread thread = new Thread(() -> run(client, new Random(number)), "soak-" + number);
			thread.setDaemon(true);
			thread.start();
			threads.add(thread);
		}
		return threads;
	}

	private void run(ClusterClient client, Random random) {
		while (!this.stopped && this.wrong.get() == null) {
			try {
				switch (random.nextInt(4)) {
					case 0 -> {
						String key = key(random);
						client.execute("SET", key, key + " " + "x".repeat(random.nextInt(300)));
					}
					case 1 -> check(List.of(key(random)), client);
					case 2 -> check(Stream.generate(() -> key(random)).limit(10).toList(), client);
					default -> pipeline(client, random);
				}
			}
			catch (ClusterClientException ex) {
				this.failures.increment();
			}
			catch (RuntimeException | Error ex) {
				this.wrong.compareAndSet(null, ex);
			}
			this.calls.increment();
		}
	}

	private static String key(Random random) {
		return "soak:" + random.nextInt(KEYS);
	}

	private void check(List<String> keys, ClusterClient client) {
		if (keys.size() == 1) {
			check(keys.get(0), client.execute("GET", keys.get(0)));
			return;
		}
		List<Reply> values = client.execute("MGET", keys.toArray()).asList();
		for (int i = 0; i < keys.size(); i++) {
			check(keys.get(i), values.get(i));
		}
	}

	private void pipeline(ClusterClient client, Random random) {
		List<String> keys = Stream.generate(() -> key(random)).limit(20).toList();
		Pipeline pipeline = client.pipeline();
		keys.forEach((key) -> pipeline.add("GET", key));
		List<Outcome> outcomes = pipeline.execute();
		for (int i = 0; i < keys.size(); i++) {
			if (outcomes.get(i).isSuccess()) {
				check(keys.get(i), outcomes.get(i).reply());
			}
			else {
				this.failures.increment();
			}
		}
	}

	/** Every value begins with its key. */
	private void check(String key, Reply reply) {
		String value = reply.asString();
		if (value != null && !value.startsWith(key + " ")) {
			throw new AssertionError("the value of " + key + " is " + value);
		}
	}

	private static Sample sample(ClusterClient client) throws IOException {
		System.gc();
		long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
		int threads = ManagementFactory.getThreadMXBean().getThreadCount();
		int connections = client.stats()
			.nodes()
			.values()
			.stream()
			.flatMapToInt((node) -> node.connections().values().stream().mapToInt(Integer::intValue))
			.sum();
		return new Sample(heap, threads, sockets(), connections);
	}

	private static long sockets() throws IOException {
		Path descriptors = Path.of("/proc/self/fd");
		if (!Files.isDirectory(descriptors)) {
			return 0;
		}
		try (Stream<Path> files = Files.list(descriptors)) {
			return files.filter(SoakIT::isSocket).count();
		}
	}

	private static boolean isSocket(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
		}
		catch (IOException ex) {
			return false;
		}
	}

	private record Sample(long heapMegabytes, int threads, long sockets, int connections) {

		@Override
		public String toString() {
			return "heap_mb=" + this.heapMegabytes + " threads=" + this.threads + " sockets=" + this.sockets
					+ " connections=" + this.connections;
		}

	}

}
