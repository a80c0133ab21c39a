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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
				events.add(command + " " + outcome + ((nanos > 0) ? "" : " in no time"));
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
				// what a listener throws would be swallowed
				events.add((after.version() > before.version()) ? "topology" : "topology of old");
			}

		};
		try (FakeCluster cluster = FakeNode.cluster(2);
				ClusterClient client = ClusterClient
					.connect(ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).listener(listener).build())) {
			FakeNode owner = cluster.owner(HashSlot.of("a"));
			FakeNode other = cluster.primaryOtherThan(owner);
			owner.onNext("SET", FakeAnswer.error("TRYAGAIN Multiple keys request during rehashing of slot"));
			client.execute("SET", "a", "1");
			cluster.moveSlot(HashSlot.of("a"), other);
			client.execute("GET", "a");
			owner.on("INCR", FakeAnswer.error("ERR no"));
			other.on("INCR", FakeAnswer.error("ERR no"));
			assertThatThrownBy(() -> client.execute("INCR", "a")).isInstanceOf(ServerErrorException.class)
				.hasMessage("ERR no");
			assertThat(events).contains("topology", "SET SUCCESS", "retry SET TRYAGAIN", "MOVED " + HashSlot.of("a"),
					"GET SUCCESS", "INCR SERVER_ERROR");
			assertThat(events).noneMatch((event) -> event.endsWith("in no time") || event.endsWith("of old"));
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
