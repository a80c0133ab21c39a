package io.rediscluster.client;

import java.util.Map;

import io.rediscluster.client.ClientStats.NodeStats;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ClientStatsTests {

	@Test
	void figuresOfSeveralLinksToANodeAreAdded() {
		NodeStats writes = new NodeStats(Map.of(ConnectionKind.DIRECT, 2, ConnectionKind.MULTIPLEXED, 1),
				Map.of(ConnectionKind.DIRECT, 1), 3, false, 4, 5, 6);
		NodeStats reads = new NodeStats(Map.of(ConnectionKind.DIRECT, 1), Map.of(), 1, true, 1, 1, 1);
		assertThat(writes.plus(reads)).isEqualTo(reads.plus(writes))
			.isEqualTo(new NodeStats(Map.of(ConnectionKind.DIRECT, 3, ConnectionKind.MULTIPLEXED, 1),
					Map.of(ConnectionKind.DIRECT, 1), 4, true, 5, 6, 7));
	}

}
