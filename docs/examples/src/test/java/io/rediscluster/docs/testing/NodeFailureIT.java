package io.rediscluster.docs.testing;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A test that breaks a node, as {@code docs/testing.md} shows it.
 */
@Timeout(120)
class NodeFailureIT {

	@Test
	void aReplicaTakesOver() {
		// tag::kill[]
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().primaries(3).replicasPerPrimary(1).start()) {
			ClusterClientOptions options = ClusterClientOptions.builder().seeds(cluster.seeds().get(0)).build();
			try (ClusterClient client = ClusterClient.connect(options)) {
				cluster.primaries().get(2).kill();
				// calls to the dead node wait until its replica has taken over
				for (int i = 0; i < 100; i++) {
					client.execute("GET", "key:" + i);
				}
			}
		}
		// end::kill[]
	}

}
