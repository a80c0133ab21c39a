package io.rediscluster.client.internal.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.rediscluster.client.internal.command.CommandSpec.Connection;
import io.rediscluster.client.internal.command.CommandSpec.Merge;
import io.rediscluster.client.internal.command.CommandSpec.Route;
import org.jspecify.annotations.Nullable;

/**
 * The commands that the client knows, read once from {@code commands.tsv}. Immutable and
 * thread safe.
 */
public final class CommandTable {

	private static final CommandTable BUILT_IN = load();

	private final Map<String, CommandSpec> specs;

	private final Set<String> containers;

	private CommandTable(Map<String, CommandSpec> specs) {
		this.specs = Map.copyOf(specs);
		this.containers = new HashSet<>();
		for (String name : specs.keySet()) {
			int space = name.indexOf(' ');
			if (space > 0) {
				this.containers.add(name.substring(0, space));
			}
		}
	}

	/**
	 * Returns the table that comes with the client.
	 * @return always the same table
	 */
	public static CommandTable builtIn() {
		return BUILT_IN;
	}

	/**
	 * Finds a command.
	 * @param name the name in upper case, with the subcommand where there is one
	 * @return its description, or {@code null}
	 */
	public @Nullable CommandSpec find(String name) {
		return this.specs.get(name);
	}

	/**
	 * Tells whether a word is only the first half of commands' names.
	 * @param word a word in upper case
	 * @return {@code true} for example for {@code CONFIG}
	 */
	public boolean isContainer(String word) {
		return this.containers.contains(word);
	}

	/**
	 * Returns all descriptions.
	 * @return an unmodifiable collection
	 */
	public Collection<CommandSpec> all() {
		return this.specs.values();
	}

	private static CommandTable load() {
		try (InputStream resource = CommandTable.class.getResourceAsStream("commands.tsv")) {
			if (resource == null) {
				throw new IllegalStateException("commands.tsv is missing from the client's jar");
			}
			Map<String, CommandSpec> specs = new HashMap<>();
			BufferedReader reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8));
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				if (!line.startsWith("#")) {
					CommandSpec spec = parse(line);
					specs.put(spec.name(), spec);
				}
			}
			return new CommandTable(specs);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("commands.tsv cannot be read", ex);
		}
	}

	private static CommandSpec parse(String line) {
		String[] columns = Arrays.copyOf(line.split("\t", -1), 9);
		for (int i = 0; i < columns.length; i++) {
			columns[i] = (columns[i] != null) ? columns[i] : "";
		}
		List<KeySpec> keys = new ArrayList<>();
		for (String key : columns[3].split(" ")) {
			if (!key.isEmpty()) {
				keys.add(KeySpec.parse(key));
			}
		}
		return new CommandSpec(columns[0], Integer.parseInt(columns[1]), List.of(columns[2].split(",")), keys,
				Route.valueOf(columns[4].toUpperCase(Locale.ROOT)),
				columns[5].isEmpty() ? Merge.NONE : Merge.valueOf(columns[5].toUpperCase(Locale.ROOT)),
				columns[6].isEmpty() ? Connection.SHARED
						: Connection.valueOf(columns[6].toUpperCase(Locale.ROOT).replace('-', '_')),
				columns[7], columns[8].isEmpty() ? null : columns[8], true);
	}

}
