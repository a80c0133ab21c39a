package io.rediscluster.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Links and images of the documentation lead somewhere, each page can be reached, and the
 * tests that it names exist.
 */
class DocumentationLinksTests {

	private static final Path ROOT = Page.ROOT;

	private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");

	private static final Pattern IMAGE = Pattern.compile("<img[^>]* src=\"([^\"]+)\"");

	private static final int MOST_PAGES = 15;

	private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*[a-z]\\w*(?:IT|Tests|Properties))`");

	private static List<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs")); Stream<Path> root = Files.list(ROOT)) {
			return Stream.concat(docs, root)
				.filter((path) -> path.toString().endsWith(".md"))
				.filter((path) -> !path.toString().contains("target"))
				.toList();
		}
	}

	@Test
	void everyLinkLeadsToAFileAndToAHeadingInIt() throws IOException {
		List<String> broken = new ArrayList<>();
		for (Path page : pages()) {
			Matcher link = LINK.matcher(Files.readString(page));
			while (link.find()) {
				String target = link.group(1);
				if (!target.contains("://") && !exists(page, target)) {
					broken.add(page + ": " + target);
				}
			}
		}
		assertThat(broken).isEmpty();
	}

	@Test
	void everyImageExists() throws IOException {
		List<String> missing = new ArrayList<>();
		for (Path page : pages()) {
			Matcher image = IMAGE.matcher(Files.readString(page));
			while (image.find()) {
				if (!image.group(1).contains("://") && !exists(page, image.group(1))) {
					missing.add(page + ": " + image.group(1));
				}
			}
		}
		assertThat(missing).isEmpty();
	}

	@Test
	void thereAreNoMorePagesThanAPersonReads() {
		assertThat(Page.all()).filteredOn((page) -> page.path().startsWith("docs/"))
			.hasSizeLessThanOrEqualTo(MOST_PAGES);
	}

	@Test
	void everyPageIsLinkedFromAnotherOne() throws IOException {
		Set<Path> linked = new HashSet<>();
		for (Path page : pages()) {
			Matcher link = LINK.matcher(Files.readString(page));
			while (link.find()) {
				String file = link.group(1).replaceFirst("#.*", "");
				Path target = page.resolveSibling(file).normalize();
				if (!file.isEmpty() && !target.equals(page.normalize())) {
					linked.add(target);
				}
			}
		}
		assertThat(Page.all()).filteredOn((page) -> page.path().startsWith("docs/"))
			.filteredOn((page) -> !linked.contains(ROOT.resolve(page.path()).normalize()))
			.extracting(Page::path)
			.isEmpty();
	}

	private static boolean exists(Path page, String target) throws IOException {
		int hash = target.indexOf('#');
		String file = (hash < 0) ? target : target.substring(0, hash);
		Path path = file.isEmpty() ? page : page.resolveSibling(file).normalize();
		if (!Files.exists(path)) {
			return false;
		}
		return hash < 0 || Files.readString(path)
			.lines()
			.filter((line) -> line.startsWith("#"))
			.map(DocumentationLinksTests::anchor)
			.anyMatch(target.substring(hash + 1)::equals);
	}

	private static String anchor(String heading) {
		return heading.replaceFirst("^#+ ", "")
			.toLowerCase(Locale.ROOT)
			.replaceAll("[^\\p{L}\\p{N} -]", "")
			.replace(' ', '-');
	}

	@Test
	void everyTestThatIsNamedExists() throws IOException {
		Set<String> tests;
		try (Stream<Path> files = Files.walk(ROOT, 12)) {
			tests = files.map((path) -> path.getFileName().toString())
				.filter((name) -> name.endsWith(".java"))
				.map((name) -> name.substring(0, name.length() - ".java".length()))
				.collect(Collectors.toSet());
		}
		List<String> missing = new ArrayList<>();
		for (Path page : pages()) {
			Matcher test = TEST.matcher(Files.readString(page));
			while (test.find()) {
				if (!tests.contains(test.group(1))) {
					missing.add(page + ": " + test.group(1));
				}
			}
		}
		assertThat(missing).isEmpty();
	}

}
