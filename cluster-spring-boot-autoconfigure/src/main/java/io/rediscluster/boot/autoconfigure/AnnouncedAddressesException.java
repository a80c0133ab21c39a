package io.rediscluster.boot.autoconfigure;

import java.util.List;
import java.util.Map;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;

/**
 * Says that a seed gave the topology and none of the primaries it announces can be
 * reached.
 */
final class AnnouncedAddressesException extends ClusterUnavailableException {

	private final transient List<HostAndPort> seeds;

	private final transient Map<Node, String> errors;

	AnnouncedAddressesException(List<HostAndPort> seeds, Map<Node, String> errors) {
		super("The cluster answers, and none of the addresses it announces can be reached from here: "
				+ errors.keySet().stream().map(Node::announced).toList(), new ClusterClientException("").details(),
				null);
		this.seeds = List.copyOf(seeds);
		this.errors = Map.copyOf(errors);
	}

	List<HostAndPort> seeds() {
		return this.seeds;
	}

	Map<Node, String> errors() {
		return this.errors;
	}

}
