package io.rediscluster.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/troubleshooting.md} quotes is in the sources, and every line that the
 * sources log for operators is on the page.
 */
class TroubleshootingTests {

	private static final List<String> MODULES = List.of("cluster-client", "cluster-spring-data",
			"cluster-spring-boot-autoconfigure");

	private static final String LITERAL = "\"((?:[^\"\\\\]|\\\\.)*)\"";

	/** A literal that goes on behind a plus sign. */
	private static final Pattern CONTINUED = Pattern.compile("\"\\s*\\+\\s*\"");

	private static final Pattern LOGGED = Pattern.compile("logger\\s*\\.(info|warn|error)\\(\\s*" + LITERAL);

	/** What Spring's own classes log for ours, given to their constructor. */
	private static final List<String> LOGGED_BY_SPRING = List.of("The health check of the Redis Cluster failed");

	private static List<String> sources() {
		List<String> sources = new ArrayList<>();
		for (String module : MODULES) {
			try (Stream<Path> files = Files.walk(Page.ROOT.resolve(module).resolve("src/main/java"))) {
				for (Path file : files.filter((path) -> path.toString().endsWith(".java")).toList()) {
					sources.add(CONTINUED.matcher(Files.readString(file)).replaceAll(""));
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return sources;
	}

	/** What stands in one file: the parts of a text need not be one literal. */
	private static boolean isIn(String source, String text) {
		List<String> literals = Pattern.compile(LITERAL)
			.matcher(source)
			.results()
			.map((found) -> found.group(1).replace("\\\"", "\""))
			.toList();
		for (String part : text.split(TroubleshootingPage.ANYTHING)) {
			String wanted = part.strip();
			if (wanted.chars().filter(Character::isLetter).count() > 2
					&& literals.stream().noneMatch((literal) -> literal.contains(wanted))) {
				return false;
			}
		}
		return true;
	}

	@Test
	void everyTextIsInTheSources() {
		List<String> sources = sources();
		List<String> texts = new ArrayList<>(TroubleshootingPage.errors());
		texts.addAll(TroubleshootingPage.logged());
		assertThat(texts).hasSizeGreaterThan(60);
		texts.removeIf((text) -> sources.stream().anyMatch((source) -> isIn(source, text)));
		assertThat(texts).as("texts that nobody throws or logs").isEmpty();
	}

	@Test
	void everyLineThatIsLoggedIsOnThePage() {
		List<String> expected = new ArrayList<>(LOGGED_BY_SPRING);
		List<String> levels = new ArrayList<>(List.of("WARN"));
		for (String source : sources()) {
			Matcher logged = LOGGED.matcher(source);
			while (logged.find()) {
				expected.add(logged.group(2).replace("{}", TroubleshootingPage.ANYTHING));
				levels.add(logged.group(1));
			}
		}
		assertThat(TroubleshootingPage.logged()).containsExactlyInAnyOrderElementsOf(expected);
		for (int i = 0; i < expected.size(); i++) {
			assertThat(TroubleshootingPage.level(expected.get(i))).as(expected.get(i))
				.isEqualToIgnoringCase(levels.get(i));
		}
	}

	@Test
	void aTextThatNobodyThrowsIsNotFound() {
		assertThat(sources()).noneMatch((source) -> isIn(source, "The moon … did not answer"));
	}

}
