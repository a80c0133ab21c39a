package io.rediscluster.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rediscluster.docs.Page.Block;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Each code block of README.md and of the pages equals a marked region of a file that is
 * compiled and tested, or says that it is not. The line before the block names the
 * region: a comment with the path from the root of the repository, {@code #} and the
 * region's name. Where a block differs, the corrected page is written to
 * {@code target/pages}.
 */
class DocumentationBlocksTests {

	private static final String NOT_RUN = "not run";

	private static final String RUN_BY = "run by ";

	private static final String OUTPUT = "output";

	private static final Set<String> LANGUAGES = Set.of("java", "yaml", "xml", "groovy", "properties", "json", "sh",
			"text");

	private static final Set<String> MAY_NOT_RUN = Set.of("sh", "groovy");

	private final Regions regions = new Regions();

	private final String version = version();

	@Test
	void everyBlockEqualsTheRegionThatItsMarkNames() throws IOException {
		List<String> wrong = new ArrayList<>();
		for (Page page : Page.all()) {
			List<String> corrected = new ArrayList<>(page.lines());
			List<Block> blocks = page.blocks();
			for (int i = blocks.size() - 1; i >= 0; i--) {
				Block block = blocks.get(i);
				String complaint = complaint(block, page);
				if (complaint != null) {
					wrong.add(complaint);
				}
				else if (isRegion(block)) {
					List<String> region = region(block);
					if (!region.equals(block.lines())) {
						wrong.add(block + " must be:\n" + String.join("\n", region));
						List<String> old = corrected.subList(block.line(), block.line() + block.lines().size());
						old.clear();
						old.addAll(region);
					}
				}
			}
			if (!corrected.equals(page.lines())) {
				Path target = Path.of("target/pages").resolve(page.path());
				Files.createDirectories(target.getParent());
				Files.write(target, corrected);
			}
		}
		assertThat(wrong).as("corrected pages are in docs/examples/target/pages").isEmpty();
	}

	private String complaint(Block block, Page page) {
		if (!LANGUAGES.contains(block.language())) {
			return block + ": the language must be one of " + new TreeSet<>(LANGUAGES);
		}
		if (block.mark() == null) {
			return block + ": no mark on the line before";
		}
		if (block.language().equals("text")) {
			return block.mark().equals(OUTPUT) ? null : block + ": plain output is marked '<!-- output -->'";
		}
		if (block.mark().equals(NOT_RUN)) {
			return !MAY_NOT_RUN.contains(block.language()) ? block + ": this language must be tested"
					: block.language().equals("sh") && !page.prose().contains("not run here")
							? block + ": the text must say that it was not run here" : null;
		}
		if (block.mark().startsWith(RUN_BY)) {
			return isRun(block) ? null
					: block + ": these are not commands of " + block.mark().substring(RUN_BY.length());
		}
		try {
			this.regions.get(block.mark());
			return null;
		}
		catch (IllegalArgumentException ex) {
			return block + ": " + ex.getMessage();
		}
	}

	/**
	 * Tells whether a script of the tree has each line: its words in their order, perhaps
	 * with options between.
	 */
	private static boolean isRun(Block block) {
		Page script = Page.read(Page.ROOT.resolve(block.mark().substring(RUN_BY.length())));
		return block.lines().stream().allMatch((line) -> script.lines().stream().anyMatch((run) -> {
			int place = 0;
			for (String word : line.split(" ")) {
				int found = (" " + run + " ").indexOf(" " + word + " ", place);
				if (found < 0) {
					return false;
				}
				place = found + word.length();
			}
			return true;
		}));
	}

	private static boolean isRegion(Block block) {
		return block.mark() != null && block.mark().contains("#");
	}

	/** Files that Maven filters hold a placeholder where a page shows the version. */
	private List<String> region(Block block) {
		return this.regions.get(block.mark())
			.stream()
			.map((line) -> line.replace("@project.version@", this.version))
			.toList();
	}

	private static String version() {
		Matcher revision = Pattern.compile("<revision>(.*)</revision>")
			.matcher(Page.read(Page.ROOT.resolve("pom.xml")).text());
		assertThat(revision.find()).isTrue();
		return revision.group(1);
	}

	@Test
	void everyRegionIsShownByAPage() {
		Set<String> shown = new TreeSet<>();
		Page.all()
			.stream()
			.flatMap((page) -> page.blocks().stream())
			.filter(DocumentationBlocksTests::isRegion)
			.forEach((block) -> shown.add(block.mark()));
		assertThat(this.regions.marks()).filteredOn((mark) -> !shown.contains(mark)).isEmpty();
	}

	@Test
	void aRegionLosesItsIndentationAndTheMarksWithinIt() {
		assertThat(Regions.parse("a",
				List.of("\t// tag::outer[]", "\ta {", "\t\t// tag::inner[]", "\t\tb", "", "\t\t// end::inner[]", "\t}",
						"\t// end::outer[]")))
			.containsEntry("outer", List.of("a {", "\tb", "", "}"))
			.containsEntry("inner", List.of("b"));
		assertThat(Regions.parse("a", List.of("  # tag::b[]", "  c: d", "  # end::b[]"))).containsEntry("b",
				List.of("c: d"));
		assertThat(Regions.parse("a", List.of("<!-- tag::b[] -->", "<c/>", "<!-- end::b[] -->"))).containsEntry("b",
				List.of("<c/>"));
	}

	@Test
	void aRegionThatIsMarkedAgainGoesOn() {
		assertThat(Regions.parse("a",
				List.of("// tag::b[]", "\tc", "// end::b[]", "\td", "// tag::b[]", "\te", "// end::b[]")))
			.containsEntry("b", List.of("c", "e"));
	}

	@Test
	void aRegionThatDoesNotEndIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Regions.parse("a", List.of("// tag::b[]", "c")));
		assertThatIllegalArgumentException().isThrownBy(() -> Regions.parse("a", List.of("// end::b[]")));
	}

}
