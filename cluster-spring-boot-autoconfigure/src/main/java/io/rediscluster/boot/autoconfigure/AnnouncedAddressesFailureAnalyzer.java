package io.rediscluster.boot.autoconfigure;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Proposes the {@code host-port-remap} rule for a cluster that announces addresses which
 * cannot be reached from here: the host of the first seed takes the place of what is
 * announced.
 */
final class AnnouncedAddressesFailureAnalyzer extends AbstractFailureAnalyzer<AnnouncedAddressesException> {

	private static final String NL = System.lineSeparator();

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, AnnouncedAddressesException cause) {
		StringBuilder description = new StringBuilder(
				"The Redis Cluster answers at " + cause.seeds() + ", but none of the primaries it announces can be"
						+ " reached from here, as is usual behind NAT and with containers:");
		cause.errors()
			.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey(Comparator.comparing((Node node) -> node.announced().toString())))
			.forEach((error) -> description.append(NL)
				.append("    ")
				.append(error.getKey().announced())
				.append(error.getKey().announced().equals(error.getKey().address()) ? ""
						: ", mapped to " + error.getKey().address())
				.append(": ")
				.append(error.getValue()));
		boolean mapped = cause.errors().keySet().stream().anyMatch((node) -> !node.announced().equals(node.address()));
		return new FailureAnalysis(description.toString(), mapped ? correct() : propose(cause), cause);
	}

	private static String correct() {
		return "Correct the redis-cluster.host-port-remap rules (or the AddressMapper bean) that gave these addresses.";
	}

	private static String propose(AnnouncedAddressesException cause) {
		List<HostAndPort> announced = cause.errors().keySet().stream().map(Node::announced).toList();
		HostAndPort seed = cause.seeds().get(0);
		StringBuilder text = new StringBuilder("Map what is announced to what can be reached, in application.yml:");
		text.append(NL).append(NL).append("    redis-cluster:").append(NL).append("      host-port-remap:");
		for (String host : hosts(announced)) {
			text.append(NL).append("        - from-host: ").append(host);
			text.append(NL).append("          to-host: ").append(seed.host());
			int lowest = announced.stream().mapToInt(HostAndPort::port).min().orElse(seed.port());
			boolean samePorts = announced.stream().anyMatch((address) -> address.port() == seed.port());
			if (!samePorts) {
				text.append(NL)
					.append("          port-offset: ")
					.append(seed.port() - lowest)
					.append("   # from ")
					.append(lowest)
					.append(" to ")
					.append(seed.port())
					.append("; or one rule per node with from-port and to-port");
			}
		}
		return text.append(NL)
			.append(NL)
			.append("Or let the servers announce addresses that can be reached: cluster-announce-ip,"
					+ " cluster-announce-port, cluster-announce-hostname.")
			.toString();
	}

	/**
	 * Returns the hosts that the rules begin with: IPv4 addresses of one network as that
	 * network.
	 */
	private static Set<String> hosts(List<HostAndPort> announced) {
		Set<String> hosts = announced.stream().map(HostAndPort::host).collect(Collectors.toCollection(TreeSet::new));
		Set<String> networks = hosts.stream()
			.map((host) -> host.matches("[0-9]+(\\.[0-9]+){3}") ? host.replaceAll("\\.[0-9]+\\.[0-9]+$", "") : host)
			.collect(Collectors.toSet());
		String network = networks.iterator().next();
		boolean oneNetwork = hosts.size() > 1 && networks.size() == 1 && network.matches("[0-9]+\\.[0-9]+");
		return oneNetwork ? Set.of(network + ".0.0/16") : hosts;
	}

}
