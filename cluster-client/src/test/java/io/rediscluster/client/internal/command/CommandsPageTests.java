package io.rediscluster.client.internal.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.command.CommandSpec.Merge;
import io.rediscluster.client.internal.command.CommandSpec.Route;
import io.rediscluster.client.internal.emulation.Emulation;
import io.rediscluster.client.internal.emulation.Emulations;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/commands.md} says of a command is what the table, the rules for
 * joining and the emulations say. The corrected page is written to
 * {@code target/commands.md} when it differs.
 */
class CommandsPageTests {

	private static final Path PAGE = Path.of("../docs/commands.md");

	/** A row: command, redis-py-cluster, five cells of the code, TTL. */
	private static final Pattern ROW = Pattern.compile("\\| `([A-Z][A-Z_ -]*)` \\|([^|]*)\\|(?:[^|]*\\|){5}([^|]*)\\|");

	/** Every method that the documents of redis-py-cluster name, by their chapters. */
	private static final String MANUAL = """
			bgrewriteaof bgsave client_getname client_kill client_list client_setname config_get config_resetstat
			config_rewrite config_set dbsize echo info lastsave ping save slowlog_get slowlog_len slowlog_reset time
			pubsub_channels pubsub_numsub pubsub_numpat keys flushall flushdb scan publish eval evalsha
			script_load script_flush script_exists hscan hscan_iter scan_iter sscan sscan_iter zscan zscan_iter
			bitop move restore script_kill register_script sentinel sentinel_get_master_addr_by_name sentinel_master
			sentinel_masters sentinel_monitor sentinel_remove sentinel_sentinels sentinel_set sentinel_slaves shutdown
			slaveof unwatch watch brpoplpush brpoplpus mget mset msetnx pfmerge randomkey rename renamenx rpoplpush
			sdiff sdiffstore sinter sinterstore smove sort sunion sunionstore zinterstore zunionstore pfcount
			cluster_delslots cluster_get_keys_in_slot cluster_reset_all_nodes""";

	private static final String NOT = "–";

	@Test
	void whatThePageSaysIsWhatTheCodeDoes() throws IOException {
		List<String> lines = Files.readAllLines(PAGE);
		List<String> corrected = lines.stream().map(CommandsPageTests::corrected).toList();
		if (!corrected.equals(lines)) {
			Files.write(Path.of("target/commands.md"), corrected);
		}
		assertThat(corrected).filteredOn((line) -> !lines.contains(line))
			.as("what these lines must be; the corrected page is in target/commands.md")
			.isEmpty();
	}

	@Test
	void everyCommandOfTheManualHasARow() throws IOException {
		assertThat(names(Files.readString(PAGE))).contains(MANUAL.split("\\s+"));
	}

	@Test
	void everyCommandOverSeveralSlotsAndEveryClusterCommandHasOneRow() throws IOException {
		List<String> rows = new ArrayList<>();
		for (String line : Files.readAllLines(PAGE)) {
			Matcher row = ROW.matcher(line);
			if (row.matches()) {
				rows.add(row.group(1));
			}
		}
		assertThat(rows).doesNotHaveDuplicates().hasSizeGreaterThan(120);
		Set<String> wanted = new TreeSet<>(Emulations.names());
		for (CommandSpec spec : CommandTable.builtIn().all()) {
			if (spec.route() == Route.SPLIT || (spec.name().startsWith("CLUSTER ") && !spec.name().endsWith(" HELP"))) {
				wanted.add(spec.name());
			}
		}
		assertThat(rows).containsAll(wanted);
	}

	private static Set<String> names(String page) {
		Set<String> names = new TreeSet<>();
		Matcher matcher = Pattern.compile("`([a-z_]+)`").matcher(page);
		while (matcher.find()) {
			names.add(matcher.group(1));
		}
		return names;
	}

	private static String corrected(String line) {
		Matcher row = ROW.matcher(line);
		if (!row.matches()) {
			return line;
		}
		CommandSpec spec = CommandTable.builtIn().find(row.group(1));
		if (spec == null) {
			return "(no command of the table: " + row.group(1) + ")";
		}
		return "| `" + spec.name() + "` |" + row.group(2) + "| "
				+ String.join(" | ", goesTo(spec), joined(spec), lostReply(spec), severalSlots(spec), atomic(spec))
				+ " |" + row.group(3) + "|";
	}

	private static Connection connection(CommandSpec spec) {
		return spec.connection(new Object[0]);
	}

	private static boolean isSent(CommandSpec spec) {
		return connection(spec) != Connection.REFUSED && connection(spec) != Connection.OWNED;
	}

