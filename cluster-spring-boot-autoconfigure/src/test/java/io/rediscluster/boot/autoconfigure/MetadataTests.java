package io.rediscluster.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.jayway.jsonpath.JsonPath;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an editor shows for {@code application.yml}.
 */
class MetadataTests {

	@Test
	void everyPropertyIsDescribedInASentence() {
		assertThat(items("properties")).hasSizeGreaterThan(40).allSatisfy((property) -> {
			assertThat(property.get("description")).as("%s", property.get("name"))
				.asString()
				.isNotBlank()
				.endsWith(".");
			assertThat((String) property.get("description")).doesNotStartWith("The ").doesNotStartWith("A ");
			assertThat(property.get("type")).as("%s", property.get("name")).isNotNull();
		});
	}

	@Test
	void defaultsAreShown() {
		assertThat(defaults()).containsEntry("redis-cluster.timeout", "5s")
			.containsEntry("redis-cluster.connect-timeout", "2s")
			.containsEntry("redis-cluster.read-from", "primary")
			.containsEntry("redis-cluster.retry.writes", "unsent")
			.containsEntry("redis-cluster.limits.reply-size", "512MB")
			.containsEntry("redis-cluster.transport.spin", "40us")
			.containsEntry("redis-cluster.ssl.enabled", "false")
			.containsEntry("redis-cluster.metrics.enabled", "true")
			.containsEntry("redis-cluster.health.timeout", "1s");
	}

	@Test
	@SuppressWarnings("unchecked")
	void valuesAreHintedAndExist() {
		Map<String, List<Object>> hints = new HashMap<>();
		items("hints").forEach((hint) -> hints.put((String) hint.get("name"),
				((List<Map<String, Object>>) hint.get("values")).stream().map((value) -> value.get("value")).toList()));
		assertThat(hints).containsOnlyKeys("redis-cluster.read-from", "redis-cluster.cross-slot",
				"redis-cluster.protocol", "redis-cluster.standalone", "redis-cluster.retry.writes",
				"redis-cluster.ssl.verify-name");
		hints.forEach((name,
				values) -> values.forEach((value) -> Contexts.runner()
					.withPropertyValues("redis-cluster.nodes=10.0.0.1:7000", name + "=" + value)
					.run((context) -> assertThat(context).hasNotFailed())));
	}

	static Map<String, String> defaults() {
		Map<String, String> defaults = new HashMap<>();
		items("properties").stream()
			.filter((property) -> property.get("defaultValue") != null)
			.filter((property) -> ((String) property.get("name")).startsWith("redis-cluster."))
			.forEach((property) -> defaults.put((String) property.get("name"),
					String.valueOf(property.get("defaultValue"))));
		return defaults;
	}

	static List<String> propertyNames() {
		return items("properties").stream().map((property) -> (String) property.get("name")).toList();
	}

	private static List<Map<String, Object>> items(String kind) {
		try {
			// other jars of the class path have such a file, too
			for (URL url : Collections.list(ClusterProperties.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				try (InputStream stream = url.openStream()) {
					String json = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
					if (json.contains("\"redis-cluster.nodes\"")) {
						return JsonPath.read(json, "$." + kind);
					}
				}
			}
			throw new AssertionError("there is no metadata");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
