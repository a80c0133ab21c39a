package io.rediscluster.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The texts that {@code docs/troubleshooting.md} quotes; {@code …} stands for anything.
 */
final class TroubleshootingPage {

	/** Stands for what differs from case to case. */
	static final String ANYTHING = "…";

	private static final Pattern QUOTED = Pattern.compile("^`([^`]+)`$");

	private static final List<String> LINES = Page.read(Page.ROOT.resolve("docs/troubleshooting.md")).lines();

	private TroubleshootingPage() {
	}

	/**
	 * The texts of errors: the first column of the tables.
	 */
	static List<String> errors() {
		return quoted(0);
	}

	/**
	 * The lines of the log: the second column, behind the level.
	 */
	static List<String> logged() {
		return quoted(1);
	}

	/**
	 * The level of a line of the log.
	 */
	static String level(String logged) {
		return LINES.stream()
			.filter((line) -> line.contains("| `" + logged + "` |"))
			.map((line) -> line.split("\\|")[1].strip())
			.findFirst()
			.orElseThrow();
	}

	private static List<String> quoted(int column) {
		List<String> texts = new ArrayList<>();
		for (String line : LINES) {
			List<String> cells = Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList();
			if (cells.size() > column && (column == 0 || cells.get(0).matches("INFO|WARN|ERROR"))) {
				Matcher matcher = QUOTED.matcher(cells.get(column));
				if (matcher.matches()) {
					texts.add(matcher.group(1));
				}
			}
		}
		return texts;
	}

	/**
	 * Checks that the page quotes a text, and that what was thrown or logged has it.
	 */
	static void assertQuoted(String text, String actual) {
		assertThat(LINES).as("the page quotes it").anyMatch((line) -> line.contains("`" + text + "`"));
		assertThat(actual).containsPattern(pattern(text));
	}

	static Pattern pattern(String text) {
		StringBuilder pattern = new StringBuilder();
		for (String part : text.split(ANYTHING, -1)) {
			pattern.append(pattern.isEmpty() ? "" : ".*?").append(Pattern.quote(part));
		}
		return Pattern.compile(pattern.toString());
	}

}
