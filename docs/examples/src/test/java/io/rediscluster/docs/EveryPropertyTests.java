package io.rediscluster.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.rediscluster.boot.autoconfigure.ClusterProperties;
import org.junit.jupiter.api.Test;

import org.springframework.boot.context.properties.bind.Binder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code every-property.yml} names every property, and what it sets is what holds without
 * it. Properties without a default are comments in it.
 */
class EveryPropertyTests {

	/** A property that is a comment: not one space after the mark, as in a sentence. */
	private static final Pattern COMMENTED = Pattern.compile("(?m)^( +)#(?! \\S)");

	@Test
	void theDefaultsThatItShowsAreTheDefaults() throws IOException {
		assertThat(properties(text())).isEqualTo(properties(""));
	}

	@Test
	void aValueThatIsNotTheDefaultIsFound() throws IOException {
		assertThat(properties(text().replace("timeout: 5s", "timeout: 6s"))).isNotEqualTo(properties(""));
	}

	@Test
	void everyPropertyIsNamed() throws IOException {
		Set<String> declared = Metadata.ours()
			.stream()
			.map(Metadata.Property::name)
			.collect(Collectors.toCollection(TreeSet::new));
		Set<String> named = new TreeSet<>();
		for (String key : new YamlExample("all", all()).keys()) {
			named.add(declared.contains(key) ? key
					: declared.stream()
						.filter((each) -> key.startsWith(each + ".") || key.startsWith(each + "["))
						.reduce((shorter, longer) -> longer)
						.orElse(key));
		}
		assertThat(named).isEqualTo(declared);
	}

	@Test
	void whatIsACommentCanBeReadToo() throws IOException {
		YamlExample all = new YamlExample("all", all());
		YamlExamplesTests.bind(all);
		ClusterProperties properties = Binder.get(all.environment())
			.bindOrCreate("redis-cluster", ClusterProperties.class);
		assertThat(properties.clusters()).isNotEmpty();
		assertThat(properties.hostPortRemap()).isNotEmpty();
		assertThat(properties.commands()).isNotEmpty();
	}

	private static ClusterProperties properties(String text) {
		return Binder.get(new YamlExample("text", text).environment())
			.bindOrCreate("redis-cluster", ClusterProperties.class);
	}

	private static String all() throws IOException {
		return COMMENTED.matcher(text()).replaceAll("$1");
	}

	private static String text() throws IOException {
		return Files.readString(Page.ROOT.resolve(YamlExample.FOLDER + "every-property.yml"));
	}

}
