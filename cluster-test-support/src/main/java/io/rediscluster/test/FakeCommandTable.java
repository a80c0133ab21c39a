package io.rediscluster.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * The commands that a fake node knows by itself: the handshake, what a client asks about
 * the cluster, and a few on strings. Immutable.
 */
final class FakeCommandTable {

	private static final Resp OK = Resp.simple("OK");

	private static final Map<String, Entry> ENTRIES = new LinkedHashMap<>();

	static {
		add("PING", -1, "fast", (connection, request) -> ping(request));
		add("ECHO", 2, "fast", (connection, request) -> Resp.bulk(request.words().get(1)));
		add("HELLO", -1, "noscript fast no-auth", FakeCommandTable::hello);
		add("AUTH", -2, "noscript fast no-auth", FakeCommandTable::auth);
		add("SELECT", 2, "fast", (connection, request) -> select(request));
		add("CLIENT", -2, "admin noscript", FakeCommandTable::client);
		add("READONLY", 1, "fast", (connection, request) -> readonly(connection, true));
		add("READWRITE", 1, "fast", (connection, request) -> readonly(connection, false));
		add("ASKING", 1, "fast", (connection, request) -> asking(connection));
		add("CLUSTER", -2, "", FakeCommandTable::cluster);
		add("COMMAND", -1, "", FakeCommandTable::command);
		add("INFO", -1, "", (connection, request) -> info(connection));
		add("DBSIZE", 1, "readonly fast", (connection, request) -> Resp.integer(connection.node().store().size()));
		add("FLUSHALL", -1, "write", (connection, request) -> flushAll(connection));
		add("MULTI", 1, "noscript fast", FakeCommandTable::notReached);
		add("EXEC", 1, "noscript", FakeCommandTable::notReached);
		add("DISCARD", 1, "noscript fast", FakeCommandTable::notReached);
		add("WATCH", -2, "noscript fast", 1, -1, 1, FakeCommandTable::notReached);
		add("UNWATCH", 1, "noscript fast", (connection, request) -> unwatch(connection));
		add("GET", 2, "readonly fast", 1, 1, 1, (connection, request) -> get(connection, request, 1));
		add("MGET", -2, "readonly fast", 1, -1, 1, FakeCommandTable::mget);
		add("EXISTS", -2, "readonly fast", 1, -1, 1, FakeCommandTable::exists);
		add("STRLEN", 2, "readonly fast", 1, 1, 1, FakeCommandTable::strlen);
		add("SET", -3, "write denyoom", 1, 1, 1, FakeCommandTable::set);
		add("MSET", -3, "write denyoom", 1, -1, 2, FakeCommandTable::mset);
		add("APPEND", 3, "write denyoom fast", 1, 1, 1, FakeCommandTable::append);
		add("INCR", 2, "write denyoom fast", 1, 1, 1, (connection, request) -> increase(connection, request, "1"));
		add("INCRBY", 3, "write denyoom fast", 1, 1, 1,
				(connection, request) -> increase(connection, request, request.word(2)));
		add("DEL", -2, "write", 1, -1, 1, FakeCommandTable::delete);
	}

	private FakeCommandTable() {
	}

	static @Nullable Entry find(String name) {
		return ENTRIES.get(name);
	}

	private static void add(String name, int arity, String flags, Behaviour behaviour) {
		add(name, arity, flags, 0, 0, 0, behaviour);
	}

	private static void add(String name, int arity, String flags, int first, int last, int step, Behaviour behaviour) {
		List<String> words = flags.isEmpty() ? List.of() : List.of(flags.split(" "));
		ENTRIES.put(name, new Entry(name, arity, words, first, last, step, behaviour));
	}

	private static Resp notReached(FakeConnection connection, FakeRequest request) {
		throw new IllegalStateException(request.name() + " belongs to the transaction");
	}

	private static Resp ping(FakeRequest request) {
		return (request.words().size() > 1) ? Resp.bulk(request.words().get(1)) : Resp.simple("PONG");
	}

	private static Resp select(FakeRequest request) {
		return request.word(1).equals("0") ? OK : Resp.error("ERR SELECT is not allowed in cluster mode");
	}

