package io.rediscluster.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.rediscluster.test.FakeAnswer;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.Gate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Commands to several nodes of which some are dead.
 */
@Timeout(60)
class FanOutTests extends OnFakeCluster {

	private final ClusterClient client = connect(
			options().timeout(Duration.ofSeconds(2)).connectTimeout(Duration.ofMillis(500)));

	FanOutTests() {
		super(3, 1);
	}

	@BeforeEach
	void answer() {
		for (FakeNode node : this.cluster.nodes()) {
			node.on("DBSIZE", FakeAnswer.reply(5L)).on("SCRIPT KILL", FakeAnswer.ok());
		}
	}

	private static void kill(FakeNode node) {
		node.refuseConnections();
		node.resetAll();
	}

	private static void hang(FakeNode node) {
		node.hangConnections();
		node.freeze();
	}

	@Test
	void aNodeThatIsGoneOrHangsCostsNobodyElsesAnswer() {
		kill(this.cluster.node(1));
		hang(this.cluster.node(2));
		NodeReplies replies = this.client.on(Nodes.ALL).execute("DBSIZE");
		assertThat(replies.outcomes()).hasSize(6);
		assertThat(replies.successes().keySet()).extracting((node) -> node.address().port())
			.containsExactlyInAnyOrder(this.cluster.node(0).port(), this.cluster.node(3).port(),
					this.cluster.node(4).port(), this.cluster.node(5).port());
		assertThat(replies.failures().keySet()).extracting((node) -> node.address().port())
			.containsExactlyInAnyOrder(this.cluster.node(1).port(), this.cluster.node(2).port());
	}

	@Test
	void aSumOfAllNodesWithoutOneIsAnErrorThatNamesIt() {
		kill(this.cluster.node(1));
		assertThatThrownBy(() -> this.client.execute("DBSIZE")).isInstanceOfSatisfying(NodesFailedException.class,
				(failed) -> assertThat(failed.failures().keySet()).singleElement()
					.satisfies((node) -> assertThat(node.address().port()).isEqualTo(this.cluster.node(1).port())));
	}

	@Test
	void whereOneSuccessIsEnoughADeadNodeDoesNotMatter() {
		kill(this.cluster.node(1));
		assertThat(this.client.execute("SCRIPT KILL").asString()).isEqualTo("OK");
	}

	@Test
	void allNodesAreAskedAtTheSameTime() throws Exception {
		Gate gate = Gate.closed();
		this.cluster.nodes().forEach((node) -> node.on("DBSIZE", FakeAnswer.reply(5L).after(gate)));
		CompletableFuture<Long> sum = new CompletableFuture<>();
		Thread thread = new Thread(() -> sum.complete(this.client.execute("DBSIZE").asLong()));
		thread.start();
		gate.awaitArrivals(3, Duration.ofSeconds(10));
		gate.open();
		assertThat(sum.get(10, TimeUnit.SECONDS)).isEqualTo(15);
		thread.join();
	}

	@Test
	void thePrimariesAreThoseOfTheCurrentTopology() {
		FakeNode replica = this.cluster.node(3);
		this.cluster.failover(replica);
		this.client.refresh();
		replica.clearRequests();
		assertThat(this.client.execute("DBSIZE").asLong()).isEqualTo(15);
		assertThat(replica.requests("DBSIZE")).hasSize(1);
	}

}
