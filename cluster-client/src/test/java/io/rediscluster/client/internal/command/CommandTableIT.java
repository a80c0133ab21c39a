package io.rediscluster.client.internal.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import io.rediscluster.test.EmbeddedServer;
import io.rediscluster.test.ServerConnection;
import io.rediscluster.test.ServerReplyException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table against the COMMAND output of the server under test.
 */
class CommandTableIT {

	private static EmbeddedServer server;

	@BeforeAll
	static void start() {
		server = EmbeddedServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	private static Map<String, List<?>> commands() {
		Map<String, List<?>> commands = new TreeMap<>();
		collect((List<?>) server.node().command("COMMAND"), commands);
		return commands;
	}

	private static void collect(List<?> descriptions, Map<String, List<?>> commands) {
		for (Object each : descriptions) {
			List<?> description = (List<?>) each;
			List<?> subcommands = (description.size() > 9) ? (List<?>) description.get(9) : List.of();
			if (subcommands.isEmpty()) {
				commands.put(String.valueOf(description.get(0)).toUpperCase(Locale.ROOT).replace('|', ' '),
						description);
			}
			else {
				collect(subcommands, commands);
			}
		}
	}

	@Test
	void everyCommandOfTheServerIsInTheTableWithItsFlagsAndItsFirstKey() {
		List<String> differences = new ArrayList<>();
		Map<String, List<?>> commands = commands();
		commands.forEach((name, description) -> {
			CommandSpec spec = CommandTable.builtIn().find(name);
			if (spec == null) {
				if (!CommandTable.builtIn().isContainer(name)) {
					differences.add(name + ": not in the table");
				}
				return;
			}
			List<?> flags = ((List<?>) description.get(2)).stream().map(String::valueOf).toList();
			boolean harmless = spec.repeatable().equals("read") && !flags.contains("write");
			if (flags.contains("readonly") != spec.isReadOnly() && !harmless) {
				differences.add(name + ": readonly is " + flags.contains("readonly") + " at the server");
			}
			if (spec.isReadOnly() && flags.contains("write")) {
				differences.add(name + ": a write at the server");
			}
			compareArity(spec, (Long) description.get(1), differences);
			compareFirstKey(spec, (Long) description.get(1), (Long) description.get(3), differences);
		});
		assertThat(commands).hasSizeGreaterThan(200);
		assertThat(differences).isEmpty();
	}

	private static void compareArity(CommandSpec spec, long arity, List<String> differences) {
		// a call that the server takes must not be refused by the table
		int arguments = (int) Math.abs(arity) - 1;
		try {
			spec.checkArity(new Object[arguments]);
		}
		catch (IllegalArgumentException ex) {
			differences.add(spec.name() + ": arity " + arity + " at the server, but " + ex.getMessage());
		}
	}

	private static void compareFirstKey(CommandSpec spec, long arity, long first, List<String> differences) {
		if (first <= 0 || spec.route() == CommandSpec.Route.SLOTARG) {
			return;
		}
		Object[] arguments = new Object[Math.max((int) Math.abs(arity) - 1, (int) first)];
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = "1";
		}
		int[] keys;
		try {
			keys = spec.keyPositions(arguments);
		}
		catch (IllegalArgumentException ex) {
			differences.add(spec.name() + ": " + ex.getMessage());
			return;
		}
		if (keys.length == 0 || keys[0] != first - 1) {
			differences.add(spec.name() + ": the first key is argument " + (first - 1) + " at the server, here "
					+ ((keys.length == 0) ? "there is none" : keys[0]));
		}
	}

	@Test
	void theServerFindsTheSameKeys() {
		List<String> differences = new ArrayList<>();
		try (ServerConnection connection = server.node().connect()) {
			for (String line : List.of("GET k", "MSET a 1 b 2", "BITOP AND d a b", "EVAL s 2 a b c",
					"ZUNIONSTORE d 2 a b WEIGHTS 1 2", "XREAD COUNT 1 STREAMS a b 0 0",
					"XREADGROUP GROUP g c STREAMS a b > >", "SORT k STORE d", "GEORADIUS k 1 2 3 km STORE d",
					"OBJECT ENCODING k", "XGROUP CREATE k g $", "BLPOP a b 0", "LMPOP 2 a b LEFT", "ZDIFF 2 a b",
					"MIGRATE h 1 k 0 100", "SMOVE a b m", "LCS a b", "SINTERCARD 2 a b", "BLMPOP 0 2 a b LEFT",
					"GEOSEARCHSTORE d k FROMMEMBER m BYRADIUS 1 km", "COPY a b", "PFMERGE d a b", "MEMORY USAGE k",
					"BITFIELD k GET u8 0")) {
				compareKeys(connection, line.split(" "), differences);
			}
		}
		assertThat(differences).isEmpty();
	}

	private static void compareKeys(ServerConnection connection, String[] words, List<String> differences) {
		List<String> request = new ArrayList<>(List.of("COMMAND", "GETKEYS"));
		request.addAll(List.of(words));
		List<String> wanted;
		try {
			wanted = ((List<?>) connection.command(request.toArray(String[]::new))).stream()
				.map(String::valueOf)
				.sorted()
				.toList();
		}
		catch (ServerReplyException ex) {
			assertThat(ex).as("a server that is older than %s", words[0])
				.hasMessageContaining("Invalid command specified");
			return;
		}
		Object[] arguments = List.of(words).subList(1, words.length).toArray();
		BoundCommand command = BoundCommand.of(words[0], arguments);
		List<String> found = new ArrayList<>();
		for (int position : command.keyPositions()) {
			found.add(String.valueOf(arguments[position]));
		}
		found.sort(null);
		if (!found.equals(wanted)) {
			differences.add(String.join(" ", words) + ": keys " + wanted + " at the server, here " + found);
		}
	}

}
