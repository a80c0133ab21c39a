package io.rediscluster.client.internal.topology;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Slots 0 to 99 are those that move in these tests; P owns all at the beginning.
 */
class TopologyStoreTests {

	private static final int SLOT = 42;

	private final List<Topology> changes = new ArrayList<>();

	private final TopologyStore store = new TopologyStore((before, after) -> {
		assertThat(after.version()).isGreaterThan(before.version());
		this.changes.add(after);
	});

	private static Node node(String id, @Nullable String primaryId, long epoch) {
		HostAndPort address = new HostAndPort(id, 7000);
		return new Node(id, address, address, (primaryId != null) ? NodeRole.REPLICA : NodeRole.PRIMARY, primaryId,
				epoch, Set.of());
	}

	/**
	 * Makes a view in which one node owns slots 0 to 99 and another the rest.
	 */
	private static ClusterView view(@Nullable String low, @Nullable String high, Node... nodes) {
		return view(true, low, high, nodes);
	}

	private static ClusterView view(boolean epochs, @Nullable String low, @Nullable String high, Node... nodes) {
		Map<String, Node> byId = new HashMap<>();
		for (Node node : nodes) {
			byId.put(node.id(), node);
		}
		@Nullable String[] owners = new String[HashSlot.COUNT];
		for (int slot = 0; slot < owners.length; slot++) {
			owners[slot] = (slot < 100) ? low : high;
		}
		return new ClusterView(byId, owners, epochs);
	}

	private @Nullable String owner() {
		Shard shard = this.store.current().shardOf(SLOT);
		return (shard != null) ? shard.primary().id() : null;
	}

	private Node current(String id) {
		return Objects.requireNonNull(this.store.current().node(id));
	}

	/** P owns everything with epoch 1, Q nothing with epoch 2; R copies P. */
	private static ClusterView initial() {
		return view("p", "p", node("p", null, 1), node("q", null, 2), node("r", "p", 1));
	}

	@Test
	void theFirstViewIsTaken() {
		assertThat(this.store.apply(initial(), false)).isTrue();
		assertThat(owner()).isEqualTo("p");
		assertThat(this.store.current().coveredSlots()).isEqualTo(HashSlot.COUNT);
		assertThat(this.store.current().shards()).hasSize(2);
		assertThat(this.store.current().shards().get(0).replicas()).extracting(Node::id).containsExactly("r");
	}

	@Test
	void theSameViewChangesNothing() {
		this.store.apply(initial(), false);
		long version = this.store.current().version();
		assertThat(this.store.apply(initial(), false)).isTrue();
		assertThat(this.store.current().version()).isEqualTo(version);
		assertThat(this.changes).hasSize(1);
	}

	@Test
	void aNewerClaimTakesSlots() {
		this.store.apply(initial(), false);
		this.store.apply(view("q", "p", node("p", null, 1), node("q", null, 3), node("r", "p", 1)), false);
		assertThat(owner()).isEqualTo("q");
	}

	@Test
	void aPromotedReplicaIsThePrimaryAndTheOldPrimaryItsReplica() {
		this.store.apply(initial(), false);
		this.store.apply(view("r", "r", node("p", "r", 5), node("q", null, 2), node("r", null, 5)), false);
		assertThat(owner()).isEqualTo("r");
		assertThat(current("r").isPrimary()).isTrue();
		Shard shard = Objects.requireNonNull(this.store.current().shardOf(SLOT));
		assertThat(shard.replicas()).extracting(Node::id).containsExactly("p");
	}

	@Test
	void theViewOfAStaleMinorityNeverTakesSlotsBack() {
		this.store.apply(view("r", "r", node("p", "r", 5), node("q", null, 2), node("r", null, 5)), false);
		ClusterView stale = initial();
		assertThat(this.store.apply(stale, false)).isTrue();
		assertThat(owner()).isEqualTo("r");
		assertThat(current("r").isPrimary()).isTrue();
		// not by insisting, and not by way of its own epochs
		this.store.apply(stale, false);
		this.store.apply(stale, false);
		assertThat(owner()).isEqualTo("r");
	}

	@Test
	void aViewThatHasNeverHeardOfTheOwnerDoesNotTakeItsSlots() {
		this.store.apply(view("n", "p", node("p", null, 1), node("q", null, 2), node("n", null, 7)), false);
		ClusterView stale = view("p", "p", node("p", null, 1), node("q", null, 2));
		for (int i = 0; i < 5; i++) {
			this.store.apply(stale, false);
			assertThat(owner()).isEqualTo("n");
			this.store.apply(view("n", "p", node("p", null, 1), node("q", null, 2), node("n", null, 7)), false);
		}
		assertThat(current("n").isPrimary()).isTrue();
	}

	@Test
	void anOwnerThatNobodyKnowsAnyMoreIsGivenUp() {
		this.store.apply(view("n", "p", node("p", null, 1), node("q", null, 2), node("n", null, 7)), false);
		ClusterView without = view("p", "p", node("p", null, 1), node("q", null, 2));
		for (int i = 0; i < 3; i++) {
			assertThat(owner()).isEqualTo("n");
			this.store.apply(without, false);
		}
		assertThat(owner()).isEqualTo("p");
		assertThat(this.store.current().node("n")).isNull();
	}

