package io.rediscluster.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.rediscluster.docs.Metadata.Property;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of {@code docs/configuration.md} are what editors are told. Each stands
 * between two comments; the first lists the properties, or beginnings of their names, in
 * the order of the rows. A property that no comment lists belongs to the table of
 * {@code *}. The corrected page is written to {@code target/pages} when it differs.
 */
class ConfigurationPageTests {

	private static final Path PAGE = Page.ROOT.resolve("docs/configuration.md");

	private static final Pattern BEGIN = Pattern.compile("<!-- properties: (.*) -->");

	private static final String END = "<!-- end of properties -->";

	private static final String REST = "*";

	@Test
	void theTablesAreWhatEditorsAreTold() throws IOException {
		List<String> lines = Files.readAllLines(PAGE);
		List<String> corrected = corrected(lines, Metadata.ours());
		if (!corrected.equals(lines)) {
			Path target = Path.of("target/pages/docs/configuration.md");
			Files.createDirectories(target.getParent());
			Files.write(target, corrected);
		}
		assertThat(corrected).filteredOn((line) -> !lines.contains(line))
			.as("lines that are missing; the corrected page is in docs/examples/target/pages")
			.isEmpty();
		assertThat(lines).as("lines in their order; the corrected page is in docs/examples/target/pages")
			.isEqualTo(corrected);
	}

	@Test
	void aNewPropertyAppearsInTheTableOfTheRest() {
		List<String> page = List.of("<!-- properties: b.* -->", END, "<!-- properties: c * -->", END);
		assertThat(corrected(page,
				List.of(property("a", "New \"a\"."), property("b.x", "Some b."), property("c", "A c."))))
			.contains("| `c` | `1` | A c. |", "| `a` | `1` | New `a`. |", "| `b.x` | `1` | Some b. |")
			.hasSize(11);
	}

	private static Property property(String key, String description) {
		return new Property(Metadata.PREFIX + key, "int", description, "1", List.of());
	}

	private static List<String> corrected(List<String> lines, List<Property> properties) {
		Map<String, List<Property>> tables = tables(lines, properties);
		List<String> corrected = new ArrayList<>();
		boolean generated = false;
		for (String line : lines) {
			generated &= !line.equals(END);
			if (!generated) {
				corrected.add(line);
			}
			if (tables.containsKey(line)) {
				generated = true;
				corrected.add("| key | default | meaning |");
				corrected.add("|---|---|---|");
				tables.get(line).forEach((property) -> corrected.add(row(property)));
			}
		}
		return corrected;
	}

	/** The properties of each table, by the comment that begins it. */
	private static Map<String, List<Property>> tables(List<String> lines, List<Property> properties) {
		Map<String, List<Property>> tables = new LinkedHashMap<>();
		List<Property> left = new ArrayList<>(properties);
		String rest = null;
		for (String line : lines) {
			Matcher begin = BEGIN.matcher(line);
			if (begin.matches()) {
				List<Property> table = tables.computeIfAbsent(line, (key) -> new ArrayList<>());
				for (String pattern : begin.group(1).split(" ")) {
					if (pattern.equals(REST)) {
						rest = line;
						continue;
					}
					List<Property> found = left.stream().filter((each) -> matches(pattern, each)).toList();
					assertThat(found).as("properties of '%s' that no table has yet", pattern).isNotEmpty();
					table.addAll(found);
					left.removeAll(found);
				}
			}
		}
		assertThat(rest).as("the table of the rest").isNotNull();
		tables.get(rest).addAll(left);
		return tables;
	}

	private static boolean matches(String pattern, Property property) {
		return pattern.endsWith(".*") ? property.key().startsWith(pattern.substring(0, pattern.length() - 1))
				: property.key().equals(pattern);
	}

	private static String row(Property property) {
		String text = property.description().replaceAll("\"([^\"]+)\"", "`$1`");
		if (!property.values().stream().allMatch((value) -> property.description().contains("\"" + value + "\""))) {
			text += " One of "
					+ property.values().stream().map((value) -> "`" + value + "`").collect(Collectors.joining(", "))
					+ ".";
		}
		String shown = (property.defaultValue() != null) ? " `" + property.defaultValue() + "` " : " ";
		return "| `" + property.key() + "` |" + shown + "| " + text.replace("|", "\\|") + " |";
	}

}
