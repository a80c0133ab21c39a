package io.rediscluster.sample.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.rediscluster.client.ClientStats;
import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.sample.console.ClusterView.ClientView;
import io.rediscluster.sample.console.ClusterView.ShardView;
import org.jspecify.annotations.Nullable;

/**
 * Makes a view of the cluster: slots and shards as the client knows them, nodes as they
 * and the others say. For one caller at a time.
 */
final class ClusterSampler {

	private final ProbeRounds rounds;

	private final Function<String, @Nullable NodeState> processes;

	private final ShardLabels labels;

	/**
	 * Makes a sampler.
	 * @param processes what is known of the process at an address, {@code null} if it
	 * runs or is not ours
	 */
	ClusterSampler(ProbeRounds rounds, Function<String, @Nullable NodeState> processes, ShardLabels labels) {
		this.rounds = rounds;
		this.processes = processes;
		this.labels = labels;
	}

	ClusterView sample(Topology topology, ClientStats stats) throws InterruptedException {
		this.labels.learn(topology);
		Map<String, NodeAnswer> answers = this.rounds.ask(topology.nodes());
		List<NodeSample> nodes = new ArrayList<>();
		for (Node node : topology.nodes()) {
			nodes.add(sample(node, topology, answers, stats));
		}
		nodes.sort(Comparator.comparing(ClusterSampler::order));
		Map<String, NodeSample> byAddress = nodes.stream()
			.collect(Collectors.toMap(NodeSample::address, Function.identity(), (first, second) -> first));
		Map<String, ShardView> shards = new TreeMap<>(Comparator.comparing(ClusterSampler::orderOfLabel));
		// a former primary without slots comes last and is a member of its old shard
		topology.shards().forEach((shard) -> {
			ShardView view = view(shard, byAddress);
			shards.putIfAbsent(view.label(), view);
		});
		return new ClusterView(List.copyOf(shards.values()), nodes, HashSlot.COUNT - topology.coveredSlots(),
				server(answers.values()), client(topology, stats));
	}

	/**
	 * Tells whether a node says of itself what the topology does not: the client has had
	 * no reason to look, as without traffic.
	 */
	static boolean isBehind(Topology topology, ClusterView view) {
		return view.nodes().stream().anyMatch((sample) -> {
			Node node = topology.node(sample.id());
			return node != null && sample.answers() && node.isPrimary() == "replica".equals(sample.role());
		});
	}

	private NodeSample sample(Node node, Topology topology, Map<String, NodeAnswer> answers, ClientStats stats) {
		String address = node.address().toString();
		NodeAnswer answer = answers.get(node.id());
		boolean primary = (answer != null && answer.text("role") != null) ? answer.isPrimary() : node.isPrimary();
		NodeStats own = stats.nodes().get(node);
		int connections = (own != null) ? own.connections().values().stream().mapToInt(Integer::intValue).sum() : 0;
		String label = this.labels.of(node.id());
		String role = role(node, primary, topology);
		NodeState state = state(node, address, answers);
		if (answer == null) {
			return new NodeSample(address, node.id(), label, role, state, null, connections, null, null, null, null,
					null);
		}
		boolean replica = !primary;
		return new NodeSample(address, node.id(), label, role, state, boxed(answer.number("connected_clients")),
				connections, boxed(answer.number("instantaneous_ops_per_sec")), boxed(answer.number("used_memory")),
				replica ? lag(node, topology, answer, answers) : null,
				replica ? boxed(answer.number("master_last_io_seconds_ago")) : null,
				(replica && answer.text("master_link_status") != null) ? "up".equals(answer.text("master_link_status"))
						: null);
	}

	/** A primary is former when it has no slots and others of its shard have some. */
	private String role(Node node, boolean primary, Topology topology) {
		if (!primary) {
			return "replica";
		}
		Shard own = topology.shardOf(node);
		String label = this.labels.of(node.id());
		boolean former = own != null && own.slots().isEmpty() && topology.shards()
			.stream()
			.anyMatch((shard) -> !shard.equals(own) && Objects.equals(this.labels.of(shard.primary().id()), label));
		return former ? "former" : "primary";
	}

	private NodeState state(Node node, String address, Map<String, NodeAnswer> answers) {
		NodeState process = this.processes.apply(address);
		if (process != null) {
			return process;
		}
		NodeAnswer answer = answers.get(node.id());
		if (answer == null) {
			return isFlagged(node, answers, "fail") ? NodeState.FAILED : NodeState.SILENT;
		}
		if (answer.isLoading()) {
			return NodeState.LOADING;
		}
		if (isFlagged(node, answers, "fail")) {
			return NodeState.FAILED;
		}
		return isFlagged(node, answers, "fail?") ? NodeState.SUSPECTED : NodeState.UP;
	}

	/** Tells whether a node that was asked gives another this flag; else the client. */
	private static boolean isFlagged(Node node, Map<String, NodeAnswer> answers, String flag) {
		boolean asked = false;
		for (Map.Entry<String, NodeAnswer> answer : answers.entrySet()) {
			Set<String> flags = answer.getValue().flags().get(node.id());
			if (flags != null && !answer.getKey().equals(node.id())) {
				asked = true;
				if (flags.contains(flag)) {
					return true;
				}
			}
		}
		return !asked && node.flags().contains(flag);
	}

	private static @Nullable Long lag(Node node, Topology topology, NodeAnswer replica,
			Map<String, NodeAnswer> answers) {
		Shard shard = topology.shardOf(node);
		NodeAnswer primary = (shard != null) ? answers.get(shard.primary().id()) : null;
		OptionalLong written = (primary != null) ? primary.number("master_repl_offset") : OptionalLong.empty();
		OptionalLong received = replica.number("slave_repl_offset");
		if (written.isEmpty() || received.isEmpty()) {
			return null;
		}
		// the two were not asked at the same moment
		return Math.max(0, written.getAsLong() - received.getAsLong());
	}

	private ShardView view(Shard shard, Map<String, NodeSample> byAddress) {
		String primary = shard.primary().address().toString();
		NodeSample sample = byAddress.get(primary);
		String label = this.labels.of(shard.primary().id());
		return new ShardView((label != null) ? label : "?", primary,
				shard.slots().stream().map((range) -> List.of(range.first(), range.last())).toList(), shard.slotCount(),
				sample == null || !sample.answers());
	}

	private static ClientView client(Topology topology, ClientStats stats) {
		int connections = stats.nodes()
			.values()
			.stream()
			.flatMap((node) -> node.connections().values().stream())
			.mapToInt(Integer::intValue)
			.sum();
		return new ClientView(connections, stats.inFlight(), topology.version(), stats.topologyAge().toSeconds());
	}

	private static @Nullable String server(Collection<NodeAnswer> answers) {
		for (NodeAnswer answer : answers) {
			String valkey = answer.text("valkey_version");
			if (valkey != null) {
				return "Valkey " + valkey;
			}
			String redis = answer.text("redis_version");
			if (redis != null) {
				return "Redis " + redis;
			}
		}
		return null;
	}

	private static String order(NodeSample node) {
		String label = node.shard();
		return orderOfLabel((label != null) ? label : "~") + ("primary".equals(node.role()) ? "0" : "1")
				+ node.address();
	}

	/** Puts B2 behind Z. */
	private static String orderOfLabel(String label) {
		return label.length() + label;
	}

	private static @Nullable Long boxed(OptionalLong value) {
		return value.isPresent() ? value.getAsLong() : null;
	}

}