	@Test
	void aNewerClaimTakesSlotsFromAnOwnerThatLeft() {
		this.store.apply(view("n", "p", node("p", null, 1), node("q", null, 2), node("n", null, 7)), false);
		this.store.apply(view("q", "p", node("p", null, 1), node("q", null, 8)), false);
		assertThat(owner()).isEqualTo("q");
		assertThat(this.store.current().node("n")).isNull();
	}

	@Test
	void aStaleViewThatDoesNotCoverTheSlotDoesNotUncoverIt() {
		this.store.apply(view("q", "p", node("p", null, 1), node("q", null, 7)), false);
		this.store.apply(view(null, "p", node("p", null, 1), node("q", null, 2)), false);
		assertThat(owner()).isEqualTo("q");
	}

	@Test
	void slotsThatNobodyClaimsAnyMoreAreUncovered() {
		this.store.apply(initial(), false);
		this.store.apply(view(null, "p", node("p", null, 1), node("q", null, 2), node("r", "p", 1)), false);
		assertThat(owner()).isNull();
		assertThat(this.store.current().coveredSlots()).isEqualTo(HashSlot.COUNT - 100);
	}

	@Test
	void aMovedSlotSurvivesAnOlderViewAndYieldsToANewerOne() {
		this.store.apply(view("p", "q", node("p", null, 3), node("q", null, 2)), false);
		this.store.moved(SLOT, current("q"));
		assertThat(owner()).isEqualTo("q");
		assertThat(Objects.requireNonNull(this.store.current().shardOf(SLOT + 1)).primary().id()).isEqualTo("p");
		this.store.apply(view("p", "q", node("p", null, 3), node("q", null, 2)), false);
		assertThat(owner()).as("the view is from before the move").isEqualTo("q");
		this.store.apply(view("p", "q", node("p", null, 5), node("q", null, 4)), false);
		assertThat(owner()).as("the slot has moved back").isEqualTo("p");
	}

	@Test
	void aMovedSlotIsConfirmedByAViewWithTheNewEpoch() {
		this.store.apply(view("p", "q", node("p", null, 3), node("q", null, 2)), false);
		this.store.moved(SLOT, current("q"));
		this.store.apply(view("q", "q", node("p", null, 3), node("q", null, 4)), false);
		assertThat(owner()).isEqualTo("q");
		this.store.apply(view("p", "q", node("p", null, 3), node("q", null, 2)), false);
		assertThat(owner()).isEqualTo("q");
	}

	@Test
	void movedToTheOwnerOrToAStrangerChangesNothing() {
		this.store.apply(initial(), false);
		Topology before = this.store.current();
		this.store.moved(SLOT, current("p"));
		this.store.moved(SLOT, node("stranger", null, 99));
		assertThat(this.store.current()).isSameAs(before);
	}

	@Test
	void movedToAReplicaMakesItThePrimaryOfTheSlot() {
		this.store.apply(initial(), false);
		this.store.moved(SLOT, current("r"));
		assertThat(owner()).isEqualTo("r");
		assertThat(current("r").isPrimary()).isTrue();
	}

	@Test
	void anotherClusterIsRefused() {
		this.store.apply(initial(), false);
		Topology before = this.store.current();
		assertThat(this.store.apply(view("x", "x", node("x", null, 100)), false)).isFalse();
		assertThat(this.store.current()).isSameAs(before);
	}

	@Test
	void anotherClusterIsTheLastResort() {
		this.store.apply(view("p", "p", node("p", null, 50)), false);
		assertThat(this.store.apply(view("x", "x", node("x", null, 1)), true)).isTrue();
		assertThat(owner()).isEqualTo("x");
		assertThat(this.store.current().nodes()).extracting(Node::id).containsExactly("x");
	}

	@Test
	void aViewWithoutEpochsIsTakenAsItIs() {
		this.store.apply(initial(), false);
		this.store.apply(view(false, "q", "p", node("p", null, 0), node("q", null, 0)), false);
		assertThat(owner()).isEqualTo("q");
	}

	@Test
	void shardsAreOrderedByTheirLowestSlotAndIdleOnesComeLast() {
		this.store.apply(view("q", "p", node("a", null, 0), node("p", null, 1), node("q", null, 2)), false);
		assertThat(this.store.current().shards()).extracting((shard) -> shard.primary().id())
			.containsExactly("q", "p", "a");
		assertThat(this.store.current().shards()).extracting(Shard::ordinal).containsExactly(0, 1, 2);
	}

	@Test
	void everyUsableViewConfirmsTheTopology() {
		this.store.apply(initial(), false);
		long confirmed = this.store.confirmedAt();
		this.store.apply(initial(), false);
		assertThat(this.store.confirmedAt()).isGreaterThanOrEqualTo(confirmed);
		long last = this.store.confirmedAt();
		this.store.apply(view("x", "x", node("x", null, 1)), false);
		assertThat(this.store.confirmedAt()).as("a refused view confirms nothing").isEqualTo(last);
	}

}
