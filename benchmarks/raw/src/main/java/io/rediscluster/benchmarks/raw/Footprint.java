package io.rediscluster.benchmarks.raw;

import java.io.BufferedReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.sync.RedisAdvancedClusterCommands;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Command;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;

/**
 * What a client costs before it does anything: connecting to a running cluster in a fresh
 * JVM with a call to every node, and the threads and heap it keeps while idle. Ours and
 * Lettuce in turn.
 */
public final class Footprint {

	private static final int JVMS = 20;

	/** Enough for every node to be called. */
	private static final int KEYS = 60;

	private Footprint() {
	}

	/**
	 * Measures.
	 * @param arguments none; the processes that it starts get the client and the nodes
	 * @throws Exception if something fails
	 */
	public static void main(String[] arguments) throws Exception {
		if (arguments.length == 0) {
			compare();
		}
		else {
			measure(arguments[0], Arrays.asList(arguments[1].split(",")));
		}
		System.exit(0);
	}

	private static void compare() throws Exception {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().primaries(3).replicasPerPrimary(0).start()) {
			String nodes = String.join(",", cluster.nodes().stream().map(EmbeddedNode::address).toList());
			List<double[]> ours = new ArrayList<>();
			List<double[]> lettuce = new ArrayList<>();
			for (int i = 0; i < JVMS; i++) {
				ours.add(run("ours", nodes));
				lettuce.add(run("lettuce", nodes));
			}
			print("ours", ours);
			print("lettuce", lettuce);
			System.out.printf(Locale.ROOT, "ratio connect ours/lettuce=%.2f (median of %d fresh JVMs each)%n",
					median(ours, 0) / median(lettuce, 0), JVMS);
		}
	}

	private static double[] run(String client, String nodes) throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-cp", System.getProperty("java.class.path"), Footprint.class.getName(), client, nodes)
			.redirectErrorStream(true)
			.start();
		String figures = "";
		try (BufferedReader reader = process.inputReader()) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				figures = line.startsWith("figures ") ? line : figures;
			}
		}
		process.waitFor();
		if (figures.isEmpty()) {
			throw new IllegalStateException("the process of " + client + " failed");
		}
		return Arrays.stream(figures.substring("figures ".length()).split(" "))
			.mapToDouble(Double::parseDouble)
			.toArray();
	}

	private static void print(String client, List<double[]> runs) {
		System.out.printf(Locale.ROOT, "%-8s connect %.0f ms, idle threads %.0f, idle heap %.2f MB%n", client,
				median(runs, 0), median(runs, 1), median(runs, 2));
	}

	private static double median(List<double[]> runs, int figure) {
		double[] values = runs.stream().mapToDouble((run) -> run[figure]).sorted().toArray();
		return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
	}

	private static void measure(String client, List<String> nodes) throws Exception {
		int threads = ManagementFactory.getThreadMXBean().getThreadCount();
		long heap = heap();
		long began = System.nanoTime();
		try (AutoCloseable connected = client.equals("ours") ? ours(nodes) : lettuce(nodes)) {
			double millis = (System.nanoTime() - began) / 1e6;
			System.out.printf(Locale.ROOT, "figures %.1f %d %.3f%n", millis,
					ManagementFactory.getThreadMXBean().getThreadCount() - threads, (heap() - heap) / 1048576.0);
		}
	}

	private static AutoCloseable ours(List<String> nodes) {
		ClusterClient client = ClusterClient
			.connect(ClusterClientOptions.builder().seeds(nodes.toArray(String[]::new)).build());
		for (int i = 0; i < KEYS; i++) {
			client.execute(Command.of("GET", "idle:" + i));
		}
		return client;
	}

	private static AutoCloseable lettuce(List<String> nodes) {
		RedisClusterClient client = RedisClusterClient
			.create(nodes.stream().map((node) -> RedisURI.create("redis://" + node)).toList());
		RedisAdvancedClusterCommands<String, String> commands = client.connect().sync();
		for (int i = 0; i < KEYS; i++) {
			commands.get("idle:" + i);
		}
		return client;
	}

	private static long heap() {
		for (int i = 0; i < 3; i++) {
			System.gc();
		}
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
