package io.rediscluster.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged application, which the build has processed ahead of time, starts from what
 * that has generated.
 */
class AotStartIT {

	private static final Pattern HEALTH = Pattern.compile("http://127\\.0\\.0\\.1:\\d+/actuator/health");

	@Test
	@Timeout(180)
	void startsProcessedAheadOfTimeAndServes() throws IOException, InterruptedException {
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx512m", "-Dspring.aot.enabled=true", "-jar", jar().toString(), "--server.port=0",
				"--redis-cluster.nodes=" + String.join(",", EmbeddedCluster.shared().seeds()))
			.redirectErrorStream(true)
			.start();
		try {
			StringBuilder log = new StringBuilder();
			String health = awaitAddress(application, log);
			assertThat(health).as("the start of:%n%s", log).isNotNull();
			assertThat(log).contains("Starting AOT-processed SampleApplication")
				.contains("taken from redis-cluster.nodes");
			HttpResponse<String> answer = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create(health)).build(), BodyHandlers.ofString());
			assertThat(answer.body()).contains("\"slots_covered\":16384").contains("\"status\":\"UP\"");
		}
		finally {
			application.destroyForcibly().waitFor();
		}
	}

	private static String awaitAddress(Process application, StringBuilder log) throws IOException {
		BufferedReader reader = new BufferedReader(
				new InputStreamReader(application.getInputStream(), StandardCharsets.UTF_8));
		String line = reader.readLine();
		while (line != null) {
			log.append(line).append(System.lineSeparator());
			Matcher address = HEALTH.matcher(line);
			if (address.find()) {
				return address.group();
			}
			line = reader.readLine();
		}
		return null;
	}

	private static Path jar() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("target"))) {
			List<Path> jars = files.filter((file) -> file.getFileName().toString().matches("sample-app-.*\\.jar"))
				.toList();
			assertThat(jars).as("the packaged application").hasSize(1);
			return jars.get(0);
		}
	}

}
