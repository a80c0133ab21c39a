package io.rediscluster.client.internal.topology;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * Holds the topology in force and decides what a new view or a redirect changes. A slot
 * belongs to the claim with the highest configuration epoch; a view that is behind about
 * a node cannot take slots from it, nor can one that has never heard of it, unless
 * several in a row have not. Reading takes no lock; {@link #lock} guards changes, and the
 * change listener is called under it, so that changes are told in order.
 */
public final class TopologyStore {

	/**
	 * After so many views in a row that do not know an owner it is believed to be gone.
	 */
	private static final int VIEWS_WITHOUT_OWNER = 3;

	private final ReentrantLock lock = new ReentrantLock();

	private final BiConsumer<Topology, Topology> onChange;

	private volatile Topology current = Topology.empty();

	private volatile long confirmedAt = System.nanoTime();

	/** The epoch of the claim on each slot. */
	private final long[] claims = new long[HashSlot.COUNT];

	/** How many views in a row did not know an owner. */
	private final Map<String, Integer> absences = new HashMap<>();

	/**
	 * Makes an empty store.
	 * @param onChange receives the topology before and after every change
	 */
	public TopologyStore(BiConsumer<Topology, Topology> onChange) {
		this.onChange = onChange;
	}

	/**
	 * Returns the topology in force.
	 * @return an immutable snapshot
	 */
	public Topology current() {
		return this.current;
	}

	/**
	 * Returns when a node last gave a usable view.
	 * @return a value of {@link System#nanoTime()}
	 */
	public long confirmedAt() {
		return this.confirmedAt;
	}

	/**
	 * Takes a redirect into account: the slot belongs to the node until a view with an
	 * epoch at least as high says otherwise.
	 * @param slot the slot
	 * @param node a node of the current topology
	 */
	public void moved(int slot, Node node) {
		this.lock.lock();
		try {
			Topology before = this.current;
			Node known = before.node(node.id());
			Shard owner = before.shardOf(slot);
			if (known == null || (owner != null && owner.primary().id().equals(node.id()))) {
				return;
			}
			long highest = before.nodes().stream().mapToLong(Node::configEpoch).max().orElse(0);
			this.claims[slot] = (known.configEpoch() == highest) ? highest : highest + 1;
			@Nullable String[] owners = owners(before);
			owners[slot] = node.id();
			Map<String, Node> nodes = new HashMap<>();
			before.nodes().forEach((each) -> nodes.put(each.id(), each));
			replace(before, build(before.version() + 1, nodes, owners));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Weighs a view against what is known.
	 * @param view what a node said
	 * @param lastResort whether a cluster of entirely other nodes is accepted: the view
	 * comes from a seed and no known node can be reached
	 * @return {@code false} if the view is of another cluster and was refused
	 */
	boolean apply(ClusterView view, boolean lastResort) {
		this.lock.lock();
		try {
			Topology before = this.current;
			boolean first = before.nodes().isEmpty();
			boolean related = before.nodes().stream().anyMatch((node) -> view.nodes().containsKey(node.id()));
			if (!first && !related && !lastResort) {
				return false;
			}
			boolean fresh = first || !related;
			countAbsences(before, view);
			@Nullable String[] owners = new String[HashSlot.COUNT];
			for (int slot = 0; slot < HashSlot.COUNT; slot++) {
				owners[slot] = winner(slot, fresh ? null : before.shardOf(slot), view);
			}
			this.confirmedAt = System.nanoTime();
			Topology after = build(before.version() + 1, nodes(before, view, owners), owners);
			if (!sameContent(before, after)) {
				replace(before, after);
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void countAbsences(Topology before, ClusterView view) {
		this.absences.keySet().removeIf((id) -> before.node(id) == null || view.nodes().containsKey(id));
		before.primaries()
			.stream()
			.map(Node::id)
			.filter((id) -> !view.nodes().containsKey(id))
			.forEach((id) -> this.absences.merge(id, 1, Integer::sum));
	}

	/**
	 * Takes the nodes of a view, but keeps what is known better: a view that is behind
	 * about a node says nothing new about its role, and one that does not know an owner
	 * nothing at all.
	 */
	private static Map<String, Node> nodes(Topology before, ClusterView view, @Nullable String[] owners) {
		Map<String, Node> nodes = new HashMap<>(view.nodes());
		if (view.hasEpochs()) {
			nodes.replaceAll((id, node) -> {
				Node known = before.node(id);
				return (known != null && known.configEpoch() > node.configEpoch()) ? known : node;
			});
		}
		for (String owner : owners) {
			Node known = (owner != null && !nodes.containsKey(owner)) ? before.node(owner) : null;
			if (known != null) {
				nodes.put(owner, known);
			}
		}
		return nodes;
	}

	private @Nullable String winner(int slot, @Nullable Shard owner, ClusterView view) {
		String claimed = view.owners()[slot];
		long epoch = view.epochOf(claimed);
		if (owner == null || !view.hasEpochs()) {
			this.claims[slot] = Math.max(0, epoch);
			return claimed;
		}
		String held = owner.primary().id();
		if (held.equals(claimed)) {
			this.claims[slot] = Math.max(this.claims[slot], epoch);
			return held;
		}
		boolean behind = view.nodes().containsKey(held) ? view.epochOf(held) < this.claims[slot]
				: this.absences.getOrDefault(held, 0) < VIEWS_WITHOUT_OWNER;
		if (behind && epoch < this.claims[slot]) {
			return held;
		}
		this.claims[slot] = Math.max(0, epoch);
		return claimed;
	}

	private void replace(Topology before, Topology after) {
		this.current = after;
		this.onChange.accept(before, after);
	}

	private static @Nullable String[] owners(Topology topology) {
		@Nullable String[] owners = new String[HashSlot.COUNT];
		for (int slot = 0; slot < HashSlot.COUNT; slot++) {
			Shard shard = topology.shardOf(slot);
			owners[slot] = (shard != null) ? shard.primary().id() : null;
		}
		return owners;
	}

	private static Topology build(long version, Map<String, Node> nodes, @Nullable String[] owners) {
		Map<String, List<SlotRange>> ranges = new HashMap<>();
		for (int first = 0; first < HashSlot.COUNT;) {
			String owner = owners[first];
			int last = first;
			while (last + 1 < HashSlot.COUNT && Objects.equals(owners[last + 1], owner)) {
				last++;
			}
			if (owner != null) {
				ranges.computeIfAbsent(owner, (id) -> new ArrayList<>()).add(new SlotRange(first, last));
			}
			first = last + 1;
		}
		Set<String> primaries = new HashSet<>(ranges.keySet());
		nodes.values().stream().filter(Node::isPrimary).map(Node::id).forEach(primaries::add);
		Map<String, List<Node>> replicas = new HashMap<>();
		nodes.values()
			.stream()
			.filter((node) -> node.primaryId() != null && !primaries.contains(node.id()))
			.sorted(Comparator.comparing(Node::id))
			.forEach((node) -> replicas.computeIfAbsent(node.primaryId(), (id) -> new ArrayList<>()).add(node));
		List<Shard> shards = new ArrayList<>();
		primaries.stream()
			.filter(nodes::containsKey)
			.sorted(Comparator.comparingInt((String id) -> lowest(ranges.get(id))).thenComparing((id) -> id))
			.forEach((id) -> shards.add(new Shard(shards.size(), asPrimary(Objects.requireNonNull(nodes.get(id))),
					replicas.getOrDefault(id, List.of()), ranges.getOrDefault(id, List.of()))));
		return new Topology(version, shards);
	}

	private static int lowest(@Nullable List<SlotRange> ranges) {
		return (ranges != null) ? ranges.get(0).first() : HashSlot.COUNT;
	}

	private static Node asPrimary(Node node) {
		return node.isPrimary() ? node : new Node(node.id(), node.announced(), node.address(), NodeRole.PRIMARY, null,
				node.configEpoch(), node.flags());
	}

	private static boolean sameContent(Topology before, Topology after) {
		return before.shards().equals(after.shards())
				&& Arrays.equals(before.nodes().toArray(), after.nodes().toArray());
	}

}
