package io.rediscluster.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

/**
 * A region of a YAML resource, read as Spring Boot reads {@code application.yml}.
 */
public record YamlExample(String name, String text) {

	public static final String FOLDER = "docs/examples/src/test/resources/";

	/**
	 * Reads a region.
	 * @param file a file in the folder of test resources
	 * @param region the name of the region
	 */
	public static YamlExample of(String file, String region) {
		return ofMark(FOLDER + file + "#" + region);
	}

	public static YamlExample ofMark(String mark) {
		return new YamlExample(mark, String.join("\n", new Regions().get(mark)));
	}

	/**
	 * Returns what puts the region into an application's environment, for
	 * {@code ApplicationContextRunner.withInitializer}, with properties that take
	 * precedence, as the addresses of a cluster that exists.
	 */
	public ApplicationContextInitializer<ConfigurableApplicationContext> initializer(Map<String, Object> properties) {
		return (context) -> {
			addTo(context.getEnvironment());
			context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		};
	}

	/**
	 * Returns an environment of the region alone.
	 */
	ConfigurableEnvironment environment() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().stream().toList().forEach((source) -> {
			environment.getPropertySources().remove(source.getName());
		});
		addTo(environment);
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

	private void addTo(ConfigurableEnvironment environment) {
		List<PropertySource<?>> sources = load();
		for (int i = sources.size() - 1; i >= 0; i--) {
			environment.getPropertySources().addFirst(sources.get(i));
		}
	}

	/**
	 * Returns the keys as they are written, with the index of an element of a list.
	 */
	Set<String> keys() {
		Set<String> keys = new TreeSet<>();
		load().forEach((source) -> keys.addAll(List.of(((EnumerablePropertySource<?>) source).getPropertyNames())));
		return keys;
	}

	private List<PropertySource<?>> load() {
		try {
			return new ArrayList<>(new YamlPropertySourceLoader().load(this.name,
					new ByteArrayResource(this.text.getBytes(StandardCharsets.UTF_8))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return this.name.substring(this.name.lastIndexOf('/') + 1);
	}

}
