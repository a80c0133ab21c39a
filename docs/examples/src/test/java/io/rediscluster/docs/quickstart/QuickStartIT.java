package io.rediscluster.docs.quickstart;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.jayway.jsonpath.JsonPath;
import io.rediscluster.docs.YamlExample;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application of {@code docs/quick-start.md} with the {@code application.yml} of the
 * page, on a cluster whose addresses it is given as its own.
 */
@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = QuickStartIT.Configured.class)
class QuickStartIT {

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private Greetings greetings;

	@Test
	void theTemplateWorksOnTheClusterOfTheProperties() {
		assertThat(this.greetings.greet("quick start")).isEqualTo("Hello quick start, for the 1. time");
	}

	@Test
	void healthSaysWhatThePageShows() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/actuator/health"))
			.build();
		String health = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
		String documented = YamlExample.ofMark(YamlExample.FOLDER + "health.json#redis").text();
		assertThat(shape(JsonPath.read(health, "$.components.redis")))
			.isEqualTo(shape(JsonPath.read("{" + documented + "}", "$.redis")));
		assertThat(JsonPath.<String>read(health, "$.components.redis.status")).isEqualTo("UP");
	}

	/** What is an object, a list of what, or a value of what type. */
	private static Object shape(Object json) {
		if (json instanceof Map<?, ?> map) {
			Map<String, Object> shape = new TreeMap<>();
			map.forEach((key, value) -> shape.put((String) key, shape(value)));
			return shape;
		}
		if (json instanceof List<?> list) {
			return list.stream().map(QuickStartIT::shape).toList();
		}
		return json.getClass();
	}

	static class Configured implements ApplicationContextInitializer<ConfigurableApplicationContext> {

		@Override
		public void initialize(ConfigurableApplicationContext context) {
			String nodes = String.join(",", EmbeddedCluster.shared().seeds());
			YamlExample.of("quick-start.yml", "health").initializer(Map.of()).initialize(context);
			YamlExample.of("quick-start.yml", "nodes")
				.initializer(Map.of("redis-cluster.nodes", nodes))
				.initialize(context);
		}

	}

}
