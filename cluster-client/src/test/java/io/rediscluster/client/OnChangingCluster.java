package io.rediscluster.client;

import java.time.Duration;

import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The set-up of tests that move slots and let replicas take over: a cluster of three
 * primaries with a replica each for the tests of one class, and a client of it. Each test
 * finds the nodes in agreement, the client informed and no keys.
 */
abstract class OnChangingCluster {

	static final Duration LONG = Duration.ofSeconds(30);

	static EmbeddedCluster cluster;

	static ClusterClient client;

	@BeforeAll
	static void start() {
		cluster = EmbeddedCluster.builder().nodeTimeout(Duration.ofSeconds(2)).start();
		client = ClusterClient
			.connect(ClusterClientOptions.builder().seeds(cluster.seeds().toArray(String[]::new)).build());
	}

	@AfterAll
	static void close() {
		client.close();
		cluster.close();
	}

	@BeforeEach
	void settle() {
		// the test before may have let a replica take over
		cluster.awaitAgreement(LONG);
		client.refresh();
		client.execute("FLUSHALL");
	}

}
