package io.rediscluster.sample.console;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rediscluster.sample.SampleApplication;
import io.rediscluster.sample.console.ConsoleStream.Event;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The console over HTTP on an embedded cluster of its own: what its stream tells and what
 * its actions do.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "shop.products=20")
@DirtiesContext
@Timeout(180)
class ConsoleIT {

	/** What the page loads; links to the shop have another extension or none. */
	private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"(/[^\"]+\\.(?:js|css|svg))\"");

	private static final Pattern IMPORTED = Pattern.compile("from '\\./([a-z]+\\.js)'");

	@LocalServerPort
	private int port;

	@Autowired
	private EmbeddedCluster cluster;

	@Autowired
	private Visitors visitors;

	@Autowired
	private Console console;

	@Test
	void theStreamBeginsWithASnapshotGoesOnWithSamplesAndComesBackWithTheHistory() throws Exception {
		long firstPoint;
		try (ConsoleStream stream = ConsoleStream.open(this.port)) {
			Event snapshot = stream.next();
			assertThat(snapshot.name()).isEqualTo("snapshot");
			assertThat(snapshot.data()).containsEntry("embedded", true);
			Event sample = stream.next();
			assertThat(sample.name()).isEqualTo("sample");
			assertThat(sample.shards()).hasSizeGreaterThanOrEqualTo(3);
			assertThat(sample.nodes()).hasSizeGreaterThanOrEqualTo(6);
			firstPoint = ((Number) sample.part("point").get("at")).longValue();
			long secondPoint = ((Number) stream.next().part("point").get("at")).longValue();
			assertThat(secondPoint).isGreaterThan(firstPoint);
		}
		try (ConsoleStream stream = ConsoleStream.open(this.port)) {
			assertThat(stream.next().list("points"))
				.anySatisfy((point) -> assertThat(((Number) point.get("at")).longValue()).isEqualTo(firstPoint));
		}
	}

	@Test
	void aKilledPrimaryIsReplacedAndComesBackAsAReplica() throws Exception {
		try (ConsoleStream stream = ConsoleStream.open(this.port)) {
			Object killed = stream.await(Event::allUp).shard("A").get("primary");
			Map<String, Object> request = Map.of("node", killed);
			assertThat(stream.act("kill", request).statusCode()).isEqualTo(204);
			assertThat(stream.act("kill", request).statusCode()).isEqualTo(409);
			stream.await((sample) -> "KILLED".equals(sample.node(killed).get("state")));
			stream.await((sample) -> !killed.equals(sample.shard("A").get("primary"))
					&& Boolean.FALSE.equals(sample.shard("A").get("failing")));
			assertThat(stream.act("freeze", request).statusCode()).isEqualTo(409);
			assertThat(stream.act("revive", request).statusCode()).isEqualTo(202);
			Event after = stream.await((sample) -> sample.allUp() && "replica".equals(sample.node(killed).get("role")));
			assertThat(after.node(killed)).containsEntry("shard", "A");
		}
	}

	@Test
	void aPrimaryRevivedAtOnceWaitsForItsReplicaAndLosesNothing() throws Exception {
		try (ConsoleStream stream = ConsoleStream.open(this.port)) {
			Object killed = stream.await(Event::allUp).shard("B").get("primary");
			long before = keys();
			assertThat(before).isPositive();
			assertThat(stream.act("kill", Map.of("node", killed)).statusCode()).isEqualTo(204);
			assertThat(stream.act("revive", Map.of("node", killed)).statusCode()).isEqualTo(202);
			HttpResponse<String> again = stream.act("revive", Map.of("node", killed));
			assertThat(again.statusCode()).isEqualTo(409);
			assertThat(again.body()).contains("is being started already");
			stream.await((sample) -> sample.allUp() && "replica".equals(sample.node(killed).get("role")));
			assertThat(keys()).isEqualTo(before);
		}
	}

	@Test
	void aFrozenNodeIsMarkedAndGoesOn() throws Exception {
		try (ConsoleStream stream = ConsoleStream.open(this.port)) {
			Object frozen = stream.await(Event::allUp).shard("C").get("primary");
			assertThat(stream.act("freeze", Map.of("node", frozen)).statusCode()).isEqualTo(204);
			stream.await((sample) -> "FROZEN".equals(sample.node(frozen).get("state")));
			assertThat(stream.act("freeze", Map.of("node", frozen)).statusCode()).isEqualTo(409);
			stream.await((sample) -> !frozen.equals(sample.shard("C").get("primary")));
			assertThat(stream.act("revive", Map.of("node", frozen)).statusCode()).isEqualTo(202);
			stream.await((sample) -> sample.allUp() && "replica".equals(sample.node(frozen).get("role")));
		}
	}

	@Test
	void slotsMoveUnderTheLoadAndNoValueIsWrongOrLost() throws Exception {
		try (ConsoleStream stream = ConsoleStream.open(this.port)) {
			Event before = stream.await(Event::allUp);
			int from = slots(before, "A");
			int to = slots(before, "B");
			assertThat(stream.act("load/start", Map.of("threads", 2, "mix", "balanced", "bulk", true)).statusCode())
				.isEqualTo(204);
			assertThat(stream.act("load/start", Map.of()).statusCode()).isEqualTo(409);
			stream.await((sample) -> sample.part("load") != null
					&& ((Number) sample.part("load").get("operations")).longValue() > 200);
			assertThat(stream.act("migrate", Map.of("from", "A", "to", "B", "slots", 20)).statusCode()).isEqualTo(202);
			Event after = stream.await((sample) -> sample.hasEnded("Move 20 slots from shard A to shard B")
					&& slots(sample, "B") == to + 20);
			assertThat(slots(after, "A")).isEqualTo(from - 20);
			assertThat(after.part("job").get("failure")).isNull();
			assertThat(stream.act("load/stop", Map.of()).statusCode()).isEqualTo(204);
			Event end = stream.await((sample) -> Boolean.FALSE.equals(sample.part("load").get("running")));
			assertThat(end.part("load").get("failures").toString()).doesNotContain("WrongValue", "LostValue");
			assertThat(stream.act("load/stop", Map.of()).statusCode()).isEqualTo(409);
			assertThat(stream.act("load/start", Map.of("threads", 1)).statusCode()).as("at once").isEqualTo(204);
			assertThat(stream.act("load/stop", Map.of()).statusCode()).isEqualTo(204);
			stream.await((sample) -> Boolean.FALSE.equals(sample.part("load").get("running")));
		}
	}

	@Test
	void aShardIsAdded() throws Exception {
		try (ConsoleStream stream = ConsoleStream.open(this.port)) {
			int nodes = stream.await(Event::allUp).nodes().size();
			assertThat(stream.act("add-shard", Map.of()).statusCode()).isEqualTo(202);
			Event after = stream
				.await((sample) -> sample.hasEnded("Add a shard") && sample.nodes().size() == nodes + 2);
			assertThat(after.part("job").get("failure")).isNull();
			assertThat(after.shard("D")).containsEntry("slots", 0);
			assertThat(after.nodes()).filteredOn((node) -> "D".equals(node.get("shard")))
				.extracting((node) -> node.get("role"))
				.containsExactly("primary", "replica");
			assertThat(stream.act("migrate", Map.of("from", "A", "to", "D", "slots", 20)).statusCode()).isEqualTo(202);
			stream.await((sample) -> sample.hasEnded("Move 20 slots from shard A to") && slots(sample, "D") == 20);
			assertThat(stream.act("migrate", Map.of("from", "D", "to", "A", "slots", 20)).statusCode()).isEqualTo(202);
			stream.await((sample) -> sample.hasEnded("Move 20 slots from shard D to") && slots(sample, "D") == 0);
			Event emptied = stream.await(Event::allUp);
			assertThat(emptied.nodes()).as("an emptied shard stays one")
				.filteredOn((node) -> "D".equals(node.get("shard")))
				.extracting((node) -> node.get("role"))
				.containsExactly("primary", "replica");
		}
	}

	@Test
	void everythingThatThePageLoadsIsServedFromHere() throws Exception {
		String page = get("/");
		List<String> resources = new ArrayList<>(NAMED.matcher(page).results().map((name) -> name.group(1)).toList());
		assertThat(resources).contains("/console/console.js", "/console/console.css")
			.anyMatch((name) -> name.contains("uPlot"));
		String script = get("/console/console.js");
		IMPORTED.matcher(script).results().map((name) -> "/console/" + name.group(1)).forEach(resources::add);
		assertThat(resources).hasSizeGreaterThan(10);
		for (String resource : resources) {
			assertThat(get(resource)).as(resource).isNotBlank();
		}
		assertThat(page).doesNotContain("https:", "<style", "src=\"http", "href=\"http")
			.doesNotContainPattern("<script>| on[a-z]+=");
	}

	private String get(String path) throws IOException, InterruptedException {
		HttpResponse<String> response = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build(),
					BodyHandlers.ofString());
		assertThat(response.statusCode()).as(path).isEqualTo(200);
		return response.body();
	}

	@Test
	void badRequestsNameTheField() throws Exception {
		try (ConsoleStream stream = ConsoleStream.open(this.port)) {
			assertField(stream.act("kill", Map.of()), "node");
			assertField(stream.act("kill", Map.of("node", "10.0.0.1:1")), "node");
			assertField(stream.act("migrate", Map.of("from", "A", "to", "B", "slots", 0)), "slots");
			assertField(stream.act("migrate", Map.of("from", "A", "to", "A", "slots", 1)), "to");
			assertField(stream.act("migrate", Map.of("from", "Y", "to", "A", "slots", 1)), "from");
			assertField(stream.act("load/start", Map.of("threads", 65)), "threads");
			assertField(stream.act("load/start", Map.of("mix", "all")), "mix");
			assertField(stream.act("load/start", Map.of("seconds", 601)), "seconds");
			assertThat(stream.act("kill", "no object").statusCode()).isEqualTo(400);
		}
	}

	@Test
	void whoAsksForHeadersOnlyIsNoVisitor() throws Exception {
		Await.until("the visitors of other tests have gone", Duration.ofSeconds(60), this.visitors::isEmpty);
		for (int i = 0; i < Visitors.MAX + 1; i++) {
			HttpResponse<Void> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/console/stream"))
					.method("HEAD", BodyPublishers.noBody())
					.build(), BodyHandlers.discarding());
			assertThat(response.statusCode()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type"))
				.hasValueSatisfying((type) -> assertThat(type).startsWith("text/event-stream"));
		}
		assertThat(this.visitors.isEmpty()).isTrue();
	}

	@Test
	void theSamplerStopsWhenTheLastVisitorHasGone() throws Exception {
		try (ConsoleStream stream = ConsoleStream.open(this.port)) {
			stream.await((sample) -> true);
			assertThat(this.console.isAwake()).isTrue();
		}
		Await.until("nobody is there", Duration.ofSeconds(60), this.visitors::isEmpty);
		Await.until("nothing is sampled", Duration.ofSeconds(60), () -> !this.console.isAwake());
	}

	@Test
	void oneVisitorTooManyIsToldSo() throws Exception {
		List<ConsoleStream> streams = new ArrayList<>();
		try {
			Await.until("the visitors of other tests have gone", Duration.ofSeconds(60), this.visitors::isEmpty);
			for (int i = 0; i < Visitors.MAX; i++) {
				streams.add(ConsoleStream.open(this.port));
			}
			try (ConsoleStream refused = ConsoleStream.open(this.port)) {
				Event event = refused.next();
				assertThat(event.name()).isEqualTo("refused");
				assertThat(event.data()).containsEntry("detail",
						"The console is open in 16 places; close one of them.");
			}
		}
		finally {
			for (ConsoleStream stream : streams) {
				stream.close();
			}
			Await.until("their places are free", Duration.ofSeconds(60), this.visitors::isEmpty);
		}
	}

	@Test
	void anotherSiteCanDoNothing() throws Exception {
		String address = this.cluster.node(0).address();
		for (String path : List.of("/console/kill", "/%63onsole/kill", "/console;a=b/kill", "//console/kill")) {
			HttpResponse<String> response = HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path))
					.header("Origin", "http://evil.example")
					.header("Content-Type", "application/json")
					.POST(BodyPublishers.ofString("{\"node\":\"" + address + "\"}"))
					.build(), BodyHandlers.ofString());
			assertThat(response.statusCode()).as(path).isEqualTo(403);
		}
		assertThat(this.cluster.node(0).isRunning()).isTrue();
	}

	@Test
	void onTheUsersOwnClusterItOnlyLooks() throws Exception {
		String nodes = String.join(",", this.cluster.seeds());
		try (ConfigurableApplicationContext other = new SpringApplicationBuilder(SampleApplication.class)
			.run("--server.port=0", "--redis-cluster.nodes=" + nodes);
				ConsoleStream stream = ConsoleStream
					.open(((WebServerApplicationContext) other).getWebServer().getPort())) {
			assertThat(stream.next().data()).containsEntry("embedded", false);
			Event sample = stream
				.await((event) -> event.nodes().stream().allMatch((node) -> node.get("memory") != null));
			String address = sample.nodes().get(0).get("address").toString();
			assertOnlyLooks(stream.act("kill", Map.of("node", address)));
			assertOnlyLooks(stream.act("migrate", Map.of("from", "A", "to", "B", "slots", 1)));
			assertOnlyLooks(stream.act("add-shard", Map.of()));
			assertOnlyLooks(stream.act("rebalance", Map.of()));
			assertOnlyLooks(stream.act("load/start", Map.of()));
		}
	}

	private static void assertOnlyLooks(HttpResponse<String> response) {
		assertThat(response.statusCode()).isEqualTo(409);
		assertThat(response.body()).contains("your own cluster");
	}

	private static void assertField(HttpResponse<String> response, String field) throws IOException {
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("\"field\":\"" + field + "\"");
	}

	/** Counts the shop's keys; those of a load may still be on their way out. */
	private long keys() {
		return this.cluster.primaries()
			.stream()
			.flatMap((node) -> ((List<?>) node.command("KEYS", "*")).stream())
			.filter((key) -> !key.toString().startsWith("shop:load:"))
			.count();
	}

	private static int slots(Event sample, String label) {
		return ((Number) sample.shard(label).getOrDefault("slots", 0)).intValue();
	}

}
