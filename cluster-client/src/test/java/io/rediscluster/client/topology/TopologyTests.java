package io.rediscluster.client.topology;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TopologyTests {

	private static Node node(String id, int port, String primaryId) {
		HostAndPort address = new HostAndPort("h", port);
		return new Node(id, address, new HostAndPort("mapped", port),
				(primaryId != null) ? NodeRole.REPLICA : NodeRole.PRIMARY, primaryId, 1, Set.of());
	}

	private final Node a = node("a", 1, null);

	private final Node b = node("b", 2, null);

	private final Node idle = node("idle", 3, null);

	private final Node replica = node("ra", 4, "a");

	private final Topology topology = new Topology(7,
			List.of(new Shard(0, this.a, List.of(this.replica), List.of(new SlotRange(0, 99))),
					new Shard(1, this.b, List.of(), List.of(new SlotRange(100, 100), new SlotRange(200, 299))),
					new Shard(2, this.idle, List.of(), List.of())));

	@Test
	void eachSlotHasItsShard() {
		assertThat(this.topology.shardOf(99)).isSameAs(this.topology.shards().get(0));
		assertThat(this.topology.shardOf(100)).isSameAs(this.topology.shards().get(1));
		assertThat(this.topology.shardOf(101)).isNull();
		assertThat(this.topology.coveredSlots()).isEqualTo(201);
		assertThat(this.topology.shards().get(1).slotCount()).isEqualTo(101);
		assertThatExceptionOfType(ArrayIndexOutOfBoundsException.class)
			.isThrownBy(() -> this.topology.shardOf(HashSlot.COUNT));
	}

	@Test
	void keysAreFoundByTheirSlot() {
		Topology whole = new Topology(1,
				List.of(new Shard(0, this.a, List.of(), List.of(new SlotRange(0, HashSlot.COUNT - 1)))));
		assertThat(whole.shardOf("foo")).isSameAs(whole.shards().get(0));
		assertThat(whole.shardOf("foo".getBytes())).isSameAs(whole.shards().get(0));
		assertThat(this.topology.shardOf("foo")).isNull();
	}

	@Test
	void nodesAreFoundByIdAndByAnnouncedAddress() {
		assertThat(this.topology.nodes()).containsExactly(this.a, this.replica, this.b, this.idle);
		assertThat(this.topology.node("ra")).isEqualTo(this.replica);
		assertThat(this.topology.node("x")).isNull();
		assertThat(this.topology.nodeAnnouncedAs(new HostAndPort("H", 2))).isEqualTo(this.b);
		assertThat(this.topology.nodeAnnouncedAs(new HostAndPort("mapped", 2))).isNull();
		assertThat(this.topology.shardOf(this.replica)).isSameAs(this.topology.shards().get(0));
		assertThat(this.topology.shardOf(node("x", 9, null))).isNull();
	}

	@Test
	void primariesWithoutSlotsAreNotAmongThePrimaries() {
		assertThat(this.topology.primaries()).containsExactly(this.a, this.b);
	}

	@Test
	void theEmptyTopologyHasNothing() {
		assertThat(Topology.empty().version()).isZero();
		assertThat(Topology.empty().nodes()).isEmpty();
		assertThat(Topology.empty().shardOf(0)).isNull();
	}

	@Test
	void collectionsCannotBeChanged() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.topology.nodes().remove(this.a));
		assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> this.topology.shards().clear());
	}

	@Test
	void aRangeChecksItsBoundsAndWritesItselfAsRedisDoes() {
		assertThat(new SlotRange(5, 9)).hasToString("5-9").satisfies((range) -> {
			assertThat(range.size()).isEqualTo(5);
			assertThat(range.contains(5)).isTrue();
			assertThat(range.contains(9)).isTrue();
			assertThat(range.contains(4)).isFalse();
			assertThat(range.contains(10)).isFalse();
		});
		assertThat(new SlotRange(7, 7)).hasToString("7");
		assertThatThrownBy(() -> new SlotRange(-1, 3)).isInstanceOf(IllegalArgumentException.class);
		assertThatThrownBy(() -> new SlotRange(0, 16384)).hasMessageContaining("16384");
		assertThatThrownBy(() -> new SlotRange(4, 3)).isInstanceOf(IllegalArgumentException.class);
	}

}
