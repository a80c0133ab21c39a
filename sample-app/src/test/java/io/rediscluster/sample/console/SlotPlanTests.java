package io.rediscluster.sample.console;

import java.util.List;

import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.sample.console.SlotPlan.Move;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SlotPlan}.
 */
class SlotPlanTests {

	private final Shard one = Topologies.shard(0, 8191, Topologies.primary(7001));

	private final Shard two = Topologies.shard(8192, 16383, Topologies.primary(7002));

	private final Shard empty = Topologies.empty(Topologies.primary(7003));

	@Test
	void movesTheHighestSlots() {
		assertThat(SlotPlan.move(this.one, this.two, 100)).singleElement().satisfies((move) -> {
			assertThat(move.target()).isEqualTo(this.two.primary());
			assertThat(move.slots()).containsExactly(new SlotRange(8092, 8191));
		});
	}

	@Test
	void spreadsEvenlyWithTheFewestMoves() {
		List<Move> moves = SlotPlan.even(List.of(this.one, this.two, this.empty), (node) -> true);
		assertThat(moves).allMatch((move) -> move.target().equals(this.empty.primary()));
		assertThat(moves.stream().mapToInt(Move::count).sum()).isEqualTo(5461);
		assertThat(moves.get(0).slots()).containsExactly(new SlotRange(5462, 8191), new SlotRange(13653, 16383));
	}

	@Test
	void hasNothingToDoWhereSlotsAreEven() {
		assertThat(SlotPlan.even(List.of(this.one, this.two), (node) -> true)).isEmpty();
	}

	@Test
	void aFormerPrimaryThatIsDownGetsNoSlots() {
		Shard former = Topologies.empty(Topologies.primary(7001, "fail"));
		assertThat(SlotPlan.even(List.of(this.one, this.two, former), (node) -> true)).isEmpty();
		assertThat(SlotPlan.even(List.of(this.one, this.two, this.empty), (node) -> !node.equals(this.empty.primary())))
			.as("dead, and nobody has noticed yet")
			.isEmpty();
	}

	@Test
	void theSlotsOfAShardThatIsDownStayAndTheOthersShareTheirs() {
		Shard down = Topologies.shard(0, 8191, Topologies.primary(7001, "fail"));
		List<Move> moves = SlotPlan.even(List.of(down, this.two, this.empty), (node) -> true);
		assertThat(moves).singleElement().satisfies((move) -> {
			assertThat(move.target()).isEqualTo(this.empty.primary());
			assertThat(move.slots()).containsExactly(new SlotRange(12288, 16383));
		});
	}

	@Test
	void cutsAMoveIntoPartsThatMakeUpTheWhole() {
		Move move = new Move(this.one.primary(), List.of(new SlotRange(0, 34), new SlotRange(50, 50)));
		assertThat(move.parts(16)).extracting(Move::count).containsExactly(16, 16, 3, 1);
	}

}
