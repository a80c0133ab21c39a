package io.rediscluster.spring.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisClusterNode;
import org.springframework.data.redis.connection.RedisClusterNode.Flag;
import org.springframework.data.redis.connection.RedisClusterNode.LinkState;
import org.springframework.data.redis.connection.RedisClusterNode.RedisClusterNodeBuilder;
import org.springframework.data.redis.connection.RedisNode.NodeType;

/**
 * Describes nodes in Spring's terms. The addresses are those that this client connects
 * to, which may be others than the cluster announces.
 */
final class ClusterNodesReader {

	private static final int ID = 0;

	private static final int ADDRESS = 1;

	private static final int FLAGS = 2;

	private static final int PRIMARY_ID = 3;

	private static final int LINK_STATE = 7;

	private static final int SLOTS = 8;

	private ClusterNodesReader() {
	}

	/**
	 * Reads the reply to {@code CLUSTER NODES}.
	 * @param text the reply
	 * @param topology knows the addresses to connect to
	 * @return the nodes that have an address, in the order of the reply
	 */
	static List<RedisClusterNode> read(@Nullable String text, Topology topology) {
		List<RedisClusterNode> nodes = new ArrayList<>();
		if (text != null) {
			text.lines().filter((line) -> !line.isBlank()).forEach((line) -> {
				RedisClusterNode node = readLine(line.split(" ", -1), topology);
				if (node != null) {
					nodes.add(node);
				}
			});
		}
		return nodes;
	}

	private static @Nullable RedisClusterNode readLine(String[] words, Topology topology) {
		HostAndPort address = address(words, topology);
		if (address == null) {
			return null;
		}
		Set<Flag> flags = flags(words[FLAGS]);
		boolean replica = flags.contains(Flag.REPLICA);
		RedisClusterNodeBuilder builder = RedisClusterNode.newRedisClusterNode()
			.listeningAt(address.host(), address.port())
			.withId(words[ID])
			.promotedAs(replica ? NodeType.REPLICA : NodeType.MASTER)
			.withFlags(flags)
			.linkState("connected".equals(words[LINK_STATE]) ? LinkState.CONNECTED : LinkState.DISCONNECTED)
			.serving(slots(words));
		return (replica && !"-".equals(words[PRIMARY_ID])) ? builder.replicaOf(words[PRIMARY_ID]).build()
				: builder.build();
	}

	/**
	 * A node that the topology does not know is one without slots or in a handshake; its
	 * announced address has the form {@code host:port@bus[,host name[,field=value]...]}.
	 */
	private static @Nullable HostAndPort address(String[] words, Topology topology) {
		Node known = topology.node(words[ID]);
		if (known != null) {
			return known.address();
		}
		String announced = words[ADDRESS].split("[@,]", 2)[0];
		return (announced.startsWith(":") || announced.endsWith(":0")) ? null : HostAndPort.parse(announced);
	}

	private static Set<Flag> flags(String text) {
		Set<Flag> flags = EnumSet.noneOf(Flag.class);
		for (String word : text.split(",", -1)) {
			for (Flag flag : Flag.values()) {
				if (flag.getRaw().equals(word)) {
					flags.add(flag);
				}
			}
		}
		return flags;
	}

	private static RedisClusterNode.SlotRange slots(String[] words) {
		BitSet slots = new BitSet(HashSlot.COUNT);
		for (int i = SLOTS; i < words.length; i++) {
			String word = words[i];
			if (!word.isEmpty() && !word.startsWith("[")) {
				int dash = word.indexOf('-');
				int first = Integer.parseInt((dash < 0) ? word : word.substring(0, dash));
				int last = (dash < 0) ? first : Integer.parseInt(word.substring(dash + 1));
				slots.set(first, last + 1);
			}
		}
		return new RedisClusterNode.SlotRange(slots);
	}

	/**
	 * Describes the primary of a shard from the topology alone. A node that owns slots
	 * and is not agreed to be down counts as connected.
	 */
	static RedisClusterNode primaryOf(Shard shard) {
		Node primary = shard.primary();
		BitSet slots = new BitSet(HashSlot.COUNT);
		for (SlotRange range : shard.slots()) {
			slots.set(range.first(), range.last() + 1);
		}
		Set<Flag> flags = flags(String.join(",", primary.flags()));
		flags.add(Flag.MASTER);
		return RedisClusterNode.newRedisClusterNode()
			.listeningAt(primary.address().host(), primary.address().port())
			.withId(primary.id())
			.promotedAs(NodeType.MASTER)
			.withFlags(flags)
			.linkState(primary.isFailed() ? LinkState.DISCONNECTED : LinkState.CONNECTED)
			.serving(new RedisClusterNode.SlotRange(slots))
			.build();
	}

}
