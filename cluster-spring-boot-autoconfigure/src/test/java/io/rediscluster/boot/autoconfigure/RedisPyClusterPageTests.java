package io.rediscluster.boot.autoconfigure;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.NodesFailedException;
import io.rediscluster.client.NotReplicatedException;
import io.rediscluster.client.PartialFailureException;
import io.rediscluster.client.Reply;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.client.topology.Node;
import io.rediscluster.client.topology.NodeRole;
import io.rediscluster.spring.data.ClusterConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code docs/migration.md} says of redis-py-cluster: what it names of ours exists,
 * and its exceptions are translated as it says.
 */
class RedisPyClusterPageTests {

	private static final Path PAGE = Path.of("../docs/migration.md");

	private static final List<String> PACKAGES = List.of("io.rediscluster.client", "io.rediscluster.client.topology",
			"io.rediscluster.client.event", "io.rediscluster.spring.data", "io.rediscluster.boot.autoconfigure",
			"org.springframework.dao", "org.springframework.data.redis", "org.springframework.data.redis.connection",
			"org.springframework.data.redis.core", "org.springframework.data.redis.listener");

	private static final CallDetails DETAILS = new CallDetails("SET", 42, null, 1, Duration.ZERO, true, false);

	/** What the manual names: options, then classes and what belongs to them. */
	private static final String MANUAL = """
			startup_nodes host port from_url host_port_remap max_connections max_connections_per_node connection_pool
			ClusterBlockingConnectionPool timeout init_slot_cache readonly_mode reinitialize_steps
			skip_full_coverage_check nodemanager_follow_cluster cluster_down_retry_attempts decode_responses ssl
			SSLClusterConnection username pipeline_use_threads use_threads set_result_callback set_response_callback
			retry_on_timeout RedisCluster StrictRedisCluster ClusterPipeline StrictClusterPipeline ClusterPubSub
			RedisClusterMgt NodeManager keyslot get_master_node_by_slot get_connection_by_slot get_connection_by_node
			ClusterConnection ClusterConnectionPool ClusterReadOnlyConnectionPool
			ClusterError RedisClusterException ClusterDownError ClusterDownException SlotNotCoveredError TryAgainError
			MasterDownError MovedError MovedException AskError ClusterCrossSlotError ConnectionError TimeoutError
			ResponseError""";

	private static List<List<String>> rows(String heading) throws IOException {
		String page = Files.readString(PAGE);
		String section = page.substring(page.indexOf("\n### " + heading + "\n"));
		int end = section.indexOf("\n### ", 1);
		List<List<String>> rows = new ArrayList<>();
		for (String line : ((end < 0) ? section : section.substring(0, end)).split("\n")) {
			if (line.startsWith("| ")) {
				rows.add(Arrays.stream(line.substring(1, line.length() - 1).split("\\|")).map(String::trim).toList());
			}
		}
		return rows.subList(1, rows.size());
	}

	private static List<String> code(String text) {
		return Pattern.compile("`([^`]+)`").matcher(text).results().map((found) -> found.group(1)).toList();
	}

	@Test
	void everyNameOfTheManualIsThere() throws IOException {
		Set<String> names = new TreeSet<>();
		for (String heading : List.of("Options", "Classes", "Exceptions")) {
			rows(heading).forEach((row) -> names.addAll(code(row.get(0))));
		}
		assertThat(names).contains(MANUAL.split("\\s+"));
	}

	@Test
	void everyPropertyExists() throws IOException {
		Set<String> known = new TreeSet<>(MetadataTests.propertyNames());
		Matcher property = Pattern.compile("`(redis-cluster\\.[a-z.-]+[a-z])").matcher(Files.readString(PAGE));
		List<String> named = property.results().map((found) -> found.group(1)).toList();
		assertThat(named).hasSizeGreaterThan(25);
		assertThat(known).containsAll(named);
	}

	@Test
	void everyClassAndMethodExists() throws IOException {
		List<String> names = new ArrayList<>();
		rows("Options").forEach((row) -> names.addAll(code(row.get(1))));
		rows("Options").forEach((row) -> names.addAll(code(row.get(2))));
		rows("Classes").forEach((row) -> names.addAll(code(row.get(1))));
		rows("Exceptions").forEach((row) -> names.addAll(code(row.get(2) + row.get(3))));
		names.add("ClusterClientException.mayRepeat");
		List<String> types = names.stream().filter((name) -> Character.isUpperCase(name.charAt(0))).toList();
		assertThat(types).hasSizeGreaterThan(50).allSatisfy((name) -> {
			int dot = name.indexOf('.');
			Class<?> type = type((dot < 0) ? name : name.substring(0, dot));
			if (dot >= 0) {
				assertThat(Stream.of(type.getMethods()).map(Method::getName)).contains(name.substring(dot + 1));
			}
		});
	}

	private static Class<?> type(String name) {
		for (String each : PACKAGES) {
			try {
				return Class.forName(each + "." + name, false, RedisPyClusterPageTests.class.getClassLoader());
			}
			catch (ClassNotFoundException ex) {
				// perhaps in the next one
			}
		}
		throw new AssertionError("there is no class " + name);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("exceptions")
	void exceptionsAreTranslatedAsThePageSays(String manual, String ours, String springs) throws Exception {
		ClusterClientException exception = exception(manual, type(ours));
		ClusterConnectionFactory factory = new ClusterConnectionFactory(
				ClusterClientOptions.builder().seeds("10.0.0.1:7000").build());
		Class<?> expected = type(springs);
		assertThat(factory.translateExceptionIfPossible(exception)).isInstanceOf(expected);
		assertThat(expected.getSimpleName().equals("DataAccessException")
				|| factory.translateExceptionIfPossible(exception).getClass() == expected)
			.isTrue();
	}

	static Stream<Arguments> exceptions() throws IOException {
		return rows("Exceptions").stream()
			.map((row) -> Arguments.of(row.get(0), code(row.get(2)).get(0), code(row.get(3)).get(0)));
	}

	private static ClusterClientException exception(String manual, Class<?> type) throws Exception {
		if (type == ServerErrorException.class) {
			String line = manual.contains("Moved") ? "MOVED 1 10.0.0.1:7000"
					: manual.contains("Ask") ? "ASK 1 10.0.0.1:7000" : "WRONGTYPE of a value";
			return new ServerErrorException(line, DETAILS);
		}
		ClusterClientException cause = new ServerErrorException("OOM", DETAILS);
		if (type == PartialFailureException.class) {
			return new PartialFailureException("half", DETAILS, List.of(0), List.of(1), List.of(), cause);
		}
		if (type == NodesFailedException.class) {
			HostAndPort address = new HostAndPort("10.0.0.1", 7000);
			Node node = new Node("id", address, address, NodeRole.PRIMARY, null, 1, Set.of());
			return new NodesFailedException("one failed", DETAILS, Map.of(node, cause));
		}
		if (type == NotReplicatedException.class) {
			return new NotReplicatedException("none has it", DETAILS, Reply.of("OK"), 0);
		}
		return (ClusterClientException) type.getConstructor(String.class, CallDetails.class, Throwable.class)
			.newInstance("what happened", DETAILS, null);
	}

}
