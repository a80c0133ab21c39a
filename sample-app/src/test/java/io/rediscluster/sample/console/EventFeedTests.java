package io.rediscluster.sample.console;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.event.ClusterListener.RedirectKind;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Topology;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link EventFeed} and {@link TopologyNews}.
 */
class EventFeedTests {

	private final EventFeed events = new EventFeed();

	private final Feed feed = new Feed(Clock.systemUTC());

	private final ShardLabels labels = new ShardLabels();

	private final Node one = Topologies.primary(7001);

	private final Node oneReplica = Topologies.replica(7011, this.one);

	private final Node two = Topologies.primary(7002);

	private final Topology before = Topologies.of(Topologies.shard(0, 8191, this.one, this.oneReplica),
			Topologies.shard(8192, 16383, this.two));

	@Test
	void aBurstOfRedirectsIsOneLine() {
		for (int i = 0; i < 500; i++) {
			this.events.onRedirect(RedirectKind.MOVED, i, this.one, this.two.announced());
		}
		this.events.onRedirect(RedirectKind.ASK, 1, this.one, this.two.announced());
		assertThat(texts()).containsExactly("500 commands sent on to the new owner of a slot (MOVED)",
				"1 command sent on within a slot that moves (ASK)");
		assertThat(texts()).as("nothing new").hasSize(2);
	}

	@Test
	void whatWasCountedWhileNobodyLookedIsForgottenAndChangesKeepTheirTime() {
		long began = System.currentTimeMillis();
		this.events.onRetry("GET", "connection");
		this.events.onRedirect(RedirectKind.MOVED, 1, this.one, this.two.announced());
		this.events.onTopologyChanged(this.before,
				Topologies.of(Topologies.shard(0, 8191, this.one), Topologies.shard(8192, 16383, this.two)));
		this.events.forgetCounts();
		Feed later = new Feed(Clock.offset(Clock.systemUTC(), Duration.ofHours(3)));
		this.events.writeTo(later, this.labels);
		assertThat(later.entries()).singleElement().satisfies((entry) -> {
			assertThat(entry.text()).isEqualTo("127.0.0.1:7011 left the cluster");
			assertThat(entry.at()).isBetween(began, System.currentTimeMillis());
		});
	}

	@Test
	void tellsWhatTheClientDoesToKeepGoing() {
		this.events.onRetry("GET", "connection");
		this.events.onRetry("SET", "connection");
		this.events.onConnectionClosed(this.one, ConnectionKind.DIRECT, new IllegalStateException());
		this.events.onConnectionClosed(this.two, ConnectionKind.DIRECT, null);
		this.events.onSilence(this.one);
		this.events.onFence(this.one);
		this.events.onRefresh(RefreshCause.CONNECTION, false, Duration.ZERO);
		this.events.onRefresh(RefreshCause.PERIODIC, true, Duration.ZERO);
		assertThat(texts()).containsExactlyInAnyOrder("2 commands tried again (connection)",
				"1 connection to 127.0.0.1:7001 lost or refused",
				"127.0.0.1:7001 owes replies and is silent; asking the others",
				"1 connection to 127.0.0.1:7001 ended with unanswered writes; new commands take new connections",
				"1 refresh of the topology found no node to ask");
	}

	@Test
	void tellsOfAFailover() {
		this.events.onTopologyChanged(this.before, Topologies.of(Topologies.shard(0, 8191, Topologies.primary(7011)),
				Topologies.shard(8192, 16383, this.two), Topologies.empty(Topologies.primary(7001, "fail"))));
		assertThat(texts()).containsExactlyInAnyOrder("127.0.0.1:7011 is the primary of shard A now",
				"The cluster holds 127.0.0.1:7001 to be down",
				"127.0.0.1:7011 (shard A) took 8,192 slots from 127.0.0.1:7001 (shard A)");
	}

	@Test
	void slotsThatMoveOneByOneAreOneLine() {
		Topology last = this.before;
		for (int slot = 8191; slot > 8181; slot--) {
			Topology next = Topologies.of(Topologies.shard(0, slot - 1, this.one, this.oneReplica),
					Topologies.shard(slot, 16383, this.two));
			this.events.onTopologyChanged(last, next);
			last = next;
		}
		assertThat(texts()).containsExactly("127.0.0.1:7002 (shard B) took 10 slots from 127.0.0.1:7001 (shard A)");
	}

	@Test
	void tellsOfNodesThatComeAndGoAndOfSlotsThatNobodyOwns() {
		this.events.onTopologyChanged(this.before, Topologies.of(Topologies.shard(0, 8191, this.one),
				Topologies.shard(8192, 16382, this.two), Topologies.empty(Topologies.primary(7003))));
		assertThat(texts()).containsExactlyInAnyOrder("127.0.0.1:7003 joined the cluster",
				"127.0.0.1:7011 left the cluster", "1 slot without an owner");
	}

	@Test
	void moreChangesThanItKeepsAreCountedAndHoldUpNobody() {
		for (int i = 0; i < 600; i++) {
			this.events.onTopologyChanged(this.before, this.before);
		}
		assertThat(texts()).containsExactly("88 more changes of the topology");
	}

	private List<String> texts() {
		this.events.writeTo(this.feed, this.labels);
		return this.feed.entries().stream().map(FeedEntry::text).toList();
	}

}
