package io.rediscluster.spring.data;

import java.util.List;

import io.rediscluster.client.ClusterClientException;
import io.rediscluster.client.ClusterUnavailableException;
import io.rediscluster.client.CommandOutcomeUnknownException;
import io.rediscluster.client.CommandRefusedException;
import io.rediscluster.client.CommandTimeoutException;
import io.rediscluster.client.NodeConnectionException;
import io.rediscluster.client.NodesFailedException;
import io.rediscluster.client.PartialFailureException;
import io.rediscluster.client.ServerErrorException;
import io.rediscluster.client.TooManyRedirectsException;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.ClusterRedirectException;
import org.springframework.data.redis.ClusterStateFailureException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.TooManyClusterRedirectionsException;
import org.springframework.data.redis.connection.ClusterCommandExecutionFailureException;

/**
 * Turns what the client throws into Spring's hierarchy. The original is the cause, so
 * that for an error of the server the most specific cause's message is the raw error
 * line: Spring's script executor and Spring Session match on it. Where several nodes
 * failed, the failure of the first is the cause, and that of each is suppressed.
 */
final class ExceptionTranslator {

	private ExceptionTranslator() {
	}

	/**
	 * Translates an exception of the client and leaves all others as they are.
	 * @param ex what was thrown
	 * @return what to throw instead
	 */
	static RuntimeException translate(RuntimeException ex) {
		return (ex instanceof ClusterClientException failure) ? translate(failure) : ex;
	}

	/**
	 * Translates an exception of the client.
	 * @param ex what was thrown
	 * @return its counterpart, with the original as its cause
	 */
	static DataAccessException translate(ClusterClientException ex) {
		if (ex instanceof ServerErrorException error) {
			return translateServerError(error);
		}
		if (ex instanceof CommandRefusedException) {
			return new InvalidDataAccessApiUsageException(message(ex), ex);
		}
		if (ex instanceof CommandTimeoutException) {
			return new QueryTimeoutException(message(ex), ex);
		}
		if (ex instanceof CommandOutcomeUnknownException) {
			return new CommandOutcomeUnknownDataAccessException(message(ex), ex);
		}
		if (ex instanceof NodeConnectionException) {
			return new RedisConnectionFailureException(message(ex), ex);
		}
		if (ex instanceof TooManyRedirectsException) {
			return new TooManyClusterRedirectionsException(message(ex), ex);
		}
		if (ex instanceof ClusterUnavailableException) {
			return new ClusterStateFailureException(message(ex), ex);
		}
		if (ex instanceof NodesFailedException several) {
			return new ClusterCommandExecutionFailureException(
					several.failures().values().stream().map(ExceptionTranslator::translate).toList());
		}
		if (ex instanceof PartialFailureException) {
			return new ClusterCommandExecutionFailureException(List.of(ex));
		}
		return new RedisSystemException(message(ex), ex);
	}

	private static DataAccessException translateServerError(ServerErrorException ex) {
		ClusterRedirectException redirect = redirect(ex);
		return (redirect != null) ? redirect : new RedisSystemException(message(ex), ex);
	}

	/**
	 * A redirect reaches the caller only when it was not the client's to follow: from
	 * within a script, or from a node that the caller had chosen.
	 */
	private static @Nullable ClusterRedirectException redirect(ServerErrorException ex) {
		String code = ex.code();
		if (!"MOVED".equals(code) && !"ASK".equals(code)) {
			return null;
		}
		String[] words = message(ex).split(" ", -1);
		if (words.length < 3) {
			return null;
		}
		try {
			HostAndPort target = HostAndPort.parse(words[2]);
			return new ClusterRedirectException(Integer.parseInt(words[1]), target.host(), target.port(), ex);
		}
		catch (IllegalArgumentException ignored) {
			return null;
		}
	}

	private static String message(ClusterClientException ex) {
		return String.valueOf(ex.getMessage());
	}

}
