package io.rediscluster.spring.data;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.rediscluster.client.CallDetails;
import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.CrossSlotException;
import io.rediscluster.client.NodeConnectionException;
import io.rediscluster.client.NodesFailedException;
import io.rediscluster.client.PartialFailureException;
import io.rediscluster.client.ReplyTypeException;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.TooManyRedirectsException;
import io.rediscluster.client.topology.Node;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.NonTransientDataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.ClusterRedirectException;
import org.springframework.data.redis.ClusterStateFailureException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.TooManyClusterRedirectionsException;
import org.springframework.data.redis.connection.ClusterCommandExecutionFailureException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExceptionTranslator}.
 */
class ExceptionTranslatorTests {

	private static final CallDetails DETAILS = new CallDetails("SET", 42, RecordingClusterClient.primary(7000), 2,
			Duration.ofMillis(7), true, false);

	@ParameterizedTest(name = "{0} becomes {1}")
	@MethodSource("table")
	void eachKindHasItsCounterpart(ClusterClientException from, Class<? extends DataAccessException> to) {
		DataAccessException translated = ExceptionTranslator.translate(from);
		assertThat(translated).isExactlyInstanceOf(to).hasCause(from).hasMessage(from.getMessage());
	}

	static Stream<Arguments> table() {
		return Stream.of(
				Arguments.of(new ServerErrorException("WRONGTYPE Operation against a key", DETAILS),
						RedisSystemException.class),
				Arguments.of(new CommandTimeoutException("too slow", DETAILS, null), QueryTimeoutException.class),
				Arguments.of(new CommandOutcomeUnknownException("lost", DETAILS, null),
						CommandOutcomeUnknownDataAccessException.class),
				Arguments.of(new CommandRefusedException("no", DETAILS, null),
						InvalidDataAccessApiUsageException.class),
				Arguments.of(new CrossSlotException("no", DETAILS, null), InvalidDataAccessApiUsageException.class),
				Arguments.of(new NodeConnectionException("down", DETAILS, null), RedisConnectionFailureException.class),
				Arguments.of(new TooManyRedirectsException("round", DETAILS, null),
						TooManyClusterRedirectionsException.class),
				Arguments.of(new ClusterUnavailableException("nobody", DETAILS, null),
						ClusterStateFailureException.class),
				Arguments.of(new PartialFailureException("half", DETAILS, List.of(0), List.of(1), List.of(),
						new ServerErrorException("OOM")), ClusterCommandExecutionFailureException.class),
				Arguments.of(new ReplyTypeException("not a number"), RedisSystemException.class),
				Arguments.of(new ClusterClientException("interrupted"), RedisSystemException.class));
	}

	@Test
	void theMostSpecificCauseOfAServerErrorIsTheRawLine() {
		DataAccessException translated = ExceptionTranslator
			.translate(new ServerErrorException("ERR no such key", DETAILS));
		assertThat(translated.getMostSpecificCause()).hasMessage("ERR no such key");
	}

	@Test
	void aMissingScriptIsRecognisedByTheScriptExecutor() {
		DataAccessException translated = ExceptionTranslator
			.translate(new ServerErrorException("NOSCRIPT No matching script. Please use EVAL.", DETAILS));
		assertThat(translated).isInstanceOf(NonTransientDataAccessException.class)
			.rootCause()
			.hasMessageContaining("NOSCRIPT");
	}

	@Test
	void anUnknownOutcomeIsNotTransient() {
		assertThat(ExceptionTranslator.translate(new CommandOutcomeUnknownException("lost", DETAILS, null)))
			.isInstanceOf(NonTransientDataAccessException.class);
	}

	@Test
	void aRedirectThatReachesTheCallerNamesItsTarget() {
		DataAccessException translated = ExceptionTranslator
			.translate(new ServerErrorException("MOVED 3999 127.0.0.1:6381", DETAILS));
		assertThat(translated).isInstanceOfSatisfying(ClusterRedirectException.class, (redirect) -> {
			assertThat(redirect.getSlot()).isEqualTo(3999);
			assertThat(redirect.getTargetHost()).isEqualTo("127.0.0.1");
			assertThat(redirect.getTargetPort()).isEqualTo(6381);
		});
		assertThat(translated.getMostSpecificCause()).hasMessage("MOVED 3999 127.0.0.1:6381");
	}

	@ParameterizedTest
	@ValueSource(strings = { "MOVED", "MOVED 3999", "MOVED 3999 :6381", "ASK x 127.0.0.1:6381", "MOVED 1 host:port" })
	void aRedirectThatCannotBeReadStaysAServerError(String line) {
		assertThat(ExceptionTranslator.translate(new ServerErrorException(line, DETAILS)))
			.isExactlyInstanceOf(RedisSystemException.class)
			.rootCause()
			.hasMessage(line);
	}

	@Test
	void failuresOfNodesAreTranslatedOneByOne() {
		Map<Node, ClusterClientException> failures = new LinkedHashMap<>();
		failures.put(RecordingClusterClient.primary(7000), new ServerErrorException("ERR first", DETAILS));
		failures.put(RecordingClusterClient.primary(7001), new CommandTimeoutException("second", DETAILS, null));
		DataAccessException translated = ExceptionTranslator
			.translate(new NodesFailedException("2 nodes failed", DETAILS, failures));
		assertThat(translated).isExactlyInstanceOf(ClusterCommandExecutionFailureException.class);
		assertThat(translated.getSuppressed()).hasExactlyElementsOfTypes(RedisSystemException.class,
				QueryTimeoutException.class);
		assertThat(translated.getMostSpecificCause()).hasMessage("ERR first");
	}

	@Test
	void otherExceptionsAreLeftAlone() {
		IllegalStateException other = new IllegalStateException("mine");
		assertThat(ExceptionTranslator.translate((RuntimeException) other)).isSameAs(other);
	}

}
