package io.rediscluster.client.internal.execution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.internal.connection.AnswerTimes;
import io.rediscluster.client.internal.connection.Mode;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class NodeSelectorTests {

	private static final List<SlotRange> SLOTS = List.of(new SlotRange(0, 9));

	private final Set<String> suspects = new HashSet<>();

	private final NodeSelector selector = new NodeSelector((node) -> this.suspects.contains(node.id()),
			new AnswerTimes());

	private final Shard shard = new Shard(0, node("p", 1, null), List.of(node("r1", 2, "p"), node("r2", 3, "p")),
			SLOTS);

	private final Shard alone = new Shard(0, node("p", 1, null), List.of(), SLOTS);

	private static Node node(String id, int port, String primaryId, String... flags) {
		HostAndPort address = new HostAndPort("h", port);
		return new Node(id, address, address, (primaryId != null) ? NodeRole.REPLICA : NodeRole.PRIMARY, primaryId, 1,
				Set.of(flags));
	}

	/**
	 * Returns the nodes that are chosen over many calls, and checks that modes fit roles.
	 */
	private String chosen(Shard shard, ReadFrom readFrom, String... failed) {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 300; i++) {
			Target target = this.selector.select(shard, readFrom, Set.of(failed));
			if (target == null) {
				return "none";
			}
			assertThat(target.mode()).isEqualTo(target.node().isPrimary() ? Mode.PRIMARY : Mode.REPLICA);
			ids.add(target.node().id());
		}
		List<String> sorted = new ArrayList<>(ids);
		sorted.sort(null);
		return String.join(" ", sorted);
	}

	@ParameterizedTest
	@CsvSource({ "PRIMARY, '', p", "PRIMARY, p, p", "PRIMARY_PREFERRED, '', p", "PRIMARY_PREFERRED, p, r1 r2",
			"PRIMARY_PREFERRED, p r1, r2", "REPLICA, '', r1 r2", "REPLICA, r1, r2", "REPLICA, r1 r2, r1 r2",
			"REPLICA_PREFERRED, '', r1 r2", "REPLICA_PREFERRED, r2, r1", "REPLICA_PREFERRED, r1 r2, p",
			"ANY, '', p r1 r2", "ANY, p, r1 r2", "ANY, r1, p r2", "ANY, r1 r2, p", "ANY, p r1, r2", "NEAREST, r1 r2, p",
			"NEAREST, p r1, r2" })
	void nodesThatFailedTheCallOrAreSuspectAreAvoided(ReadFrom readFrom, String unwell, String expected) {
		String[] ids = unwell.isEmpty() ? new String[0] : unwell.split(" ");
		assertThat(chosen(this.shard, readFrom, ids)).isEqualTo(expected);
		this.suspects.addAll(List.of(ids));
		assertThat(chosen(this.shard, readFrom)).isEqualTo(expected);
	}

	@Test
	void nodesThatTheClusterCallsFailedAreAvoided() {
		Shard halfDead = new Shard(0, node("p", 1, null), List.of(node("r1", 2, "p", "fail"), node("r2", 3, "p")),
				SLOTS);
		assertThat(chosen(halfDead, ReadFrom.REPLICA)).isEqualTo("r2");
		assertThat(chosen(halfDead, ReadFrom.ANY)).isEqualTo("p r2");
	}

	@ParameterizedTest
	@EnumSource(ReadFrom.class)
	void withoutReplicasThePrimaryAnswersUnlessOnlyReplicasMay(ReadFrom readFrom) {
		String expected = (readFrom == ReadFrom.REPLICA) ? "none" : "p";
		assertThat(chosen(this.alone, readFrom)).isEqualTo(expected);
		assertThat(chosen(this.alone, readFrom, "p")).isEqualTo(expected);
	}

	@Test
	void theNearestIsMostlyTheFastest() {
		for (int i = 0; i < 50; i++) {
			this.selector.answered(this.shard.primary(), 5_000_000);
			this.selector.answered(this.shard.replicas().get(0), 1_000_000);
			this.selector.answered(this.shard.replicas().get(1), 3_000_000);
		}
		int fastest = 0;
		for (int i = 0; i < 1000; i++) {
			Target target = this.selector.select(this.shard, ReadFrom.NEAREST, Set.of());
			fastest += (target != null && target.node().id().equals("r1")) ? 1 : 0;
		}
		// one in 64 looks at others again
		assertThat(fastest).isBetween(850, 1000);
	}

	@Test
	void commandsWithoutKeysGoToThePrimariesInTurn() {
		Shard other = new Shard(1, node("q", 9, null), List.of(), List.of(new SlotRange(10, 19)));
		Shard idle = new Shard(2, node("idle", 8, null), List.of(), List.of());
		Topology topology = new Topology(1, List.of(this.shard, other, idle));
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 10; i++) {
			Target target = this.selector.any(topology, Set.of());
			assertThat(target).isNotNull();
			assertThat(target.mode()).isEqualTo(Mode.PRIMARY);
			ids.add(target.node().id());
		}
		assertThat(ids).containsExactlyInAnyOrder("p", "q");
		assertThat(this.selector.any(topology, Set.of("p"))).isNotNull()
			.satisfies((target) -> assertThat(target.node().id()).isEqualTo("q"));
		assertThat(this.selector.any(Topology.empty(), Set.of())).isNull();
	}

}
