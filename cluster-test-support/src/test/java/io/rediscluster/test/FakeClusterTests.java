package io.rediscluster.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FakeClusterTests {

	/** The slot of {@code foo}, which lies on the last of three primaries. */
	private static final int SLOT = 12182;

	private final FakeCluster cluster = FakeCluster.start(3, 1);

	@AfterEach
	void close() {
		this.cluster.close();
	}

	private ServerConnection connect(FakeNode node) {
		return new ServerConnection(node.port(), Duration.ofSeconds(10));
	}

	@Test
	void everyNodeNamesTheOwnerOfASlot() {
		FakeNode owner = this.cluster.owner(SLOT);
		assertThat(owner).isSameAs(this.cluster.node(2));
		for (FakeNode node : this.cluster.nodes()) {
			try (ServerConnection client = connect(node)) {
				if (node == owner) {
					assertThat(client.command("SET", "foo", "bar")).isEqualTo("OK");
				}
				else {
					assertThatThrownBy(() -> client.command("SET", "foo", "bar"))
						.hasMessage("MOVED 12182 " + owner.address());
				}
				List<?> slots = (List<?>) client.command("CLUSTER", "SLOTS");
				assertThat(slots).hasSize(3).allSatisfy((entry) -> assertThat((List<?>) entry).hasSize(4));
				assertThat(client.command("CLUSTER", "NODES").toString().lines()).hasSize(6)
					.anyMatch((line) -> line.startsWith(node.id()) && line.contains(" myself,"));
			}
		}
	}

	@Test
	void aReplicaServesReadsAfterReadonlyAndNoWrites() {
		FakeNode replica = this.cluster.node(5);
		try (ServerConnection primary = connect(this.cluster.node(2)); ServerConnection client = connect(replica)) {
			primary.command("SET", "foo", "bar");
			assertThatThrownBy(() -> client.command("GET", "foo")).hasMessageStartingWith("MOVED 12182 ");
			client.command("READONLY");
			assertThat(client.command("GET", "foo")).isEqualTo("bar");
			assertThatThrownBy(() -> client.command("SET", "foo", "x")).hasMessageStartingWith("MOVED 12182 ");
			client.command("READWRITE");
			assertThatThrownBy(() -> client.command("GET", "foo")).hasMessageStartingWith("MOVED 12182 ");
		}
	}

	@Test
	void keysOfSeveralSlotsAreRefused() {
		try (ServerConnection client = connect(this.cluster.node(0))) {
			assertThatThrownBy(() -> client.command("MGET", "foo", "bar")).hasMessageStartingWith("CROSSSLOT");
			assertThat(Slots.of("{tag}a")).isEqualTo(Slots.of("{tag}b"));
		}
	}

	@Test
	void aSlotMovesWithItsKeysAndAHigherEpoch() {
		try (ServerConnection source = connect(this.cluster.node(2));
				ServerConnection target = connect(this.cluster.node(0))) {
			source.command("SET", "foo", "bar");
			this.cluster.moveSlot(SLOT, this.cluster.node(0));
			assertThat(target.command("GET", "foo")).isEqualTo("bar");
			assertThatThrownBy(() -> source.command("GET", "foo"))
				.hasMessage("MOVED 12182 " + this.cluster.node(0).address());
			assertThat(this.cluster.topology().owner(SLOT).configEpoch()).isEqualTo(4);
			assertThat(source.command("CLUSTER", "NODES").toString()).contains(" 4 connected 0-5460 12182\n");
		}
	}

	@Test
	void aStaleNodeKeepsItsView() {
		FakeNode stale = this.cluster.node(1);
		FakeNode target = this.cluster.node(0);
		List<FakeNode> informed = new ArrayList<>(this.cluster.nodes());
		informed.remove(stale);
		this.cluster.moveSlot(SLOT, target, informed);
		assertThat(this.cluster.owner(SLOT)).isSameAs(target);
		try (ServerConnection client = connect(stale)) {
			assertThatThrownBy(() -> client.command("GET", "foo"))
				.hasMessage("MOVED 12182 " + this.cluster.node(2).address());
		}
	}

	@Test
	void anOpenSlotRedirectsMissingKeysWithAsk() {
		FakeNode target = this.cluster.node(0);
		String other = Slots.keyIn("other", SLOT);
		try (ServerConnection source = connect(this.cluster.node(2)); ServerConnection importing = connect(target)) {
			source.command("SET", "foo", "bar");
			source.command("SET", other, "stays");
			this.cluster.openSlot(SLOT, target);
			assertThat(source.command("GET", "foo")).isEqualTo("bar");
			this.cluster.migrateKey("foo");
			assertThatThrownBy(() -> source.command("GET", "foo")).hasMessage("ASK 12182 " + target.address());
			assertThatThrownBy(() -> source.command("MGET", "foo", other)).hasMessageStartingWith("TRYAGAIN");
			assertThatThrownBy(() -> importing.command("GET", "foo")).hasMessageStartingWith("MOVED 12182 ");
			importing.command("ASKING");
			assertThat(importing.command("GET", "foo")).isEqualTo("bar");
			assertThatThrownBy(() -> importing.command("GET", "foo")).hasMessageStartingWith("MOVED 12182 ");
			importing.command("ASKING");
			assertThatThrownBy(() -> importing.command("MGET", "foo", other)).hasMessageStartingWith("TRYAGAIN");
			importing.command("ASKING");
			importing.command("MULTI");
			importing.command("GET", "foo");
			assertThat(importing.command("EXEC")).isEqualTo(List.of("bar"));
			this.cluster.moveSlot(SLOT, target);
			assertThat(importing.command("MGET", "foo", other)).isEqualTo(Arrays.asList("bar", "stays"));
		}
	}

	@Test
	void aReplicaTakesOver() {
		FakeNode replica = this.cluster.node(5);
		try (ServerConnection old = connect(this.cluster.node(2)); ServerConnection promoted = connect(replica)) {
			old.command("SET", "foo", "bar");
			this.cluster.failover(replica);
			assertThat(promoted.command("GET", "foo")).isEqualTo("bar");
			assertThatThrownBy(() -> old.command("GET", "foo")).hasMessage("MOVED 12182 " + replica.address());
			assertThat(old.command("INFO").toString()).contains("role:slave");
			assertThat(this.cluster.topology().member(replica.id()).configEpoch()).isEqualTo(4);
		}
	}

	@Test
	void oddEndpointsAreAnnounced() {
		FakeNode first = this.cluster.node(0);
		FakeMember member = this.cluster.topology().member(first.id());
		String key = Slots.keyIn("key", 0);
		this.cluster.announce(this.cluster.topology().withAll((node) -> node.withEndpoint(null, node.port())));
		try (ServerConnection client = connect(this.cluster.node(1))) {
			assertThat(entry(client, 0)).startsWith(null, (long) member.port());
			assertThatThrownBy(() -> client.command("GET", key)).hasMessage("MOVED 0 :" + member.port());
			this.cluster.announce(this.cluster.topology().withAll((node) -> node.withEndpoint("localhost", 1)));
			assertThat(entry(client, 0)).startsWith("localhost", 1L, first.id(), List.of("ip", "127.0.0.1"));
			assertThat(client.command("CLUSTER", "NODES").toString()).contains(" 127.0.0.1:1@10001,localhost master");
		}
	}

	private static List<Object> entry(ServerConnection client, int index) {
		List<?> slots = (List<?>) client.command("CLUSTER", "SLOTS");
		return new ArrayList<>((List<?>) ((List<?>) slots.get(index)).get(2));
	}

}
