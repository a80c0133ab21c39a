package io.rediscluster.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The marked regions of files in the tree, by {@code path#name}.
 */
final class Regions {

	private static final Pattern TAG = Pattern.compile("\\s*(?://|#|<!--) (tag|end)::([\\w-]+)\\[](?: -->)?\\s*");

	/** Where every region must be shown by a page. */
	private static final List<String> FOLDERS = List.of("docs/examples/src", "cluster-spring-boot-starter/src/it");

	private static final Set<String> KINDS = Set.of("java", "yml", "yaml", "xml", "properties", "json", "sh");

	private final Map<String, Map<String, List<String>>> files = new HashMap<>();

	/**
	 * The region that a mark names.
	 * @return its lines
	 * @throws IllegalArgumentException if there is none
	 */
	List<String> get(String mark) {
		int hash = mark.indexOf('#');
		if (hash < 0) {
			throw new IllegalArgumentException("no '#' in the mark '" + mark + "'");
		}
		Path file = Page.ROOT.resolve(mark.substring(0, hash));
		if (!Files.isRegularFile(file)) {
			throw new IllegalArgumentException("there is no file " + mark.substring(0, hash));
		}
		List<String> region = of(file).get(mark.substring(hash + 1));
		if (region == null) {
			throw new IllegalArgumentException("there is no region " + mark);
		}
		return region;
	}

	/**
	 * The marks of all regions below the folders that hold examples.
	 */
	List<String> marks() {
		List<String> marks = new ArrayList<>();
		for (String folder : FOLDERS) {
			try (Stream<Path> paths = Files.walk(Page.ROOT.resolve(folder))) {
				paths.filter(Files::isRegularFile).filter(Regions::isSource).forEach((path) -> {
					String name = Page.ROOT.relativize(path).toString().replace('\\', '/');
					of(path).keySet().forEach((region) -> marks.add(name + "#" + region));
				});
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return marks;
	}

	private static boolean isSource(Path path) {
		String name = path.getFileName().toString();
		return KINDS.contains(name.substring(name.lastIndexOf('.') + 1));
	}

	private Map<String, List<String>> of(Path file) {
		return this.files.computeIfAbsent(file.toString(), (name) -> {
			try {
				return parse(name, Files.readAllLines(file));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	static Map<String, List<String>> parse(String file, List<String> lines) {
		Map<String, List<String>> open = new LinkedHashMap<>();
		Map<String, List<String>> regions = new LinkedHashMap<>();
		for (String line : lines) {
			Matcher tag = TAG.matcher(line);
			if (!tag.matches()) {
				open.values().forEach((region) -> region.add(line));
			}
			else if (tag.group(1).equals("tag")) {
				// marked again, a region goes on: assertions between are not shown
				if (open.put(tag.group(2), regions.computeIfAbsent(tag.group(2), (n) -> new ArrayList<>())) != null) {
					throw new IllegalArgumentException(file + " has a region within itself: " + tag.group(2));
				}
			}
			else {
				if (open.remove(tag.group(2)) == null) {
					throw new IllegalArgumentException(file + " ends what it has not begun: " + tag.group(2));
				}
			}
		}
		if (!open.isEmpty()) {
			throw new IllegalArgumentException(file + " does not end " + open.keySet());
		}
		regions.replaceAll((name, region) -> outdented(region));
		return regions;
	}

	private static List<String> outdented(List<String> lines) {
		List<String> region = new ArrayList<>(lines);
		while (!region.isEmpty() && region.get(0).isBlank()) {
			region.remove(0);
		}
		while (!region.isEmpty() && region.get(region.size() - 1).isBlank()) {
			region.remove(region.size() - 1);
		}
		List<Integer> indents = region.stream()
			.filter((line) -> !line.isBlank())
			.map((line) -> line.length() - line.stripLeading().length())
			.toList();
		int indent = indents.isEmpty() ? 0 : Collections.min(indents);
		region.replaceAll((line) -> line.isBlank() ? "" : line.substring(indent));
		return region;
	}

}
