package io.rediscluster.boot.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.jayway.jsonpath.JsonPath;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.rediscluster.client.event.ClusterListener.CommandOutcome;
import io.rediscluster.client.event.ClusterListener.ConnectionKind;
import io.rediscluster.client.event.ClusterListener.RefreshCause;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.client.topology.Shard;
import io.rediscluster.client.topology.SlotRange;
import io.rediscluster.client.topology.Topology;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard and the alert rules under {@code docs/observability} ask for meters that
 * Prometheus really gets, with labels and values that these really have, and
 * {@code docs/observability.md} names all of them.
 */
class DashboardAndAlertsTests {

	private static final Path FOLDER = Path.of("../docs/observability");

	private static final Pattern METRIC = Pattern.compile("(rediscluster_client_[a-z_]+)(\\{[^}]*})?");

	private static final Pattern MATCHER = Pattern.compile("([a-z_]+)=~?\"([^\"]*)\"");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^(rediscluster_client_[a-z_]+)\\{([^}]*)}");

	/** What Prometheus gets: the values of each label of each metric. */
	private final Map<String, Map<String, Set<String>>> samples = samples();

	@Test
	void thereAreFiveAlertRulesOnExistingMeters() throws IOException {
		Map<String, Object> file = new Yaml().load(Files.readString(FOLDER.resolve("alerts.yaml")));
		List<Map<String, Object>> rules = JsonPath.read(file, "$.groups[*].rules[*]");
		assertThat(rules).hasSize(5).allSatisfy((rule) -> {
			assertThat(rule).containsKeys("alert", "expr", "labels", "annotations");
			check((String) rule.get("expr"));
		});
	}

	@Test
	void everyPanelOfTheDashboardShowsExistingMeters() throws IOException {
		String dashboard = Files.readString(FOLDER.resolve("grafana-dashboard.json"));
		List<String> expressions = JsonPath.read(dashboard, "$.panels[*].targets[*].expr");
		assertThat(expressions).hasSizeGreaterThan(15).allSatisfy(this::check);
	}

	@Test
	void theDashboardShowsEveryMeter() throws IOException {
		String dashboard = Files.readString(FOLDER.resolve("grafana-dashboard.json"));
		Set<String> shown = new TreeSet<>();
		METRIC.matcher(dashboard).results().forEach((found) -> shown.add(base(found.group(1))));
		Set<String> all = new TreeSet<>();
		this.samples.keySet()
			.stream()
			.filter((name) -> !name.contains("_client_node_"))
			.forEach((name) -> all.add(base(name)));
		assertThat(shown).isEqualTo(all);
	}

	@Test
	void theDocumentationNamesEveryMeter() throws IOException {
		String text = Files.readString(Path.of("../docs/observability.md"));
		PrometheusMeterRegistry registry = registry();
		registry.getMeters()
			.forEach((meter) -> assertThat(text)
				.contains("`" + meter.getId().getName().substring("rediscluster.client.".length()) + "`"));
	}

	private static String base(String name) {
		return name.replaceAll("_(seconds_|commands_)?(count|sum|max|total)$", "");
	}

	private void check(String expression) {
		Set<String> labels = new HashSet<>();
		Matcher metric = METRIC.matcher(expression);
		while (metric.find()) {
			String name = metric.group(1);
			assertThat(this.samples).as(expression).containsKey(name);
			Map<String, Set<String>> known = this.samples.get(name);
			labels.addAll(known.keySet());
			Matcher selector = MATCHER.matcher((metric.group(2) != null) ? metric.group(2) : "");
			while (selector.find()) {
				assertThat(known).as(expression).containsKey(selector.group(1));
				if (!selector.group(2).startsWith("$")) {
					assertThat(known.get(selector.group(1))).as(expression)
						.containsAll(List.of(selector.group(2).split("\\|")));
				}
			}
		}
		assertThat(labels).as("metrics of %s", expression).isNotEmpty();
		Matcher grouping = GROUPING.matcher(expression);
		while (grouping.find()) {
			assertThat(labels).as(expression).containsAll(List.of(grouping.group(1).split(", ")));
		}
	}

	private static Map<String, Map<String, Set<String>>> samples() {
		Map<String, Map<String, Set<String>>> samples = new HashMap<>();
		Matcher sample = SAMPLE.matcher(registry().scrape());
		while (sample.find()) {
			Map<String, Set<String>> labels = samples.computeIfAbsent(sample.group(1), (name) -> new HashMap<>());
			MATCHER.matcher(sample.group(2))
				.results()
				.forEach((label) -> labels.computeIfAbsent(label.group(1), (name) -> new HashSet<>())
					.add(label.group(2)));
		}
		return samples;
	}

	/**
	 * A registry whose meters have had every event.
	 */
	private static PrometheusMeterRegistry registry() {
		PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		ClusterClientMetrics metrics = new ClusterClientMetrics("default", () -> null, false, true);
		metrics.bindTo(registry);
		HostAndPort address = new HostAndPort("10.0.0.1", 7000);
		Node node = new Node("n", address, address, NodeRole.PRIMARY, null, 1, Set.of());
		List<Node> replicas = new ArrayList<>();
		metrics.onTopologyChanged(Topology.empty(),
				new Topology(1, List.of(new Shard(0, node, replicas, List.of(new SlotRange(0, 16383))))));
		for (CommandOutcome outcome : CommandOutcome.values()) {
			metrics.onCommand("GET", outcome, 1000);
		}
		metrics.onRetry("GET", "TRYAGAIN");
		metrics.onEmulation("RENAME");
		metrics.onRefresh(RefreshCause.MOVED, true, Duration.ofMillis(1));
		metrics.onConnectionOpened(node, ConnectionKind.DIRECT);
		return registry;
	}

}
