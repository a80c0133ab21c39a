package io.rediscluster.client;

import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The set-up of tests on the cluster that all of them share: a client that knows one of
 * its nodes, and no keys at the beginning of a test. Who extends it leaves nodes, slots
 * and roles as they were.
 */
abstract class OnSharedCluster {

	static EmbeddedCluster cluster;

	static ClusterClient client;

	@BeforeAll
	static void connect() {
		cluster = EmbeddedCluster.shared();
		client = ClusterClient.connect(options().build());
	}

	@AfterAll
	static void disconnect() {
		client.close();
	}

	@BeforeEach
	void flush() {
		client.execute("FLUSHALL");
	}

	/** Options for further clients of the same cluster. */
	static ClusterClientOptions.Builder options() {
		return ClusterClientOptions.builder().seeds(cluster.seeds().get(0));
	}

}
