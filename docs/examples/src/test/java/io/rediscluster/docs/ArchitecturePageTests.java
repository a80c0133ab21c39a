package io.rediscluster.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/architecture.md} gives a reason for every dependency, and names modules and
 * classes that exist.
 */
class ArchitecturePageTests {

	private static final Pattern USED = Pattern
		.compile("<(?:dependency|plugin|path)>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>");

	private static final Pattern NOT_USED = Pattern
		.compile("<dependencyManagement>.*?</dependencyManagement>|<exclusions>.*?</exclusions>", Pattern.DOTALL);

	private static final Pattern CLASS = Pattern.compile("`([A-Z][a-z]\\w+)(?:[.(][^`]*)?`");

	/** Of others. */
	private static final Set<String> FOREIGN = Set.of("FailureAnalyzer", "RedisConnectionFactory", "HdrHistogram");

	private final Page page = Page.read(Page.ROOT.resolve("docs/architecture.md"));

	private static Stream<Path> files(String suffix) throws IOException {
		try (Stream<Path> files = Files.walk(Page.ROOT)) {
			return files.filter((path) -> path.toString().endsWith(suffix))
				.filter((path) -> !path.toString().contains("/target/") && !path.toString().contains("/src/it/"))
				.toList()
				.stream();
		}
	}

	@Test
	void everyDependencyHasItsReason() throws IOException {
		Set<String> used = new TreeSet<>();
		for (Path pom : files("pom.xml").toList()) {
			Matcher matcher = USED.matcher(NOT_USED.matcher(Files.readString(pom)).replaceAll(""));
			while (matcher.find()) {
				if (!matcher.group(1).contains("rediscluster")) {
					used.add(matcher.group(2));
				}
			}
		}
		String reasons = this.page.text().substring(this.page.text().indexOf("\n## Dependencies"));
		assertThat(used).hasSizeGreaterThan(30).filteredOn((name) -> !reasons.contains("`" + name + "`")).isEmpty();
		Set<String> reasoned = Pattern.compile("`([\\w-]+)`")
			.matcher(reasons)
			.results()
			.map((found) -> found.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(reasoned).as("dependencies that are gone").isSubsetOf(used);
	}

	@Test
	void everyModuleIsNamed() throws IOException {
		String table = this.page.text().substring(0, this.page.text().indexOf("\n## How a command travels"));
		Set<String> modules = files("pom.xml").map((pom) -> Page.ROOT.relativize(pom.getParent()).toString())
			.filter((folder) -> !folder.isEmpty() && !folder.startsWith("benchmarks/"))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(modules).hasSizeGreaterThan(9)
			.allSatisfy((module) -> assertThat(table).contains("`" + module + "`"));
	}

	@Test
	void everyClassExists() throws IOException {
		Set<String> classes = files(".java").map((path) -> path.getFileName().toString().replace(".java", ""))
			.collect(Collectors.toSet());
		assertThat(CLASS.matcher(this.page.prose()).results().map((found) -> found.group(1))).hasSizeGreaterThan(60)
			.filteredOn((name) -> !classes.contains(name) && !FOREIGN.contains(name))
			.isEmpty();
	}

}
