package io.rediscluster.sample.console;

import io.rediscluster.client.topology.Node;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShardLabels}.
 */
class ShardLabelsTests {

	private final ShardLabels labels = new ShardLabels();

	private final Node one = Topologies.primary(7001);

	private final Node two = Topologies.primary(7002);

	private final Node replica = Topologies.replica(7011, this.one);

	@Test
	void givesLettersInTheOrderOfSlots() {
		this.labels.learn(
				Topologies.of(Topologies.shard(0, 99, this.one, this.replica), Topologies.shard(100, 200, this.two)));
		assertThat(this.labels.of(Topologies.id(7001))).isEqualTo("A");
		assertThat(this.labels.of(Topologies.id(7011))).isEqualTo("A");
		assertThat(this.labels.of(Topologies.id(7002))).isEqualTo("B");
		assertThat(this.labels.of(Topologies.id(7003))).isNull();
	}

	@Test
	void theLetterGoesToTheReplicaThatTakesOverAndStaysWithTheDeadPrimary() {
		this.labels.learn(
				Topologies.of(Topologies.shard(0, 99, this.one, this.replica), Topologies.shard(100, 200, this.two)));
		this.labels.learn(Topologies.of(Topologies.shard(0, 99, Topologies.primary(7011)),
				Topologies.shard(100, 200, this.two), Topologies.empty(Topologies.primary(7001, "fail"))));
		assertThat(this.labels.of(Topologies.id(7011))).isEqualTo("A");
		assertThat(this.labels.of(Topologies.id(7001))).isEqualTo("A");
		assertThat(this.labels.of(Topologies.id(7002))).isEqualTo("B");
	}

	@Test
	void aNewShardGetsTheNextLetterAndKeepsItWhereverItsSlotsLie() {
		this.labels.learn(Topologies.of(Topologies.shard(0, 99, this.one), Topologies.shard(100, 200, this.two)));
		Node three = Topologies.primary(7003);
		this.labels.learn(Topologies.of(Topologies.shard(0, 99, this.one), Topologies.shard(100, 200, this.two),
				Topologies.empty(three)));
		this.labels.learn(Topologies.of(Topologies.shard(0, 50, three), Topologies.shard(51, 99, this.one),
				Topologies.shard(100, 200, this.two)));
		assertThat(this.labels.of(Topologies.id(7003))).isEqualTo("C");
		assertThat(this.labels.of(Topologies.id(7001))).isEqualTo("A");
	}

}