	private static String goesTo(CommandSpec spec) {
		if (connection(spec) == Connection.REFUSED) {
			return "refused: " + spec.reason();
		}
		if (connection(spec) == Connection.OWNED) {
			return "a method: its state belongs to the client";
		}
		String where = switch (spec.route()) {
			case SLOT, SPLIT -> spec.name().endsWith("PUBLISH") ? "owner of the channel's slot"
					: (spec.singleKey() >= 0) ? "owner of its key" : "owner of its keys";
			case ANY -> "any primary";
			case PRIMARIES -> "all primaries";
			case NODES -> "all nodes";
			case NODE -> "a node that is named: " + spec.reason();
			case SLOTARG -> "owner of the slot";
		};
		boolean waits = connection(spec) == Connection.EXCLUSIVE
				|| spec.connection(new Object[] { "BLOCK" }) == Connection.EXCLUSIVE;
		return waits ? where + ", over a connection of its own while it waits" : where;
	}

	private static String joined(CommandSpec spec) {
		if (!isSent(spec)) {
			return NOT;
		}
		if (spec.route() == Route.SPLIT && spec.merge() == Merge.NONE) {
			return "in the order of the keys";
		}
		return switch (spec.merge()) {
			case NONE -> NOT;
			case FIRST -> "the first";
			case ALL -> "one for all; an error if one fails";
			case ONE -> "a success, if there is one";
			case SUM -> "sum";
			case MIN -> "smallest";
			case MAX -> "largest";
			case AND -> "1 where all say 1";
			case OR -> "1 where one says 1";
			case CONCAT -> "one list";
			case DISTINCT -> "one list, each once";
			case TEXT -> "one text";
			case COUNTS -> "counts added";
			case FIRSTVALUE -> "one that is not null, by chance";
		};
	}

	private static String lostReply(CommandSpec spec) {
		if (!isSent(spec)) {
			return NOT;
		}
		if (spec.isReadOnly()) {
			return "asked again";
		}
		return switch (spec.repeatable()) {
			case "yes" -> "repeatable";
			case "noopts" -> "repeatable without options";
			case "replace" -> "repeatable with `REPLACE`";
			default -> "unknown";
		};
	}

	private static String severalSlots(CommandSpec spec) {
		if (!isSent(spec) || !spec.hasKeys() || spec.singleKey() >= 0) {
			return NOT;
		}
		return switch (emulation(spec)) {
			case "" -> (spec.route() == Route.SPLIT) ? "one command for each slot" : "refused";
			case "Ship" -> spec.isReadOnly() ? "on copies in one slot" : "on copies at the destination";
			case "Rename" -> "copied, then removed at the source";
			case "Copy" -> "copied";
			case "OfLists", "OfSets" -> "through an element parked beside the source";
			case "SetIfNoneExists" -> "looked for, then set slot by slot";
			case "SetAlgebra" -> "worked out here";
			case "StreamRead" -> "one read for each slot; refused with `BLOCK`";
			default -> throw new IllegalStateException("no words for " + emulation(spec));
		};
	}

	private static String atomic(CommandSpec spec) {
		if (severalSlots(spec).equals(NOT) || severalSlots(spec).equals("refused")) {
			return NOT;
		}
		return switch (emulation(spec)) {
			case "" -> "each slot";
			case "Ship" ->
				spec.isReadOnly() ? "no: sources are read in turn" : "the destination; sources are read in turn";
			case "Rename" -> "no: both keys exist for a moment";
			case "Copy" -> "the destination";
			case "OfLists", "OfSets" -> "no: in neither key for a moment; a crash leaves it parked";
			case "SetIfNoneExists" -> "no: parts are seen before the whole, also by a crash";
			default -> "no: sources are read in turn";
		};
	}

	/**
	 * Returns the name of the emulation's class, or nothing.
	 */
	private static String emulation(CommandSpec spec) {
		if (!Emulations.names().contains(spec.name())) {
			return "";
		}
		Object[] arguments = new Object[9];
		Arrays.fill(arguments, "1");
		if (spec.name().equals("XREAD")) {
			arguments = new Object[] { "STREAMS", "key", "0" };
		}
		int count = 1;
		while (true) {
			try {
				Emulation emulation = Emulations.of(BoundCommand.of(spec.name(), Arrays.copyOf(arguments, count)));
				return (emulation != null) ? emulation.getClass().getSimpleName() : "";
			}
			catch (IllegalArgumentException | ArrayIndexOutOfBoundsException ex) {
				// too few arguments for this command
				if (++count > arguments.length) {
					throw ex;
				}
			}
		}
	}

}
