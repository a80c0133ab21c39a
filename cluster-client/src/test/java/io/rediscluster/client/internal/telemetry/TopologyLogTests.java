package io.rediscluster.client.internal.telemetry;

import java.util.List;
import java.util.Set;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TopologyLog}, through the telemetry that calls it.
 */
class TopologyLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(TopologyLog.class);

	private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

	private final Telemetry telemetry = new Telemetry(ClusterListener.NONE);

	@BeforeEach
	void listen() {
		this.logger.setLevel(Level.INFO);
		this.lines.start();
		this.logger.addAppender(this.lines);
	}

	@AfterEach
	void leave() {
		this.logger.detachAppender(this.lines);
		this.logger.setLevel(null);
	}

	@Test
	void theFirstTopologyIsOneLine() {
		this.telemetry.topologyChanged(Topology.empty(), topology(shard(primary(1), 0, 9999, replica(2, 1))));
		assertThat(this.lines.list).extracting(Object::toString)
			.containsExactly("[INFO] Found the cluster; primaries: 1, replicas: 1, slots without an owner: 6384");
	}

	@Test
	void aFailoverNamesWhoTookOverAndWhoIsGone() {
		this.telemetry.topologyChanged(topology(shard(primary(1), 0, 16383, replica(2, 1))),
				topology(shard(primary(2), 0, 16383)));
		assertThat(this.lines.list).extracting(Object::toString)
			.containsExactly("[INFO] Node 10.0.0.2:7000 has become a primary",
					"[INFO] Node 10.0.0.1:7000 no longer serves the cluster");
	}

	@Test
	void anExchangeOfRolesIsTwoLines() {
		this.telemetry.topologyChanged(topology(shard(primary(1), 0, 16383, replica(2, 1))),
				topology(shard(primary(2), 0, 16383, replica(1, 2))));
		assertThat(this.lines.list).extracting(Object::toString)
			.containsExactly("[INFO] Node 10.0.0.2:7000 has become a primary",
					"[INFO] Node 10.0.0.1:7000 has become a replica");
	}

	@Test
	void slotsWithoutAnOwnerAreAWarningOnceAndTheirReturnIsTold() {
		Topology whole = topology(shard(primary(1), 0, 16383));
		Topology some = topology(shard(primary(1), 0, 16000));
		Topology fewer = topology(shard(primary(1), 0, 15000));
		this.telemetry.topologyChanged(whole, some);
		this.telemetry.topologyChanged(some, fewer);
		this.telemetry.topologyChanged(fewer, whole);
		assertThat(this.lines.list).extracting(Object::toString)
			.containsExactly("[WARN] 383 slots have no owner any more", "[INFO] All slots have an owner again");
	}

	@Test
	void slotsThatMoveBetweenSoundNodesAreNotWorthALine() {
		this.telemetry.topologyChanged(topology(shard(primary(1), 0, 9999), shard(primary(2), 10_000, 16383)),
				topology(shard(primary(1), 0, 9998), shard(primary(2), 9999, 16383)));
		assertThat(this.lines.list).isEmpty();
	}

	private static Topology topology(Shard... shards) {
		return new Topology(1, List.of(shards));
	}

	private static Shard shard(Node primary, int first, int last, Node... replicas) {
		return new Shard(0, primary, List.of(replicas), List.of(new SlotRange(first, last)));
	}

	private static Node primary(int number) {
		return node(number, NodeRole.PRIMARY, null);
	}

	private static Node replica(int number, int primary) {
		return node(number, NodeRole.REPLICA, "id" + primary);
	}

	private static Node node(int number, NodeRole role, String primaryId) {
		HostAndPort address = new HostAndPort("10.0.0." + number, 7000);
		return new Node("id" + number, address, address, role, primaryId, 1, Set.of());
	}

}
