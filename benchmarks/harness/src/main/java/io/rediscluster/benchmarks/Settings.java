package io.rediscluster.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * What the measuring process is told on its command line.
 *
 * @param nodes the cluster
 * @param distantNodes the cluster behind the proxy, empty if no workload needs it
 * @param servers process ids of the servers
 * @param helpers process ids of what else belongs to the measurement
 * @param workloads names with commas between, or empty for all
 * @param subjects names of clients with commas between, or empty for all
 * @param warmUps rounds before the measured ones
 * @param rounds measured rounds
 * @param millis the length of a round
 */
record Settings(List<String> nodes, List<String> distantNodes, List<Long> servers, List<Long> helpers, String workloads,
		String subjects, int warmUps, int rounds, int millis) {

	List<String> arguments() {
		return List.of(String.join(",", this.nodes), String.join(",", this.distantNodes), join(this.servers),
				join(this.helpers), this.workloads, this.subjects, Integer.toString(this.warmUps),
				Integer.toString(this.rounds), Integer.toString(this.millis));
	}

	private static String join(List<Long> ids) {
		return String.join(",", ids.stream().map((id) -> Long.toString(id)).toList());
	}

	static Settings parse(String[] arguments) {
		return new Settings(words(arguments[0]), words(arguments[1]), ids(arguments[2]), ids(arguments[3]),
				arguments[4], arguments[5], Integer.parseInt(arguments[6]), Integer.parseInt(arguments[7]),
				Integer.parseInt(arguments[8]));
	}

	private static List<String> words(String text) {
		return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
	}

	private static List<Long> ids(String text) {
		return words(text).stream().map(Long::valueOf).toList();
	}

}
