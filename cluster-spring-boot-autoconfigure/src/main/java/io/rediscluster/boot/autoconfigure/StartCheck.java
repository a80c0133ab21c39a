package io.rediscluster.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Command;
import io.rediscluster.client.Nodes;
import io.rediscluster.client.Retry;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.Node;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a client and sees whether the addresses that the cluster announces can be
 * reached from here: a seed may well answer while all others stand behind NAT or in a
 * container network. Immutable and thread safe.
 */
final class StartCheck {

	private static final Logger logger = LoggerFactory.getLogger(StartCheck.class);

	private final ClusterClientOptions options;

	StartCheck(ClusterClientOptions options) {
		this.options = options;
	}

	/**
	 * Connects a client.
	 * @return a client that can reach at least one primary
	 * @throws ClusterClientException if the cluster cannot be reached
	 */
	ClusterClient connect() {
		ClusterClient client = ClusterClient.connect(this.options);
		try {
			check(client);
			return client;
		}
		catch (RuntimeException | Error ex) {
			client.close();
			throw ex;
		}
	}

	private void check(ClusterClient client) {
		Command ping = Command.of("PING").timeout(this.options.connectTimeout()).retry(Retry.NEVER);
		int answered = 0;
		Map<Node, String> unreachable = new LinkedHashMap<>();
		for (var outcome : client.on(Nodes.PRIMARIES).execute(ping).outcomes().entrySet()) {
			ClusterClientException failure = outcome.getValue().failure();
			if (failure == null || failure instanceof ServerErrorException) {
				answered++;
			}
			else {
				unreachable.put(outcome.getKey(), String.valueOf(failure.getMessage()));
			}
		}
		if (answered == 0) {
			throw new AnnouncedAddressesException(this.options.seeds(), unreachable);
		}
		unreachable.forEach((node, error) -> logger.warn(
				"Node {}, which the cluster announces as {}, cannot be reached from here: {}", node, node.announced(),
				error));
	}

}