	private static Resp hello(FakeConnection connection, FakeRequest request) {
		FakeSession session = connection.session();
		FakeNode node = connection.node();
		int protocol = session.protocol;
		if (request.words().size() > 1) {
			String version = request.word(1);
			if (!version.equals("2") && !version.equals("3")) {
				return Resp.error("NOPROTO unsupported protocol version");
			}
			protocol = Integer.parseInt(version);
		}
		for (int i = 2; i < request.words().size(); i++) {
			String option = request.word(i).toUpperCase(Locale.ROOT);
			if (option.equals("AUTH") && i + 2 < request.words().size()) {
				if (!node.accepts(request.word(i + 1), request.word(i + 2))) {
					return wrongPassword();
				}
				session.user = request.word(i + 1);
				i += 2;
			}
			else if (option.equals("SETNAME") && i + 1 < request.words().size()) {
				session.clientName = request.word(++i);
			}
			else {
				return Resp.error("ERR Syntax error in HELLO option '" + request.word(i) + "'");
			}
		}
		if (node.requiresAuth() && session.user == null) {
			return Resp.error("NOAUTH HELLO must be called with the client already authenticated, otherwise the "
					+ "HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select "
					+ "the RESP protocol version at the same time");
		}
		session.protocol = protocol;
		Map<String, Object> reply = new LinkedHashMap<>();
		reply.put("server", "redis");
		reply.put("version", FakeNode.VERSION);
		reply.put("proto", protocol);
		reply.put("id", connection.number());
		reply.put("mode", "cluster");
		reply.put("role", node.isPrimary() ? "master" : "replica");
		reply.put("modules", List.of());
		return Resp.map(reply);
	}

	private static Resp auth(FakeConnection connection, FakeRequest request) {
		if (request.words().size() > 3) {
			return Resp.error("ERR syntax error");
		}
		boolean named = request.words().size() == 3;
		String user = named ? request.word(1) : "default";
		if (!connection.node().accepts(user, request.word(named ? 2 : 1))) {
			return wrongPassword();
		}
		connection.session().user = user;
		return OK;
	}

	private static Resp wrongPassword() {
		return Resp.error("WRONGPASS invalid username-password pair or user is disabled.");
	}

	private static Resp client(FakeConnection connection, FakeRequest request) {
		return switch (request.word(1).toUpperCase(Locale.ROOT)) {
			case "SETNAME" -> {
				connection.session().clientName = request.word(2);
				yield OK;
			}
			case "GETNAME" -> Resp.of(connection.clientName());
			case "SETINFO" -> OK;
			case "ID" -> Resp.integer(connection.number());
			default -> unknownSubcommand(request);
		};
	}

	private static Resp readonly(FakeConnection connection, boolean readonly) {
		connection.session().readonly = readonly;
		return OK;
	}

	private static Resp asking(FakeConnection connection) {
		connection.session().asking = true;
		return OK;
	}

	private static Resp unwatch(FakeConnection connection) {
		connection.session().unwatch();
		return OK;
	}

	private static Resp cluster(FakeConnection connection, FakeRequest request) {
		FakeNode node = connection.node();
		FakeTopology topology = node.topology();
		return switch (request.word(1).toUpperCase(Locale.ROOT)) {
			case "MYID" -> Resp.of(node.id());
			case "SLOTS" -> topology.slots();
			case "NODES" -> Resp.of(topology.nodes(node.id()));
			case "KEYSLOT" -> Resp.integer(Slots.of(request.words().get(2)));
			case "INFO" -> Resp.of("cluster_enabled:1\r\ncluster_state:ok\r\ncluster_known_nodes:"
					+ topology.members().size() + "\r\ncluster_current_epoch:" + topology.currentEpoch() + "\r\n");
			default -> unknownSubcommand(request);
		};
	}

	private static Resp command(FakeConnection connection, FakeRequest request) {
		int count = request.words().size();
		if (count == 1) {
			return Resp.of(ENTRIES.values().stream().map(Entry::describe).toList());
		}
		if (!request.word(1).equalsIgnoreCase("INFO")) {
			return unknownSubcommand(request);
		}
		List<Resp> described = new ArrayList<>();
		for (int i = 2; i < count; i++) {
			Entry entry = find(request.word(i).toUpperCase(Locale.ROOT));
			described.add((entry != null) ? entry.describe() : Resp.nilArray());
		}
		return Resp.of(described);
	}

	private static Resp unknownSubcommand(FakeRequest request) {
		return Resp.error("ERR unknown subcommand '" + request.word(1) + "'. Try " + request.name() + " HELP.");
	}

	private static Resp info(FakeConnection connection) {
		return Resp.of("# Server\r\nredis_version:" + FakeNode.VERSION + "\r\nredis_mode:cluster\r\ntcp_port:"
				+ connection.node().port() + "\r\n\r\n# Replication\r\nrole:"
				+ (connection.node().isPrimary() ? "master" : "slave") + "\r\n\r\n# Cluster\r\ncluster_enabled:1\r\n");
	}

