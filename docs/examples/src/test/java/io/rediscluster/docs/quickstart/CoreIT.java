package io.rediscluster.docs.quickstart;

import java.util.List;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.NodeReplies;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Outcome;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The core without Spring.
 */
class CoreIT {

	@Test
	void theCoreNeedsNothingOfSpring() {
		String seed = EmbeddedCluster.shared().seeds().get(0);
		// tag::core[]
		var options = ClusterClientOptions.builder().seeds(seed).build(); // "10.0.0.1:7000"
		try (var client = ClusterClient.connect(options)) {
			client.execute("SET", "user:1", "Ann");
			String name = client.execute("GET", "user:1").asString();
			// three slots: one batch for each node, summed
			long gone = client.execute("DEL", "user:1", "user:2", "user:3").asLong();
			// a dead node never costs the others' answers
			NodeReplies info = client.on(Nodes.ALL).execute("INFO", "server");
			List<Outcome> results = client.pipeline().add("INCR", "hits").add("MGET", "x", "y").execute();
			// end::core[]
			assertThat(name).isEqualTo("Ann");
			assertThat(gone).isEqualTo(1);
			assertThat(info.outcomes()).hasSize(6);
			assertThat(results).hasSize(2).allMatch(Outcome::isSuccess);
			// tag::core[]
		}
		// end::core[]
	}

}
