package io.rediscluster.docs;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.rediscluster.boot.autoconfigure.ClusterProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each {@code application.yml} that a page shows holds only properties that exist, with
 * values that can be read.
 */
class YamlExamplesTests {

	/** What an {@code application.yml} begins with; other files are not for Spring. */
	private static final Set<String> ROOTS = Set.of("redis-cluster", "spring", "management", "server", "logging");

	private static final Map<String, Metadata.Property> KNOWN = Metadata.all();

	@ParameterizedTest
	@MethodSource("examples")
	void everyPropertyExists(YamlExample example) {
		assertThat(unknown(example.keys())).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("examples")
	void everyPropertyOfOursIsBound(YamlExample example) {
		bind(example);
	}

	@Test
	void thereAreExamples() {
		assertThat(examples()).isNotEmpty();
	}

	@Test
	void aPropertyThatDoesNotExistIsFound() {
		YamlExample wrong = new YamlExample("wrong", "redis-cluster:\n  nodes: a:1\n  time-limit: 5s\n");
		assertThat(unknown(wrong.keys())).containsExactly("redis-cluster.time-limit");
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> bind(wrong));
	}

	static void bind(YamlExample example) {
		Binder.get(example.environment())
			.bind("redis-cluster", Bindable.of(ClusterProperties.class),
					new NoUnboundElementsBindHandler(BindHandler.DEFAULT));
	}

	static List<YamlExample> examples() {
		return new Regions().marks()
			.stream()
			.filter((mark) -> mark.startsWith(YamlExample.FOLDER) && mark.contains(".yml#"))
			.map(YamlExample::ofMark)
			.filter((example) -> ROOTS.contains(example.text()
				.lines()
				.filter((line) -> !line.startsWith("#"))
				.findFirst()
				.orElse("")
				.split("[:.]")[0]))
			.toList();
	}

	private static List<String> unknown(Collection<String> keys) {
		return keys.stream().filter((key) -> !exists(key)).toList();
	}

	private static boolean exists(String key) {
		return KNOWN.containsKey(key) || Stream.iterate(key, (each) -> !each.isEmpty(), YamlExamplesTests::parent)
			.map(KNOWN::get)
			.anyMatch((property) -> property != null && property.isOpen());
	}

	private static String parent(String key) {
		return key.substring(0, Math.max(0, Math.max(key.lastIndexOf('.'), key.lastIndexOf('['))));
	}

}
