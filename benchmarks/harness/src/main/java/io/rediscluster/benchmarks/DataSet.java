package io.rediscluster.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerConnection;
import io.rediscluster.test.Slots;

/**
 * Writes the values into a cluster or a server before the measurement.
 */
final class DataSet {

	private static final int BATCH = 200;

	private DataSet() {
	}

	static void writeTo(EmbeddedCluster cluster) {
		Map<String, EmbeddedNode> nodes = new HashMap<>();
		cluster.nodes().forEach((node) -> nodes.put(node.id(), node));
		EmbeddedNode[] owners = new EmbeddedNode[Slots.COUNT];
		for (Object range : (List<?>) Objects.requireNonNull(cluster.nodes().get(0).command("CLUSTER", "SLOTS"))) {
			List<?> fields = (List<?>) range;
			EmbeddedNode owner = nodes.get(String.valueOf(((List<?>) fields.get(2)).get(2)));
			for (long slot = (Long) fields.get(0); slot <= (Long) fields.get(1); slot++) {
				owners[(int) slot] = owner;
			}
		}
		for (EmbeddedNode node : cluster.nodes()) {
			write(node, Data.SMALL, (key) -> owners[Slots.of(Data.key(key))] == node ? Data.key(key) : null,
					Data::value);
			write(node, Data.LARGE, (key) -> owners[Slots.of(Data.largeKey(key))] == node ? Data.largeKey(key) : null,
					Data::largeValue);
		}
	}

	static void writeTo(EmbeddedNode server) {
		write(server, Data.SMALL, Data::key, Data::value);
	}

	private static void write(EmbeddedNode node, int count, IntFunction<String> name, IntFunction<byte[]> value) {
		List<Integer> keys = new ArrayList<>();
		try (ServerConnection connection = node.connect()) {
			for (int key = 0; key < count; key++) {
				if (name.apply(key) != null) {
					connection.send("SET", name.apply(key), new String(value.apply(key), StandardCharsets.US_ASCII));
					keys.add(key);
				}
				if (keys.size() == BATCH || key == count - 1) {
					keys.forEach((sent) -> connection.reply());
					keys.clear();
				}
			}
		}
	}

}
