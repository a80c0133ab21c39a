package io.rediscluster.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.jayway.jsonpath.JsonPath;
import org.jspecify.annotations.Nullable;

/**
 * What editors are told about the properties of all jars of the class path
 * ({@code spring-configuration-metadata.json}).
 */
final class Metadata {

	static final String PREFIX = "redis-cluster.";

	private Metadata() {
	}

	/**
	 * Returns all properties by name.
	 */
	static Map<String, Property> all() {
		Map<String, Property> properties = new TreeMap<>();
		for (String json : files()) {
			Map<String, List<String>> values = values(json);
			for (Map<String, Object> each : JsonPath.<List<Map<String, Object>>>read(json, "$.properties")) {
				String name = (String) each.get("name");
				Object defaultValue = each.get("defaultValue");
				properties.put(name,
						new Property(name, String.valueOf(each.get("type")), String.valueOf(each.get("description")),
								(defaultValue != null) ? String.valueOf(defaultValue) : null,
								values.getOrDefault(name, List.of())));
			}
		}
		return properties;
	}

	/**
	 * Returns the properties of this project, in the order of their names.
	 */
	static List<Property> ours() {
		return all().values().stream().filter((property) -> property.name.startsWith(PREFIX)).toList();
	}

	private static Map<String, List<String>> values(String json) {
		Map<String, List<String>> values = new HashMap<>();
		Map<String, List<Map<String, Object>>> parts = JsonPath.read(json, "$");
		for (Map<String, Object> hint : parts.getOrDefault("hints", List.of())) {
			List<String> names = new ArrayList<>();
			if (hint.get("values") instanceof List<?> listed) {
				listed.forEach((value) -> names.add(String.valueOf(((Map<?, ?>) value).get("value"))));
			}
			values.put((String) hint.get("name"), names);
		}
		return values;
	}

	private static List<String> files() {
		List<String> files = new ArrayList<>();
		try {
			for (URL url : Collections
				.list(Metadata.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream stream = url.openStream()) {
					files.add(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return files;
	}

	/**
	 * A property: the values are those that are proposed, if any.
	 */
	record Property(String name, String type, String description, @Nullable String defaultValue, List<String> values) {

		/** The name without {@code redis-cluster}. */
		String key() {
			return this.name.substring(PREFIX.length());
		}

		/** Whether anything may stand below the name. */
		boolean isOpen() {
			return this.type.startsWith("java.util.");
		}

	}

}
