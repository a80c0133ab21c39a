package io.rediscluster.sample.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import tools.jackson.databind.json.JsonMapper;

/**
 * A visitor without a browser: reads the stream and acts. Waits as long as the test may
 * take. Not thread safe.
 */
final class ConsoleStream implements AutoCloseable {

	private static final JsonMapper JSON = new JsonMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final String root;

	private final InputStream body;

	private final BufferedReader lines;

	private ConsoleStream(String root) throws IOException, InterruptedException {
		this.root = root;
		HttpResponse<InputStream> response = this.http
			.send(HttpRequest.newBuilder(URI.create(root + "/console/stream")).build(), BodyHandlers.ofInputStream());
		if (response.statusCode() != 200) {
			throw new IllegalStateException("status " + response.statusCode());
		}
		this.body = response.body();
		this.lines = new BufferedReader(new InputStreamReader(this.body, StandardCharsets.UTF_8));
	}

	static ConsoleStream open(int port) throws IOException, InterruptedException {
		return new ConsoleStream("http://127.0.0.1:" + port);
	}

	/** Waits for the next event. */
	Event next() {
		try {
			String name = "";
			while (true) {
				String line = this.lines.readLine();
				if (line == null) {
					throw new IllegalStateException("the stream has ended");
				}
				if (line.startsWith("event:")) {
					name = line.substring("event:".length());
				}
				if (line.startsWith("data:")) {
					return new Event(name, JSON.readValue(line.substring("data:".length()), Map.class));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Waits for a sample that fulfils a condition. */
	Event await(Predicate<Event> condition) {
		Event event = next();
		while (!event.name().equals("sample") || !condition.test(event)) {
			event = next();
		}
		return event;
	}

	/** Acts as the page does. */
	HttpResponse<String> act(String action, Object request) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(URI.create(this.root + "/console/" + action))
			.header("Origin", this.root)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(JSON.writeValueAsString(request)))
			.build(), BodyHandlers.ofString());
	}

	@Override
	public void close() throws IOException {
		this.body.close();
	}

	/** What the stream tells at once. */
	@SuppressWarnings("unchecked")
	record Event(String name, Map<String, Object> data) {

		Map<String, Object> part(String key) {
			return (Map<String, Object>) this.data.get(key);
		}

		List<Map<String, Object>> list(String key) {
			return (List<Map<String, Object>>) this.data.get(key);
		}

		List<Map<String, Object>> nodes() {
			return (List<Map<String, Object>>) part("cluster").get("nodes");
		}

		List<Map<String, Object>> shards() {
			return (List<Map<String, Object>>) part("cluster").get("shards");
		}

		Map<String, Object> shard(String label) {
			return shards().stream().filter((shard) -> label.equals(shard.get("label"))).findFirst().orElse(Map.of());
		}

		Map<String, Object> node(Object address) {
			return nodes().stream().filter((node) -> address.equals(node.get("address"))).findFirst().orElse(Map.of());
		}

		boolean allUp() {
			return nodes().stream().allMatch((node) -> "UP".equals(node.get("state")))
					&& shards().stream().noneMatch((shard) -> Boolean.TRUE.equals(shard.get("failing")));
		}

		boolean hasEnded(String job) {
			Map<String, Object> last = part("job");
			return last != null && last.get("title").toString().startsWith(job)
					&& Boolean.FALSE.equals(last.get("running"));
		}

	}

}
