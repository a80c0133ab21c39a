package io.rediscluster.client;

import java.time.Duration;
import java.util.function.BiFunction;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Clusters that announce addresses which nobody can dial, in every reply that names one.
 */
@Timeout(60)
class AddressTests {

	private static final String KEY = "foo";

	private static final int SLOT = HashSlot.of(KEY);

	private final FakeCluster cluster = FakeCluster.start(2, 1);

	private ClusterClient client;

	@AfterEach
	void close() {
		if (this.client != null) {
			this.client.close();
		}
		this.cluster.close();
	}

	private void announce(BiFunction<Integer, Integer, String> host, int portOffset) {
		for (int i = 0; i < this.cluster.nodes().size(); i++) {
			FakeNode node = this.cluster.node(i);
			String name = host.apply(i, node.port());
			this.cluster.announce(this.cluster.topology()
				.with(node.id(), (member) -> member.withEndpoint(name, node.port() + portOffset)));
		}
	}

	private void connect(AddressMapper mapper) {
		this.client = ClusterClient.connect(ClusterClientOptions.builder()
			.seeds(this.cluster.seeds().get(0))
			.timeout(Duration.ofSeconds(5))
			.connectTimeout(Duration.ofMillis(300))
			.addressMapper(mapper)
			.build());
	}

	/** Through SLOTS and NODES, through MOVED and ASK, and after a failover. */
	private void assertThatEveryAddressIsMapped() {
		for (Node node : this.client.topology().nodes()) {
			assertThat(node.address()).isNotEqualTo(node.announced());
			assertThat(this.cluster.nodes()).anyMatch((fake) -> fake.port() == node.address().port());
		}
		this.client.execute("SET", KEY, "bar");
		FakeNode owner = this.cluster.owner(SLOT);
		FakeNode target = this.cluster.primaryOtherThan(owner);
		this.cluster.openSlot(SLOT, target);
		this.cluster.migrateKey(KEY);
		assertThat(this.client.execute("GET", KEY).asString()).as("through ASK").isEqualTo("bar");
		this.cluster.moveSlot(SLOT, target);
		assertThat(this.client.execute("GET", KEY).asString()).as("through MOVED").isEqualTo("bar");
		FakeNode replica = this.cluster.replicasOf(target).get(0);
		this.cluster.failover(replica);
		assertThat(this.client.execute("GET", KEY).asString()).as("after a failover").isEqualTo("bar");
		assertThat(this.client.topology().shardOf(KEY).primary().address().port()).isEqualTo(replica.port());
	}

	@Test
	void theManualsExampleMapsEachNodeOfADockerNetworkToLocalhost() {
		announce((index, port) -> "172.18.0.2", 0);
		HostPortRemap.Builder rules = HostPortRemap.builder();
		for (FakeNode node : this.cluster.nodes()) {
			rules.fromHost("172.18.0.2").fromPort(node.port()).toHost("localhost").toPort(node.port()).and();
		}
		connect(rules.fromHost("172.22.0.1").fromPort(7000).toHost("localhost").toPort(7000).build());
		assertThat(this.client.topology().nodes()).extracting((node) -> node.announced().host())
			.containsOnly("172.18.0.2");
		assertThat(this.client.topology().nodes()).extracting((node) -> node.address().host())
			.containsOnly("localhost");
		assertThatEveryAddressIsMapped();
	}

	@Test
	void aNetworkAndAPortOffsetAreMapped() {
		announce((index, port) -> "10.1.2." + (index + 1), 10_000);
		connect(HostPortRemap.builder().fromHost("10.1.0.0/16").toHost("127.0.0.1").portOffset(-10_000).build());
		assertThatEveryAddressIsMapped();
	}

	@Test
	void addressesOfInternetProtocolVersionSixAreMapped() {
		announce((index, port) -> "2001:db8::" + (index + 1), 0);
		connect(HostPortRemap.builder().fromHost("2001:db8::/32").toHost("127.0.0.1").build());
		assertThat(this.client.topology().nodes()).extracting((node) -> node.announced().host())
			.allMatch((host) -> host.startsWith("2001:db8:"));
		assertThatEveryAddressIsMapped();
	}

	@Test
	void hostNamesAreMapped() {
		announce((index, port) -> "redis-" + index + ".internal.invalid", 0);
		HostPortRemap.Builder rules = HostPortRemap.builder();
		for (int i = 0; i < this.cluster.nodes().size(); i++) {
			rules.fromHost("REDIS-" + i + ".internal.invalid").toHost("localhost").and();
		}
		connect(rules.fromHost("none.invalid").toHost("localhost").build());
		assertThatEveryAddressIsMapped();
	}

	@Test
	void anEmptyEndpointInARedirectIsTheNodeThatWasAsked() {
		connect(AddressMapper.IDENTITY);
		this.client.execute("SET", KEY, "bar");
		FakeNode owner = this.cluster.owner(SLOT);
		FakeNode target = this.cluster.primaryOtherThan(owner);
		this.cluster.moveSlot(SLOT, target);
		owner.on("GET", FakeAnswer.error("MOVED " + SLOT + " :" + target.port()));
		assertThat(this.client.execute("GET", KEY).asString()).isEqualTo("bar");
	}

	@Test
	void anUnknownEndpointInARedirectIsLookedUp() {
		connect(AddressMapper.IDENTITY);
		this.client.execute("SET", KEY, "bar");
		FakeNode owner = this.cluster.owner(SLOT);
		FakeNode target = this.cluster.primaryOtherThan(owner);
		this.cluster.moveSlot(SLOT, target);
		owner.on("GET", FakeAnswer.error("MOVED " + SLOT + " ?:" + target.port()));
		assertThat(this.client.execute("GET", KEY).asString()).isEqualTo("bar");
		assertThat(this.client.topology().shardOf(KEY).primary().address().port()).isEqualTo(target.port());
	}

	@Test
	void aNodeWithoutAnEndpointIsReachedThroughTheHostThatWasAsked() {
		announce((index, port) -> null, 0);
		connect(AddressMapper.IDENTITY);
		assertThat(this.client.topology().nodes()).extracting(Node::address)
			.containsExactlyInAnyOrderElementsOf(
					this.cluster.nodes().stream().map((node) -> HostAndPort.parse(node.address())).toList());
		this.client.execute("SET", KEY, "bar");
		assertThat(this.client.execute("GET", KEY).asString()).isEqualTo("bar");
	}

	@Test
	void aNodeThatIsAnnouncedWhereNobodyListensNamesTheMissingRule() {
		announce((index, port) -> (this.cluster.node(index) == this.cluster.owner(SLOT)) ? "127.0.0.9" : "127.0.0.1",
				0);
		int port = this.cluster.owner(SLOT).port();
		connect(AddressMapper.IDENTITY);
		assertThatThrownBy(() -> this.client.execute(Command.of("GET", KEY).timeout(Duration.ofMillis(400))))
			.isInstanceOf(NodeConnectionException.class)
			.hasMessageContaining("add a rule with from-host 127.0.0.9 and from-port " + port + " to host-port-remap");
	}

}
