package io.rediscluster.client.internal.keyspace;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.Command;
import io.rediscluster.client.NodeConnectionException;
import io.rediscluster.client.ReadFrom;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.internal.execution.ClusterExecutor.Located;
import io.rediscluster.client.topology.HashSlot;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;

/**
 * Servers in memory, three primaries, of which a test moves slots and keys between any
 * two requests. Keys are scanned in alphabetical order, the cursor being a position in
 * it. Not thread safe.
 */
final class FakeKeyspace implements NodeCalls {

	final Map<String, Server> servers = new TreeMap<>();

	/** Runs before each request. */
	Runnable change = () -> {
	};

	int requests;

	private int epoch = 3;

	private Topology topology = Topology.empty();

	FakeKeyspace() {
		for (int i = 0; i < 3; i++) {
			Server server = new Server(i);
			server.slots.set(i * HashSlot.COUNT / 3, (i + 1) * HashSlot.COUNT / 3);
			this.servers.put(server.id, server);
		}
		refresh();
	}

	Server owner(int slot) {
		return this.servers.values().stream().filter((server) -> server.slots.get(slot)).findFirst().orElseThrow();
	}

	void add(String key) {
		owner(HashSlot.of(key)).keys.add(key);
	}

	void open(int slot, Server target) {
		Server source = owner(slot);
		target.importing.put(slot, source.id);
		source.migrating.put(slot, target.id);
	}

	/**
	 * Moves one key of an open slot.
	 * @return whether there was one
	 */
	boolean moveKey(int slot) {
		Server source = owner(slot);
		Server target = this.servers.get(source.migrating.get(slot));
		for (String key : source.keys) {
			if (HashSlot.of(key) == slot) {
				source.keys.remove(key);
				target.keys.add(key);
				return true;
			}
		}
		return false;
	}

	void close(int slot) {
		Server source = owner(slot);
		Server target = this.servers.get(source.migrating.remove(slot));
		target.importing.remove(slot);
		source.slots.clear(slot);
		target.slots.set(slot);
		if (target.epoch != this.epoch) {
			// as servers do: the one that has the greatest epoch keeps it
			target.epoch = ++this.epoch;
		}
	}

	void restart(Server server) {
		server.process++;
	}

	@Override
	public Topology topology() {
		return this.topology;
	}

	@Override
	public void refresh() {
		List<Shard> shards = new ArrayList<>();
		this.servers.values()
			.forEach((server) -> shards.add(new Shard(shards.size(), server.node(), List.of(), server.ranges())));
		this.topology = new Topology(this.topology.version() + 1, shards);
	}

	@Override
	public Reply at(Node node, Command command) {
		this.change.run();
		this.requests++;
		Server server = this.servers.get(node.id());
		if (server.down) {
			throw new NodeConnectionException("down",
					new CallDetails(command.name(), -1, node, 1, Duration.ZERO, false, true), null);
		}
		return switch (command.name()) {
			case "INFO" -> Reply.of("# Server\r\nrun_id:" + server.id + server.process + "\r\n");
			case "CLUSTER NODES" -> Reply.of(server.line());
			case "COMMAND INFO" -> Reply.of(new Object[] { null });
			case "SCAN" -> server.scan(command);
			default -> throw new ServerErrorException("ERR unknown command");
		};
	}

	@Override
	public Located bySlot(Command command, ReadFrom readFrom) {
		throw new ServerErrorException("ERR unknown command");
	}

	@Override
	public Duration timeout() {
		return Duration.ofSeconds(5);
	}

	@Override
	public int maxRounds() {
		return 16;
	}

	@Override
	public boolean isClosed() {
		return false;
	}

	final class Server {

		final String id;

		final BitSet slots = new BitSet(HashSlot.COUNT);

		final Map<Integer, String> migrating = new HashMap<>();

		final Map<Integer, String> importing = new HashMap<>();

		final TreeSet<String> keys = new TreeSet<>();

		long epoch;

		int process;

		boolean down;

		private final int index;

		Server(int index) {
			this.index = index;
			this.id = Integer.toString(index).repeat(40);
			this.epoch = index + 1;
		}

		private Node node() {
			HostAndPort address = new HostAndPort("127.0.0.1", 7000 + this.index);
			return new Node(this.id, address, address, NodeRole.PRIMARY, null, this.epoch, Set.of());
		}

		private List<SlotRange> ranges() {
			List<SlotRange> ranges = new ArrayList<>();
			for (int first = this.slots.nextSetBit(0); first >= 0;) {
				int end = this.slots.nextClearBit(first);
				ranges.add(new SlotRange(first, end - 1));
				first = this.slots.nextSetBit(end);
			}
			return ranges;
		}

		private String line() {
			StringBuilder line = new StringBuilder("ffff 127.0.0.1:1@2 master - 0 0 9 connected 77\n").append(this.id)
				.append(" 127.0.0.1:7000@17000 myself,master - 0 0 ")
				.append(this.epoch)
				.append(" connected");
			ranges().forEach((range) -> line.append(' ').append(range));
			this.migrating.forEach((slot, id) -> line.append(" [" + slot + "->-" + id + "]"));
			this.importing.forEach((slot, id) -> line.append(" [" + slot + "-<-" + id + "]"));
			return line.append('\n').toString();
		}

		private Reply scan(Command command) {
			String from = new String(command.argument(0), StandardCharsets.UTF_8);
			int count = Integer
				.parseInt(new String(command.argument(command.argumentCount() - 1), StandardCharsets.UTF_8));
			List<String> rest = new ArrayList<>(from.equals("0") ? this.keys : this.keys.tailSet(from, false));
			List<String> page = rest.subList(0, Math.min(count, rest.size()));
			String next = (page.size() == rest.size()) ? "0" : page.get(page.size() - 1);
			return Reply.of(new Object[] { next.getBytes(StandardCharsets.UTF_8),
					page.stream().map((key) -> key.getBytes(StandardCharsets.UTF_8)).toArray() });
		}

	}

}
