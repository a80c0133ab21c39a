package io.rediscluster.client;

import java.util.ArrayList;
import java.util.List;

import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeNode;
import org.junit.jupiter.api.AfterEach;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The set-up of tests against nodes whose every answer is chosen: a cluster of them for
 * each test, and clients that end with it. Whatever a test is about, no node may have
 * found anything wrong with what the clients sent.
 */
abstract class OnFakeCluster {

	final FakeCluster cluster;

	private final List<ClusterClient> clients = new ArrayList<>();

	OnFakeCluster(int primaries, int replicasPerPrimary) {
		this.cluster = FakeCluster.start(primaries, replicasPerPrimary);
	}

	/** Options of a client that knows all nodes. */
	final ClusterClientOptions.Builder options() {
		return ClusterClientOptions.builder().seeds(this.cluster.seeds().toArray(String[]::new));
	}

	/** Connects a client and closes it after the test, if the test has not. */
	final ClusterClient connect(ClusterClientOptions.Builder options) {
		ClusterClient client = ClusterClient.connect(options.build());
		this.clients.add(client);
		return client;
	}

	@AfterEach
	void end() {
		List<String> problems = this.cluster.nodes().stream().map(FakeNode::problems).flatMap(List::stream).toList();
		this.clients.forEach(ClusterClient::close);
		this.cluster.close();
		assertThat(problems).as("what the nodes found wrong").isEmpty();
	}

}
