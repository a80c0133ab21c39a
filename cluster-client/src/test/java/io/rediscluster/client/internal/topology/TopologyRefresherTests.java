package io.rediscluster.client.internal.topology;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.ClusterClientOptions.Refresh;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.internal.connection.ConnectionSettings;
import io.rediscluster.client.internal.connection.Deadline;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class TopologyRefresherTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private final FakeCluster cluster = FakeCluster.start(3, 0);

	private final Set<String> suspects = ConcurrentHashMap.newKeySet();

	private final TopologyStore store = new TopologyStore((before, after) -> {
	});

	private @Nullable ConnectionSettings settings;

	private @Nullable TopologyRefresher refresher;

	@AfterEach
	void close() {
		if (this.refresher != null && this.settings != null) {
			this.refresher.close();
			this.settings.watchdog().close();
			this.settings.threads().close();
		}
		this.cluster.close();
	}

	private TopologyRefresher refresher(Refresh refresh, String... seeds) {
		return refresher(refresh, UnaryOperator.identity(), seeds);
	}

	private TopologyRefresher refresher(Refresh refresh, UnaryOperator<ClusterClientOptions.Builder> change,
			String... seeds) {
		ConnectionSettings settings = ConnectionSettings.of(
				change
					.apply(ClusterClientOptions.builder()
						.seeds((seeds.length > 0) ? seeds : this.cluster.seeds().toArray(String[]::new))
						.connectTimeout(Duration.ofSeconds(5))
						.refresh(refresh))
					.build());
		settings.watchdog().start();
		this.settings = settings;
		TopologyRefresher refresher = new TopologyRefresher(settings, this.store,
				(node) -> this.suspects.contains(node.id()));
		this.refresher = refresher;
		return refresher;
	}

	private static Refresh manual(int sources) {
		return new Refresh(Duration.ZERO, Duration.ofMillis(200), sources, false);
	}

	private static Map<HostAndPort, String> await(TopologyRefresher refresher) throws InterruptedException {
		return refresher.await(RefreshCause.REQUESTED, Deadline.after(LONG));
	}

	/** Each load of a view asks for the slots once. */
	private int loads() {
		return this.cluster.nodes().stream().mapToInt((node) -> node.requests("CLUSTER SLOTS").size()).sum();
	}

	@Test
	void aViewIsLoadedFromASeed() throws InterruptedException {
		TopologyRefresher refresher = refresher(manual(1), this.cluster.seeds().get(1));
		assertThat(await(refresher)).isEmpty();
		assertThat(refresher.current().nodes()).hasSize(3);
		assertThat(refresher.current().coveredSlots()).isEqualTo(16384);
		assertThat(loads()).isEqualTo(1);
	}

	@Test
	void requestsDuringARefreshAreOneRefresh() throws InterruptedException {
		TopologyRefresher refresher = refresher(manual(1));
		for (int i = 0; i < 100; i++) {
			refresher.request(RefreshCause.CONNECTION);
		}
		assertThat(await(refresher)).isEmpty();
		// the first request, and the one that was awaited
		assertThat(loads()).isBetween(1, 2);
	}

	@Test
	void theGateHoldsARequestBackAndDoesNotLoseIt() throws InterruptedException {
		Refresh gate = new Refresh(Duration.ZERO, Duration.ofSeconds(1), 1, false);
		TopologyRefresher refresher = refresher(gate);
		long first = System.nanoTime();
		await(refresher);
		int before = loads();
		refresher.request(RefreshCause.MOVED);
		refresher.request(RefreshCause.MOVED);
		Await.until("the delayed refresh", LONG, () -> loads() > before);
		assertThat(Duration.ofNanos(System.nanoTime() - first)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
		assertThat(loads()).isEqualTo(before + 1);
	}

	@Test
	void anUrgentRequestDoesNotWaitForOneThatHasTime() throws InterruptedException {
		TopologyRefresher refresher = refresher(new Refresh(Duration.ZERO, Duration.ofHours(1), 1, false));
		await(refresher);
		int before = loads();
		refresher.request(RefreshCause.MOVED);
		refresher.request(RefreshCause.CONNECTION);
		Await.until("the urgent refresh", LONG, () -> loads() > before);
	}

	@Test
	void oneRefreshAsksNoMoreSourcesThanItNeeds() throws InterruptedException {
		TopologyRefresher refresher = refresher(manual(2));
		await(refresher);
		await(refresher);
		// the first view ends a refresh; the second source of the same round may count
		// later
		assertThat(loads()).isBetween(2, 4);
	}

	@Test
	void seedsAreAskedWhenNoKnownNodeAnswers() throws InterruptedException {
		FakeNode spare = FakeNode.start();
		try {
			spare.announce(this.cluster.topology());
			TopologyRefresher refresher = refresher(manual(3), this.cluster.seeds().get(0), spare.address());
			this.store.apply(view(), false);
			this.cluster.nodes().forEach(FakeNode::refuseConnections);
			assertThat(await(refresher)).isEmpty();
			assertThat(spare.requests("CLUSTER SLOTS")).isNotEmpty();
			assertThat(refresher.current().nodes()).hasSize(3);
		}
		finally {
			spare.close();
		}
	}

	private ClusterView view() {
		FakeNode node = this.cluster.node(0);
		HostAndPort address = HostAndPort.parse(node.address());
		try {
			return ClusterViewReader.read(address, (announced) -> announced, new Object[0],
					this.cluster.topology().nodes(node.id()));
		}
		catch (InvalidViewException ex) {
			throw new AssertionError(ex);
		}
	}

	@Test
	void aNodeThatIsSuspectIsAskedLast() throws InterruptedException {
		TopologyRefresher refresher = refresher(manual(1), this.cluster.seeds().get(1));
		await(refresher);
		this.suspects.add(this.cluster.node(0).id());
		this.cluster.nodes().forEach(FakeNode::clearRequests);
		for (int i = 0; i < 5; i++) {
			await(refresher);
		}
		assertThat(this.cluster.node(0).requests("CLUSTER SLOTS")).isEmpty();
		assertThat(loads()).isGreaterThanOrEqualTo(5);
	}

	@Test
	void aSeedOfAnotherClusterIsNotFollowedWhileAKnownNodeAnswers() throws InterruptedException {
		try (FakeCluster other = FakeCluster.start(1, 0)) {
			TopologyRefresher refresher = refresher(manual(8), other.seeds().get(0));
			this.store.apply(view(), false);
			for (int i = 0; i < 5; i++) {
				assertThat(await(refresher)).isEmpty();
				assertThat(refresher.current().node(this.cluster.node(0).id())).isNotNull();
			}
			assertThat(refresher.current().nodes()).hasSize(3);
		}
	}

	@Test
	void aSeedOfAnotherClusterIsFollowedWhenAllKnownNodesAreGone() throws InterruptedException {
		try (FakeCluster other = FakeCluster.start(1, 0)) {
			TopologyRefresher refresher = refresher(manual(3), other.seeds().get(0));
			this.store.apply(view(), false);
			this.cluster.nodes().forEach(FakeNode::refuseConnections);
			assertThat(await(refresher)).isEmpty();
			assertThat(refresher.current().nodes()).hasSize(1);
			Shard shard = refresher.current().shardOf(0);
			assertThat(shard).isNotNull();
			assertThat(shard.primary().id()).isEqualTo(other.node(0).id());
		}
	}

	@Test
	void withoutAnySourceTheErrorsAreNamedAndTheTopologyStays() throws InterruptedException {
		TopologyRefresher refresher = refresher(manual(2));
		await(refresher);
		this.cluster.nodes().forEach((node) -> node.on("CLUSTER", FakeAnswer.error("ERR out of order")));
		this.cluster.nodes().forEach((node) -> node.on("MULTI", FakeAnswer.error("NOPERM no")));
		Map<HostAndPort, String> errors = await(refresher);
		List<String> addresses = errors.keySet().stream().map(HostAndPort::toString).toList();
		assertThat(addresses).containsExactlyInAnyOrderElementsOf(this.cluster.seeds());
		assertThat(refresher.current().nodes()).hasSize(3);
	}

	@Test
	void aUserWhoMayNotUseTransactionsIsServedBySlotsAlone() throws InterruptedException {
		this.cluster.nodes().forEach((node) -> {
			node.on("MULTI", FakeAnswer.error("NOPERM this user has no permissions to run the 'multi' command"));
			node.on("EXEC", FakeAnswer.error("ERR EXEC without MULTI"));
			node.on("CLUSTER NODES", FakeAnswer.error("NOPERM no"));
		});
		TopologyRefresher refresher = refresher(manual(1));
		assertThat(await(refresher)).isEmpty();
		assertThat(refresher.current().coveredSlots()).isEqualTo(16384);
	}

	@Test
	void thePeriodicRefreshGoesOn() {
		TopologyRefresher refresher = refresher(new Refresh(Duration.ofMillis(300), Duration.ofMillis(50), 1, false));
		refresher.start();
		Await.until("four periodic refreshes", LONG, () -> loads() >= 4);
		refresher.current();
	}

	@Test
	void closingWakesThoseWhoWait() throws InterruptedException {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch answer = new CountDownLatch(1);
		this.cluster.nodes().forEach((node) -> node.on("MULTI", (call) -> {
			asked.countDown();
			answer.await(LONG.toSeconds(), TimeUnit.SECONDS);
			call.proceed();
		}));
		TopologyRefresher refresher = refresher(manual(1));
		AtomicReference<Map<HostAndPort, String>> errors = new AtomicReference<>();
		Thread waiting = new Thread(() -> {
			try {
				errors.set(refresher.await(RefreshCause.REQUESTED, Deadline.after(Duration.ofHours(1))));
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		waiting.start();
		assertThat(asked.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		refresher.close();
		waiting.join(LONG.toMillis());
		answer.countDown();
		assertThat(errors.get()).isNotEmpty();
	}

	@Test
	void aRefreshThatNoThreadIsFreeForIsNoSuccess() throws Exception {
		TopologyRefresher refresher = refresher(Refresh.DEFAULT);
		this.settings.threads().close();
		assertThat(refresher.await(RefreshCause.REQUESTED, Deadline.after(LONG))).isNotEmpty();
	}

}
