package io.rediscluster.spring.data;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/**
 * Tests on the cluster that all tests of this JVM share: over one connection factory for
 * a class, with an empty cluster before each test.
 */
@Timeout(120)
abstract class OnSharedCluster {

	/** Started before the first test of the class. */
	static ClusterConnectionFactory factory;

	@BeforeAll
	static void connect() {
		factory = new ClusterConnectionFactory(options().build());
		factory.start();
	}

	@AfterAll
	static void disconnect() {
		factory.destroy();
	}

	@BeforeEach
	void flush() {
		EmbeddedCluster.shared().flushAll();
	}

	/**
	 * Returns options that lead to the cluster, to be completed.
	 */
	static ClusterClientOptions.Builder options() {
		return ClusterClientOptions.builder().seeds(EmbeddedCluster.shared().seeds().toArray(new String[0]));
	}

}
