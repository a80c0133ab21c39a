package io.rediscluster.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A page of the documentation, as lines, with its fenced blocks.
 */
record Page(String path, List<String> lines) {

	/** The root of the repository. */
	static final Path ROOT = Path.of("../..");

	/**
	 * The README and the pages directly under {@code docs}.
	 */
	static List<Page> all() {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream.concat(Stream.of(ROOT.resolve("README.md")), docs.sorted())
				.filter((path) -> path.toString().endsWith(".md"))
				.map(Page::read)
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Page read(Path path) {
		try {
			return new Page(ROOT.relativize(path).toString().replace('\\', '/'), Files.readAllLines(path));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String text() {
		return String.join("\n", this.lines);
	}

	/**
	 * Everything outside of fences and of comments.
	 */
	String prose() {
		List<String> prose = new ArrayList<>();
		boolean fenced = false;
		for (String line : this.lines) {
			if (line.startsWith("```")) {
				fenced = !fenced;
			}
			else if (!fenced && !line.startsWith("<!--")) {
				prose.add(line);
			}
		}
		return String.join("\n", prose);
	}

	List<Block> blocks() {
		List<Block> blocks = new ArrayList<>();
		for (int line = 0; line < this.lines.size(); line++) {
			String fence = this.lines.get(line).strip();
			if (!fence.startsWith("```")) {
				continue;
			}
			int end = line + 1;
			while (end < this.lines.size() && !this.lines.get(end).strip().equals("```")) {
				end++;
			}
			String before = (line > 0) ? this.lines.get(line - 1).strip() : "";
			String mark = (before.startsWith("<!--") && before.endsWith("-->"))
					? before.substring("<!--".length(), before.length() - "-->".length()).strip() : null;
			blocks.add(new Block(this.path, line + 1, fence.substring(3).strip(), mark,
					this.lines.subList(line + 1, Math.min(end, this.lines.size()))));
			line = end;
		}
		return blocks;
	}

	/**
	 * A fenced block: where it stands, what language it names, the comment on the line
	 * before it.
	 */
	record Block(String page, int line, String language, @Nullable String mark, List<String> lines) {

		@Override
		public String toString() {
			return this.page + ":" + this.line + " (" + this.language + ")";
		}

	}

}
