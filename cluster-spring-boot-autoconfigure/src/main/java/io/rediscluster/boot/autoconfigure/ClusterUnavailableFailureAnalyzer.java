package io.rediscluster.boot.autoconfigure;

import java.util.regex.Pattern;

import io.rediscluster.client.ClusterUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do when the client could not load the topology: each seed is listed with
 * its error, and the errors tell wrong passwords, servers that are no cluster and
 * clusters that are not formed from servers that nobody reaches.
 */
final class ClusterUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<ClusterUnavailableException> {

	private static final String START = "No seed gave the topology of the cluster";

	/** The client lists its seeds as "; host:port: error". */
	private static final Pattern NEXT_SEED = Pattern.compile("; (\\S+:\\d+: )");

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, ClusterUnavailableException cause) {
		String message = String.valueOf(cause.getMessage());
		if (!message.startsWith(START)) {
			return null;
		}
		String nl = System.lineSeparator();
		String errors = NEXT_SEED.matcher(message.substring(START.length())).replaceAll(nl + "    $1");
		return new FailureAnalysis(description(message) + errors, action(message), cause);
	}

	private static String description(String message) {
		if (isCredentials(message)) {
			return "The Redis Cluster refused the credentials:";
		}
		if (isStandalone(message)) {
			return "The server is a Redis server, but not one of a cluster:";
		}
		if (isUnformed(message)) {
			return "The servers are in cluster mode, but the cluster is not formed:";
		}
		return "No node of the Redis Cluster could be reached:";
	}

	private static String action(String message) {
		if (isCredentials(message)) {
			return "Check redis-cluster.username and redis-cluster.password, or the CredentialsProvider bean. If the"
					+ " nodes come from spring.data.redis.*, so do user and password.";
		}
		if (isStandalone(message)) {
			return "Start the server with 'cluster-enabled yes' and form a cluster, or name the nodes of one in"
					+ " redis-cluster.nodes. For development redis-cluster.standalone=accept uses a single server.";
		}
		if (isUnformed(message)) {
			return "Form the cluster, for example with 'redis-cli --cluster create <host:port>... --cluster-replicas 1',"
					+ " and check it with 'redis-cli --cluster check <host:port>'.";
		}
		return "Check that the servers run, that redis-cluster.nodes names their addresses as seen from here, and that"
				+ " redis-cluster.ssl.enabled fits them. To start without the cluster set"
				+ " redis-cluster.startup.fail-fast=false.";
	}

	private static boolean isCredentials(String message) {
		return message.contains("NOAUTH") || message.contains("WRONGPASS") || message.contains("invalid password")
				|| message.contains("without any password configured");
	}

	private static boolean isStandalone(String message) {
		return message.contains("not one of a cluster");
	}

	private static boolean isUnformed(String message) {
		return message.contains("knows no slots");
	}

}
