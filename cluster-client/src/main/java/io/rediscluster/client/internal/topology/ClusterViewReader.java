package io.rediscluster.client.internal.topology;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.internal.resp.MapValue;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import org.jspecify.annotations.Nullable;

/**
 * Makes a view of the replies to {@code CLUSTER SLOTS} and {@code CLUSTER NODES}.
 * Endpoints come from SLOTS, which alone knows what the cluster prefers; epochs, flags
 * and nodes without slots come from NODES. An empty or null endpoint stands for the
 * address that was asked; {@code ?} for one that the node does not know.
 */
final class ClusterViewReader {

	private final HostAndPort asked;

	private final AddressMapper mapper;

	private final Map<String, HostAndPort> endpoints = new HashMap<>();

	private final Map<String, String> primaryIds = new HashMap<>();

	private final Map<String, Node> nodes = new LinkedHashMap<>();

	private final @Nullable String[] owners = new String[HashSlot.COUNT];

	private ClusterViewReader(HostAndPort asked, AddressMapper mapper) {
		this.asked = asked;
		this.mapper = mapper;
	}

	/**
	 * Reads both replies.
	 * @param asked the address that was asked, as dialled
	 * @param mapper turns announced into reachable addresses
	 * @param slots the reply to CLUSTER SLOTS
	 * @param nodes the reply to CLUSTER NODES, or {@code null} without the right to ask
	 * @return the view
	 * @throws InvalidViewException if a reply has another form than Redis gives it
	 */
	static ClusterView read(HostAndPort asked, AddressMapper mapper, @Nullable Object slots, @Nullable String nodes)
			throws InvalidViewException {
		ClusterViewReader reader = new ClusterViewReader(asked, mapper);
		try {
			reader.readSlots(slots);
			if (nodes != null) {
				reader.readNodes(nodes);
			}
			reader.addUnlisted();
			return new ClusterView(reader.nodes, reader.owners, nodes != null);
		}
		catch (ClassCastException | IllegalArgumentException | NullPointerException | IndexOutOfBoundsException
				| ArithmeticException ex) {
			throw new InvalidViewException(
					"the reply of " + asked + " to CLUSTER SLOTS or CLUSTER NODES cannot be read: " + ex.getMessage(),
					ex);
		}
	}

	private void readSlots(@Nullable Object reply) {
		for (Object each : array(reply)) {
			@Nullable Object[] entry = array(each);
			int first = Math.toIntExact(number(entry[0]));
			int last = Math.toIntExact(number(entry[1]));
			if (first < 0 || last >= HashSlot.COUNT || first > last) {
				throw new IllegalArgumentException("slots " + first + ".." + last);
			}
			String primary = null;
			for (int i = 2; i < entry.length; i++) {
				@Nullable Object[] node = array(entry[i]);
				String id = (node.length > 2) ? text(node[2]) : text(node[0]) + ':' + number(node[1]);
				HostAndPort endpoint = endpoint(node[0], number(node[1]));
				if (endpoint != null) {
					this.endpoints.put(id, endpoint);
				}
				if (primary == null) {
					primary = id;
				}
				else {
					this.primaryIds.put(id, primary);
				}
			}
			Arrays.fill(this.owners, first, last + 1, primary);
		}
	}

	private @Nullable HostAndPort endpoint(@Nullable Object host, long port) {
		if (port < 1 || port > 65535) {
			return null;
		}
		String name = (host != null) ? text(host) : "";
		if (name.equals("?")) {
			return null;
		}
		return new HostAndPort(name.isEmpty() ? this.asked.host() : name, (int) port);
	}

	private void readNodes(String reply) {
		List<String[]> lines = new ArrayList<>();
		boolean hostnames = false;
		for (String line : reply.split("\n")) {
			String[] words = line.trim().split(" ");
			if (words.length >= 8) {
				lines.add(words);
				HostAndPort endpoint = this.endpoints.get(words[0]);
				hostnames |= endpoint != null && !hostname(words[1]).isEmpty()
						&& endpoint.host().equalsIgnoreCase(hostname(words[1]));
			}
		}
		for (String[] words : lines) {
			Set<String> flags = new HashSet<>(Arrays.asList(words[2].split(",")));
			if (flags.contains("handshake") || flags.contains("noaddr")) {
				continue;
			}
			HostAndPort endpoint = this.endpoints.get(words[0]);
			if (endpoint == null) {
				endpoint = endpointOf(words[1], hostnames, flags.contains("myself"));
			}
			if (endpoint != null) {
				add(words, endpoint, flags);
			}
		}
	}

	private void add(String[] words, HostAndPort endpoint, Set<String> flags) {
		boolean replica = flags.contains("slave") || flags.contains("replica");
		flags.removeAll(Set.of("myself", "master", "slave", "replica", "noflags"));
		String primaryId = (replica && !words[3].equals("-")) ? words[3] : null;
		this.nodes.put(words[0], new Node(words[0], endpoint, this.mapper.map(endpoint),
				replica ? NodeRole.REPLICA : NodeRole.PRIMARY, primaryId, Long.parseLong(words[6]), flags));
	}

	/**
	 * Reads {@code ip:port@busport[,hostname[,shard-id=…]]}.
	 */
	private @Nullable HostAndPort endpointOf(String address, boolean hostnames, boolean myself) {
		String plain = address.split("[@,]")[0];
		int colon = plain.lastIndexOf(':');
		int port = Integer.parseInt(plain.substring(colon + 1));
		String host = plain.substring(0, colon);
		if (hostnames && !hostname(address).isEmpty()) {
			host = hostname(address);
		}
		if (port < 1) {
			return null;
		}
		return (host.isEmpty() && !myself) ? null : new HostAndPort(host.isEmpty() ? this.asked.host() : host, port);
	}

	private static String hostname(String address) {
		String[] parts = address.split(",");
		return (parts.length > 1 && parts[1].indexOf('=') < 0) ? parts[1] : "";
	}

	/**
	 * Adds the nodes that only SLOTS names, as without the right to ask for NODES.
	 */
	private void addUnlisted() {
		this.endpoints.forEach((id, endpoint) -> {
			if (!this.nodes.containsKey(id)) {
				String primaryId = this.primaryIds.get(id);
				this.nodes.put(id, new Node(id, endpoint, this.mapper.map(endpoint),
						(primaryId != null) ? NodeRole.REPLICA : NodeRole.PRIMARY, primaryId, 0, Set.of()));
			}
		});
		for (int slot = 0; slot < this.owners.length; slot++) {
			if (this.owners[slot] != null && !this.nodes.containsKey(this.owners[slot])) {
				this.owners[slot] = null;
			}
		}
	}

	private static @Nullable Object[] array(@Nullable Object value) {
		if (value instanceof MapValue map) {
			return map.flat();
		}
		if (value instanceof Object[] array) {
			return array;
		}
		throw new IllegalArgumentException("an array was expected");
	}

	private static long number(@Nullable Object value) {
		if (value instanceof Long number) {
			return number;
		}
		throw new IllegalArgumentException("a number was expected");
	}

	private static String text(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return new String(bytes, StandardCharsets.UTF_8);
		}
		if (value instanceof String text) {
			return text;
		}
		throw new IllegalArgumentException("a string was expected");
	}

}
