package io.rediscluster.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a person reads when the application does not start. The analyzers are found as
 * Spring Boot finds them.
 */
class FailureAnalysisTests {

	@Test
	void nothingConfiguredShowsTheMissingLines() {
		FailureAnalysis analysis = fail();
		assertThat(analysis.getDescription()).contains("redis-cluster.nodes")
			.contains("redis-cluster.url")
			.contains("spring.data.redis.*");
		assertThat(analysis.getAction()).containsSubsequence("redis-cluster:", "  nodes: 10.0.0.1:7000",
				"  password: ");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', value = {
			"redis-cluster.nodes=a:1,b|redis-cluster.nodes|'b' is not of the form host:port",
			"redis-cluster.nodes[0]=a:70000|redis-cluster.nodes[0]|port 70000 of 'a' is not in 1..65535",
			"redis-cluster.url=http://a|redis-cluster.url|neither redis:// nor rediss://",
			"redis-cluster.timeout=0|redis-cluster.timeout|PT0S is not a positive duration",
			"redis-cluster.max-redirects=-1|redis-cluster.max-redirects|-1 is less than 0",
			"redis-cluster.client-name=a b|redis-cluster.client-name|has spaces",
			"redis-cluster.pool.max-active=0|redis-cluster.pool.max-active|0 is less than 1",
			"redis-cluster.limits.pipeline-window=1B|redis-cluster.limits.pipeline-window|1 is less than 1024",
			"redis-cluster.limits.pipeline-window=4GB|redis-cluster.limits.pipeline-window|more than 2 GB",
			"redis-cluster.transport.spin=1s|redis-cluster.transport.spin|not between 0 and 1 ms",
			"redis-cluster.host-port-remap[0].from-port=1|redis-cluster.host-port-remap[0]|needs to-host",
			"redis-cluster.username=u|redis-cluster.password|a username is set without a password",
			"spring.data.redis.timeout=0|spring.data.redis.timeout|PT0S is not a positive duration",
			"spring.data.redis.lettuce.read-from=subnet:10.0.0.0/8|spring.data.redis.lettuce.read-from|no counterpart" })
	void aBadValueNamesItsProperty(String property, String name, String reason) {
		String nodes = property.contains(".nodes") || property.contains(".url") ? "unrelated=1"
				: "redis-cluster.nodes=a:1";
		FailureAnalysis analysis = fail(nodes, property);
		assertThat(analysis.getDescription()).contains("'" + name + "'").contains(reason);
		assertThat(analysis.getAction()).contains(name);
	}

	@Test
	void theOriginOfABadValueIsShown() {
		assertThat(fail("redis-cluster.nodes=nonsense").getDescription()).contains("set in");
	}

	@Test
	void twoWaysToNameTheNodesAreTooMany() {
		assertThat(fail("redis-cluster.nodes=a:1", "redis-cluster.url=redis://a:1").getDescription())
			.contains("redis-cluster.url")
			.contains("redis-cluster.nodes");
	}

	@Test
	void aUrlThatWantsEncryptionIsNotSentInTheClear() {
		assertThat(fail("redis-cluster.url=rediss://a:1", "redis-cluster.ssl.enabled=false").getDescription())
			.contains("redis-cluster.ssl.enabled")
			.contains("rediss://");
	}

	@Test
	void aPasswordInAUrlIsNeverShown() {
		FailureAnalysis analysis = fail("redis-cluster.url=redis://app:hunter2@a:1?unknown=1");
		assertThat(analysis.getDescription()).contains("redis-cluster.url").doesNotContain("hunter2");
	}

	@Test
	void unreachableSeedsAreListed() {
		FailureAnalysis analysis = unavailable(
				"10.0.0.1:7000: Connection refused; redis.example.com:7001: timed out; [::1]:7002: refused");
		assertThat(analysis.getDescription().lines()).contains("No node of the Redis Cluster could be reached:",
				"    10.0.0.1:7000: Connection refused", "    redis.example.com:7001: timed out",
				"    [::1]:7002: refused");
		assertThat(analysis.getAction()).contains("redis-cluster.nodes")
			.contains("redis-cluster.startup.fail-fast=false");
	}

	@Test
	void aNetworkOfContainersIsMappedToTheHostOfTheSeed() {
		FailureAnalysis analysis = announced("localhost:17000", "172.18.0.2:7000", "172.18.0.3:7001");
		assertThat(analysis.getDescription()).contains("    172.18.0.2:7000: refused")
			.contains("    172.18.0.3:7001: refused");
		assertThat(analysis.getAction().lines())
			.containsSubsequence("    redis-cluster:", "      host-port-remap:", "        - from-host: 172.18.0.0/16",
					"          to-host: localhost")
			.anyMatch((line) -> line.startsWith("          port-offset: 10000 "));
	}

	@Test
	void aSeedWithOneOfTheAnnouncedPortsNeedsNoRuleForPorts() {
		FailureAnalysis analysis = announced("redis.example.com:7000", "redis-0.internal:7000",
				"redis-1.internal:7001");
		assertThat(analysis.getAction()).contains("- from-host: redis-0.internal")
			.contains("- from-host: redis-1.internal")
			.contains("to-host: redis.example.com")
			.doesNotContain("port-offset");
	}

	/**
	 * Explains the failure, and takes the proposed rules as an application would.
	 */
	private static FailureAnalysis announced(String seed, String... announced) {
		Map<Node, String> errors = new LinkedHashMap<>();
		for (String address : announced) {
			HostAndPort parsed = HostAndPort.parse(address);
			errors.put(new Node(address, parsed, parsed, NodeRole.PRIMARY, null, 1, Set.of()), "refused");
		}
		return analyze(new AnnouncedAddressesException(List.of(HostAndPort.parse(seed)), errors),
				new MockEnvironment());
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', value = {
			"10.0.0.1:7000: the TLS handshake failed: PKIX path building failed;certificate;redis-cluster.ssl.bundle",
			"10.0.0.1:7000: the TLS handshake failed: No subject alternative names;certificate;ssl.verify-name",
			"10.0.0.1:7000: reset, right after the TLS handshake, does the server want a certificate of the client?;"
					+ "wants a certificate of the client;key store",
			"10.0.0.1:7000: it does not tell its slots: NOPERM no rights;ACL user;+cluster|slots" })
	void whatServersSayIsExplained(String errors, String description, String action) {
		FailureAnalysis analysis = unavailable(errors);
		assertThat(analysis.getDescription()).contains(description);
		assertThat(analysis.getAction()).contains(action);
	}

	@Test
	void otherFailuresOfTheClientAreNotExplainedAway() {
		assertThat(analyze(
				new ClusterUnavailableException("The client is closed", new ClusterClientException("").details(), null),
				new MockEnvironment()))
			.isNull();
	}

	private static FailureAnalysis unavailable(String errors) {
		return analyze(new IllegalStateException("wrapped", new ClusterUnavailableException(
				"No seed gave the topology of the cluster; " + errors, new ClusterClientException("").details(), null)),
				new MockEnvironment());
	}

	private static FailureAnalysis fail(String... properties) {
		AtomicReference<Environment> environment = new AtomicReference<>();
		AtomicReference<FailureAnalysis> analysis = new AtomicReference<>();
		Contexts.runner()
			.withInitializer((context) -> environment.set(context.getEnvironment()))
			.withPropertyValues(properties)
			.run((context) -> {
				assertThat(context).hasFailed();
				analysis.set(analyze(context.getStartupFailure(), environment.get()));
			});
		assertThat(analysis.get()).isNotNull();
		return analysis.get();
	}

	static FailureAnalysis analyze(Throwable failure, Environment environment) {
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, ArgumentResolver.of(Environment.class, environment),
					FailureHandler.logging(LogFactory.getLog(FailureAnalysisTests.class)))
			.stream()
			.filter((analyzer) -> analyzer.getClass().getName().startsWith("io.rediscluster"))
			.map((analyzer) -> analyzer.analyze(failure))
			.filter((found) -> found != null)
			.findFirst()
			.orElse(null);
	}

}
