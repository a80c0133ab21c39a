package io.rediscluster.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.test.Await;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.Slots;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of calls at a node that is silent when the topology takes slots from it.
 */
@Timeout(60)
class SilentNodeTests extends OnFakeCluster {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final String KEY = "{b}";

	private final int slot = HashSlot.of(KEY);

	private final FakeNode owner = this.cluster.owner(this.slot);

	private final FakeNode other = this.cluster.primaryOtherThan(this.owner);

	SilentNodeTests() {
		super(2, 0);
	}

	@Test
	void aBusyNodeThatLosesSlotsInALiveMoveKeepsItsCalls() {
		ClusterClient client = connect(
				options().timeout(PATIENCE).connectTimeout(PATIENCE).silenceTimeout(Duration.ofMillis(200)));
		CompletableFuture<Reply> call = callASilentNode(client);
		this.cluster.moveSlot(otherSlotOfTheOwner(), this.other);
		client.refresh();
		this.owner.resume();
		assertThat(call).succeedsWithin(20, TimeUnit.SECONDS)
			.satisfies((reply) -> assertThat(reply.asString()).isEqualTo("OK"));
		assertThat(this.owner.requests("SET")).hasSize(1);
	}

	@Test
	void callsAtANodeThatDoesNotAnswerAndLosesSlotsEnd() {
		ClusterClient client = connect(options().timeout(Duration.ofMinutes(5))
			.connectTimeout(Duration.ofMillis(300))
			.silenceTimeout(Duration.ofMillis(200)));
		CompletableFuture<Reply> call = callASilentNode(client);
		this.owner.hangConnections();
		this.cluster.moveSlot(this.slot, this.other);
		client.refresh();
		assertThat(call).failsWithin(20, TimeUnit.SECONDS)
			.withThrowableThat()
			.havingRootCause()
			.withMessageContaining("its slots have gone to another node");
		this.owner.resume();
		this.owner.acceptConnections();
	}

	private CompletableFuture<Reply> callASilentNode(ClusterClient client) {
		assertThat(client.executeAsync(Command.of("GET", KEY))).succeedsWithin(PATIENCE);
		this.owner.freeze();
		CompletableFuture<Reply> call = client.executeAsync(Command.of("SET", KEY, "1")).toCompletableFuture();
		Await.until("the node is found to be silent", PATIENCE,
				() -> client.stats().nodes().values().stream().anyMatch(NodeStats::silent));
		return call;
	}

	private int otherSlotOfTheOwner() {
		int index = this.cluster.nodes().indexOf(this.owner);
		int last = Slots.share(index, 2).last();
		assertThat(last).isNotEqualTo(this.slot);
		return last;
	}

}
