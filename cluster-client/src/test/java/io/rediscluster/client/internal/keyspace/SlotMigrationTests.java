package io.rediscluster.client.internal.keyspace;

import java.time.Duration;
import java.util.Set;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.Command;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.internal.execution.ClusterExecutor.Located;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The move of one slot whose nodes answer at once.
 */
class SlotMigrationTests {

	private static final int MANY = 1000;

	private final EndlessSlot calls = new EndlessSlot();

	@AfterEach
	void clearStatus() {
		Thread.interrupted();
	}

	@Test
	void anInterruptEndsTheMoveBetweenTwoKeysAlsoIfNoCallEverWaits() {
		this.calls.interruptAt = 5;
		SlotMigration migration = new SlotMigration(this.calls, 7, node(2));
		assertThatThrownBy(() -> migration.moveKeys(node(1), null)).isInstanceOf(ClusterClientException.class)
			.hasMessageContaining("interrupted");
		assertThat(Thread.currentThread().isInterrupted()).isTrue();
		assertThat(this.calls.migrated).isEqualTo(5);
	}

	private static Node node(int number) {
		HostAndPort address = new HostAndPort("127.0.0.1", 7000 + number);
		return new Node(String.valueOf(number).repeat(40), address, address, NodeRole.PRIMARY, null, number, Set.of());
	}

	/**
	 * A slot that always has another key.
	 */
	private static final class EndlessSlot implements NodeCalls {

		private int migrated;

		private int interruptAt;

		@Override
		public Reply at(Node node, Command command) {
			return switch (command.name()) {
				case "CLUSTER GETKEYSINSLOT" -> Reply.of(new Object[] { "key" });
				case "MIGRATE" -> {
					if (++this.migrated == this.interruptAt) {
						Thread.currentThread().interrupt();
					}
					if (this.migrated > MANY) {
						throw new IllegalStateException("the interrupt was not noticed");
					}
					yield Reply.of("OK");
				}
				default -> Reply.of("");
			};
		}

		@Override
		public Topology topology() {
			return Topology.empty();
		}

		@Override
		public void refresh() {
		}

		@Override
		public Located bySlot(Command command, ReadFrom readFrom) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Duration timeout() {
			return Duration.ofSeconds(1);
		}

		@Override
		public int maxRounds() {
			return 1;
		}

		@Override
		public boolean isClosed() {
			return false;
		}

	}

}