	private static Resp flushAll(FakeConnection connection) {
		connection.node().store().clear();
		return OK;
	}

	private static Resp get(FakeConnection connection, FakeRequest request, int index) {
		byte[] value = connection.node().store().get(request.words().get(index));
		return (value != null) ? Resp.bulk(value) : Resp.nil();
	}

	private static Resp mget(FakeConnection connection, FakeRequest request) {
		List<Resp> values = new ArrayList<>();
		for (int i = 1; i < request.words().size(); i++) {
			values.add(get(connection, request, i));
		}
		return Resp.of(values);
	}

	private static Resp exists(FakeConnection connection, FakeRequest request) {
		List<byte[]> keys = request.words().subList(1, request.words().size());
		return Resp.integer(keys.stream().filter((key) -> connection.node().store().get(key) != null).count());
	}

	private static Resp strlen(FakeConnection connection, FakeRequest request) {
		byte[] value = connection.node().store().get(request.words().get(1));
		return Resp.integer((value != null) ? value.length : 0);
	}

	private static Resp set(FakeConnection connection, FakeRequest request) {
		boolean ifAbsent = false;
		for (int i = 3; i < request.words().size(); i++) {
			if (!request.word(i).equalsIgnoreCase("NX")) {
				return Resp.error("ERR syntax error");
			}
			ifAbsent = true;
		}
		boolean keep = ifAbsent;
		byte[] value = request.words().get(2);
		byte[] before = connection.node()
			.store()
			.change(request.words().get(1), (present) -> (keep && present != null) ? present : value);
		return (keep && before != null) ? Resp.nil() : OK;
	}

	private static Resp mset(FakeConnection connection, FakeRequest request) {
		List<byte[]> words = request.words();
		if (words.size() % 2 == 0) {
			return Resp.error("ERR wrong number of arguments for 'mset' command");
		}
		for (int i = 1; i < words.size(); i += 2) {
			byte[] value = words.get(i + 1);
			connection.node().store().change(words.get(i), (present) -> value);
		}
		return OK;
	}

	private static Resp append(FakeConnection connection, FakeRequest request) {
		byte[] more = request.words().get(2);
		AtomicLong length = new AtomicLong();
		connection.node().store().change(request.words().get(1), (present) -> {
			byte[] start = (present != null) ? present : new byte[0];
			byte[] joined = Arrays.copyOf(start, start.length + more.length);
			System.arraycopy(more, 0, joined, start.length, more.length);
			length.set(joined.length);
			return joined;
		});
		return Resp.integer(length.get());
	}

	private static Resp increase(FakeConnection connection, FakeRequest request, String delta) {
		AtomicLong sum = new AtomicLong();
		try {
			connection.node().store().change(request.words().get(1), (present) -> {
				String text = (present != null) ? new String(present, StandardCharsets.UTF_8) : "0";
				sum.set(Math.addExact(Long.parseLong(text), Long.parseLong(delta)));
				return Long.toString(sum.get()).getBytes(StandardCharsets.UTF_8);
			});
		}
		catch (ArithmeticException | NumberFormatException ex) {
			return Resp.error("ERR value is not an integer or out of range");
		}
		return Resp.integer(sum.get());
	}

	private static Resp delete(FakeConnection connection, FakeRequest request) {
		long deleted = 0;
		for (byte[] key : request.words().subList(1, request.words().size())) {
			if (connection.node().store().change(key, (present) -> null) != null) {
				deleted++;
			}
		}
		return Resp.integer(deleted);
	}

	/** Carries out a command that may be carried out. */
	@FunctionalInterface
	interface Behaviour {

		Resp run(FakeConnection connection, FakeRequest request);

	}

	/**
	 * A command, described as COMMAND INFO does.
	 */
	record Entry(String name, int arity, List<String> flags, int first, int last, int step, Behaviour behaviour) {

		boolean isWrite() {
			return this.flags.contains("write");
		}

		List<byte[]> keys(FakeRequest request) {
			List<byte[]> keys = new ArrayList<>();
			if (this.first > 0) {
				int end = (this.last < 0) ? request.words().size() + this.last : this.last;
				for (int i = this.first; i <= end; i += this.step) {
					keys.add(request.words().get(i));
				}
			}
			return keys;
		}

		Resp describe() {
			return Resp.array(this.name.toLowerCase(Locale.ROOT), this.arity,
					Resp.set(this.flags.stream().map(Resp::simple).toArray()), this.first, this.last, this.step,
					Resp.set(), Resp.array(), Resp.array(), Resp.array());
		}

	}

}
