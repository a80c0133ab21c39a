package io.rediscluster.benchmarks.raw;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Command;
import io.rediscluster.client.Outcome;
import io.rediscluster.client.Pipeline;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedServer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;

/**
 * What a cluster costs: a chain of SET and GET through this client on a cluster, and
 * through a plain client on a single server without cluster mode.
 */
public final class Simple {

	/** Commands of a pipeline, a SET and a GET each. */
	private static final int PIPELINE = 50;

	private static final int WARM_UP = 5_000;

	private Simple() {
	}

	/**
	 * Runs one benchmark, or all of them.
	 * @param arguments {@code [--nocluster] [--pipeline] [-n requests] [-c threads]}, or
	 * {@code predefined}
	 * @throws Exception if something fails
	 */
	public static void main(String[] arguments) throws Exception {
		List<String> words = List.of(arguments);
		int requests = number(words, "-n", 100_000);
		int threads = number(words, "-c", 1);
		if (!words.contains("predefined")) {
			print(measure(!words.contains("--nocluster"), words.contains("--pipeline"), requests, threads), "");
			System.exit(0);
		}
		for (int count : new int[] { 1, 8 }) {
			for (boolean pipeline : new boolean[] { false, true }) {
				Result single = measure(false, pipeline, requests, count);
				Result cluster = measure(true, pipeline, requests, count);
				print(single, "");
				print(cluster, String.format(Locale.ROOT, "   %.2f of the plain client", cluster.rate / single.rate));
			}
		}
		System.exit(0);
	}

	private static int number(List<String> words, String option, int otherwise) {
		int index = words.indexOf(option);
		return (index >= 0) ? Integer.parseInt(words.get(index + 1)) : otherwise;
	}

	private static void print(Result result, String remark) {
		System.out.printf(Locale.ROOT, "%-28s %-9s threads=%-3d %10.0f SET+GET/s%s%n", result.title,
				result.pipeline ? "pipeline" : "single", result.threads, result.rate, remark);
	}

	private static Result measure(boolean cluster, boolean pipeline, int requests, int threads) throws Exception {
		if (cluster) {
			try (EmbeddedCluster servers = EmbeddedCluster.builder().primaries(3).replicasPerPrimary(0).start();
					ClusterClient client = ClusterClient
						.connect(ClusterClientOptions.builder().seeds(servers.nodes().get(0).address()).build())) {
				return run("this client, cluster", () -> new OursChain(client), pipeline, requests, threads);
			}
		}
		try (EmbeddedServer server = EmbeddedServer.start();
				RedisClient client = RedisClient.builder()
					.hostAndPort(HostAndPort.from(server.node().address()))
					.build()) {
			return run("Jedis, one plain server", () -> new JedisChain(client), pipeline, requests, threads);
		}
	}

	private static Result run(String title, Supplier<Chain> chains, boolean pipeline, int requests, int threads)
			throws Exception {
		repeat(chains, pipeline, WARM_UP * threads, threads);
		long began = System.nanoTime();
		repeat(chains, pipeline, requests, threads);
		return new Result(title, pipeline, threads, requests * 1e9 / (System.nanoTime() - began));
	}

	private static void repeat(Supplier<Chain> chains, boolean pipeline, int requests, int threads) throws Exception {
		CountDownLatch ended = new CountDownLatch(threads);
		AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
		for (int i = 0; i < threads; i++) {
			int first = i;
			Thread thread = new Thread(() -> {
				try {
					Chain chain = chains.get();
					for (int done = first; done < requests; done += pipeline ? threads * PIPELINE : threads) {
						if (pipeline) {
							chain.setAndGet("foo" + done % 1000, PIPELINE);
						}
						else {
							chain.setAndGet("foo" + done % 1000);
						}
					}
				}
				catch (Throwable ex) {
					failure.set(ex);
				}
				ended.countDown();
			});
			thread.setDaemon(true);
			thread.start();
		}
		ended.await();
		if (failure.get() != null) {
			throw new IllegalStateException(failure.get());
		}
	}

	private static void check(String expected, @Nullable String value) {
		if (!expected.equals(value)) {
			throw new IllegalStateException("a wrong reply");
		}
	}

	private record Result(String title, boolean pipeline, int threads, double rate) {
	}

	/**
	 * SET and GET of a key.
	 */
	private interface Chain {

		void setAndGet(String key);

		void setAndGet(String key, int times);

	}

	private record OursChain(ClusterClient client) implements Chain {

		@Override
		public void setAndGet(String key) {
			this.client.execute(Command.of("SET", key, key));
			check(key, this.client.execute(Command.of("GET", key)).asString());
		}

		@Override
		public void setAndGet(String key, int times) {
			Pipeline pipeline = this.client.pipeline();
			for (int i = 0; i < times; i++) {
				pipeline.add(Command.of("SET", key + i, key)).add(Command.of("GET", key + i));
			}
			List<Outcome> outcomes = pipeline.execute();
			for (int i = 1; i < outcomes.size(); i += 2) {
				check(key, outcomes.get(i).reply().asString());
			}
		}

	}

	private record JedisChain(RedisClient client) implements Chain {

		@Override
		public void setAndGet(String key) {
			this.client.set(key, key);
			check(key, this.client.get(key));
		}

		@Override
		public void setAndGet(String key, int times) {
			List<Response<String>> values = new ArrayList<>(times);
			try (var pipeline = this.client.pipelined()) {
				for (int i = 0; i < times; i++) {
					pipeline.set(key + i, key);
					values.add(pipeline.get(key + i));
				}
				pipeline.sync();
			}
			values.forEach((value) -> check(key, value.get()));
		}

	}

}
