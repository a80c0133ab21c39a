package io.rediscluster.sample;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The running application on its embedded cluster: how it starts and what operators see.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class SampleApplicationIT {

	@LocalServerPort
	private int port;

	@Autowired
	private WebServerApplicationContext context;

	@Autowired
	private EmbeddedCluster cluster;

	@Autowired
	private Environment environment;

	private RestTestClient http;

	@BeforeEach
	void openClient() {
		this.http = RestTestClient.bindToServer().baseUrl("http://127.0.0.1:" + this.port).build();
	}

	@Test
	void usesTheEmbeddedClusterWhenNoneIsConfigured() {
		assertThat(this.environment.getProperty("redis-cluster.nodes"))
			.isEqualTo(String.join(",", this.cluster.seeds()));
		assertThat(this.cluster.primaries()).hasSize(3);
		assertThat(this.cluster.primaries()).allSatisfy((node) -> assertThat(node.text("DBSIZE")).isNotEqualTo("0"));
	}

	@Test
	void listensOnTheLoopbackInterfaceOnly() {
		Connector connector = ((TomcatWebServer) this.context.getWebServer()).getTomcat().getConnector();
		InetAddress address = ((AbstractProtocol<?>) connector.getProtocolHandler()).getAddress();
		assertThat(address).isNotNull();
		assertThat(address.isLoopbackAddress()).isTrue();
	}

	@Test
	void healthIsUpWithAllSlots() {
		Map<String, Object> redis = get("/actuator/health/redis");
		assertThat(redis).containsEntry("status", "UP");
		assertThat(redis.get("details").toString()).contains("16384");
	}

	@Test
	void metersCountTheClientsCommands() {
		List<?> names = (List<?>) get("/actuator/metrics").get("names");
		assertThat(names).anySatisfy((name) -> assertThat(name.toString()).startsWith("rediscluster.client."));
	}

	@Test
	void readinessLooksAtTheClusterAndLivenessDoesNot() {
		HealthEndpointGroups groups = this.context.getBean(HealthEndpointGroups.class);
		assertThat(groups.get("readiness").isMember("redis")).isTrue();
		assertThat(groups.get("liveness").isMember("redis")).isFalse();
		assertThat(get("/actuator/health/readiness")).containsEntry("status", "UP");
		assertThat(get("/actuator/health/liveness")).containsEntry("status", "UP");
	}

	@Test
	@SuppressWarnings("unchecked")
	void theEndpointShowsTheClusterAndLooksAgain() {
		Map<String, Object> all = get("/actuator/rediscluster");
		assertThat(all).extractingByKey("clusters", InstanceOfAssertFactories.MAP).containsOnlyKeys("default");
		Map<String, Object> cluster = ((Map<String, Map<String, Object>>) all.get("clusters")).get("default");
		assertThat(cluster).containsEntry("connected", true);
		assertThat(cluster).extractingByKey("topology", InstanceOfAssertFactories.MAP)
			.containsEntry("coveredSlots", 16384)
			.extractingByKey("shards", InstanceOfAssertFactories.LIST)
			.hasSize(3);
		assertThat(get("/actuator/rediscluster/16383")).containsEntry("ordinal", 2)
			.containsKeys("primary", "replicas", "slots");
		this.http.get().uri("/actuator/rediscluster/16384").exchange().expectStatus().isNotFound();
		this.http.post()
			.uri("/actuator/rediscluster")
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("cluster", "default"))
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.clusters.default.successful")
			.isEqualTo(true);
	}

	@Test
	void theRootPageListsTheAddresses() {
		this.http.get()
			.uri("/")
			.accept(MediaType.TEXT_HTML)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(String.class)
			.value((page) -> assertThat(page).contains("/actuator/health", "/load?seconds=10", "/bestsellers"));
	}

	@Test
	void loadRunsWithoutErrorsAndLeavesNoKeys() {
		Map<String, Object> result = get("/load?seconds=2&threads=4");
		assertThat(result).containsOnlyKeys("operations", "opsPerSecond", "p50Micros", "p99Micros", "errors")
			.containsEntry("errors", 0);
		assertThat((Integer) result.get("operations")).isGreaterThan(100);
		assertThat((Integer) result.get("opsPerSecond")).isPositive();
		assertThat((Integer) result.get("p50Micros")).isPositive();
		assertThat((Integer) result.get("p99Micros")).isGreaterThanOrEqualTo((Integer) result.get("p50Micros"));
		assertThat(loadKeys()).isEmpty();
	}

	@Test
	void loadRefusesWhatIsOutOfBounds() {
		for (String query : List.of("seconds=0", "seconds=61", "threads=0", "threads=65", "seconds=many")) {
			this.http.get().uri("/load?" + query).exchange().expectStatus().isEqualTo(HttpStatus.BAD_REQUEST);
		}
	}

	@Test
	void usesTheGivenClusterAndSaysWhereToLook(CapturedOutput output) {
		String nodes = this.cluster.seeds().get(0);
		try (ConfigurableApplicationContext other = new SpringApplicationBuilder(SampleApplication.class)
			.run("--server.port=0", "--redis-cluster.nodes=" + nodes)) {
			assertThat(other.getBeansOfType(EmbeddedCluster.class)).isEmpty();
			int otherPort = ((WebServerApplicationContext) other).getWebServer().getPort();
			assertThat(output).contains("http://127.0.0.1:" + otherPort + "/actuator/health")
				.contains("http://127.0.0.1:" + otherPort + "/load?seconds=10");
		}
		assertThat(get("/products/1")).containsKey("product");
	}

	@Test
	void aLoadThatTheEndInterruptsLeavesNoKeys() {
		String nodes = String.join(",", this.cluster.seeds());
		try (ConfigurableApplicationContext other = new SpringApplicationBuilder(SampleApplication.class)
			.run("--server.port=0", "--redis-cluster.nodes=" + nodes)) {
			int otherPort = ((WebServerApplicationContext) other).getWebServer().getPort();
			HttpRequest load = HttpRequest
				.newBuilder(URI.create("http://127.0.0.1:" + otherPort + "/load?seconds=60&threads=2"))
				.build();
			HttpClient.newHttpClient().sendAsync(load, BodyHandlers.discarding());
			Await.until("the load writes", Duration.ofSeconds(30), () -> !loadKeys().isEmpty());
		}
		assertThat(loadKeys()).isEmpty();
	}

	private List<Object> loadKeys() {
		return this.cluster.primaries()
			.stream()
			.flatMap((node) -> ((List<?>) node.command("KEYS", "shop:load:*")).stream())
			.collect(Collectors.toList());
	}

	private Map<String, Object> get(String path) {
		return this.http.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(new ParameterizedTypeReference<Map<String, Object>>() {
			})
			.returnResult()
			.getResponseBody();
	}

}
