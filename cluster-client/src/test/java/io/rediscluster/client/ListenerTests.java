package io.rediscluster.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rediscluster.client.event.ClusterListener;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the listener hears and the statistics count.
 */
@Timeout(60)
class ListenerTests {

	@Test
	void commandsRedirectsRetriesAndRefreshesAreToldAndCounted() {
		List<String> events = new CopyOnWriteArrayList<>();
		ClusterListener listener = new ClusterListener() {

			@Override
			public boolean wantsCommands() {
				return true;
			}

			@Override
			public void onCommand(String command, CommandOutcome outcome, long nanos) {
				events.add(command + " " + outcome);
				assertThat(nanos).isPositive();
			}

			@Override
			public void onRedirect(RedirectKind kind, int slot, Node from, HostAndPort to) {
				events.add(kind + " " + slot);
			}

			@Override
			public void onRetry(String command, String reason) {
				events.add("retry " + command + " " + reason);
			}

			@Override
			public void onTopologyChanged(Topology before, Topology after) {
				events.add("topology");
				assertThat(after.version()).isGreaterThan(before.version());
			}

		};
		try (FakeCluster cluster = FakeNode.cluster(2);
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).listener(listener).build())) {
			FakeNode owner = cluster.owner(HashSlot.of("a"));
			FakeNode other = cluster.nodes().stream().filter((node) -> node != owner).findFirst().orElseThrow();
			owner.onNext("SET", FakeAnswer.error("TRYAGAIN Multiple keys request during rehashing of slot"));
			client.execute("SET", "a", "1");
			cluster.moveSlot(HashSlot.of("a"), other);
			client.execute("GET", "a");
			owner.on("INCR", FakeAnswer.error("ERR no"));
			other.on("INCR", FakeAnswer.error("ERR no"));
			try {
				client.execute("INCR", "a");
			}
			catch (ServerErrorException ex) {
				assertThat(ex).hasMessage("ERR no");
			}
			assertThat(events).contains("topology", "SET SUCCESS", "retry SET TRYAGAIN", "MOVED " + HashSlot.of("a"),
					"GET SUCCESS", "INCR SERVER_ERROR");
			ClientStats stats = client.stats();
			assertThat(stats.commands()).isEqualTo(3);
			assertThat(stats.retries()).containsEntry("TRYAGAIN", 1L);
			assertThat(stats.redirects()).containsEntry(ClusterListener.RedirectKind.MOVED, 1L);
			assertThat(stats.refreshes()).isPositive();
			assertThat(stats.topologyAge()).isLessThan(Duration.ofSeconds(60));
		}
	}

	@Test
	void aListenerThatThrowsHarmsNobody() {
		ClusterListener broken = new ClusterListener() {

			@Override
			public boolean wantsCommands() {
				throw new IllegalStateException("broken");
			}

		};
		ClusterListener throwing = new ClusterListener() {

			@Override
			public boolean wantsCommands() {
				return true;
			}

			@Override
			public void onCommand(String command, CommandOutcome outcome, long nanos) {
				throw new IllegalStateException("broken");
			}

			@Override
			public void onTopologyChanged(Topology before, Topology after) {
				throw new StackOverflowError();
			}

		};
		try (FakeNode node = FakeNode.start()) {
			for (ClusterListener each : List.of(broken, throwing)) {
				try (ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(node.address()).listener(each).build())) {
					assertThat(client.execute("SET", "a", "1").asString()).isEqualTo("OK");
				}
			}
		}
	}

}
