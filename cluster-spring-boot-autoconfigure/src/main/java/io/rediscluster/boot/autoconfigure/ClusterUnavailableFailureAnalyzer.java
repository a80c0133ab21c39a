package io.rediscluster.boot.autoconfigure;

import java.util.regex.Pattern;

import io.rediscluster.client.ClusterUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do when the client could not load the topology: each seed is listed with
 * its error, and the errors tell wrong passwords, missing rights, servers that are no
 * cluster, clusters that are not formed and misunderstandings about TLS from servers that
 * nobody reaches.
 */
final class ClusterUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<ClusterUnavailableException> {

	private static final String START = "No seed gave the topology of the cluster";

	/**
	 * What the client itself sends: loading the topology, handshakes, reads from
	 * replicas, redirects during migrations, and the health check.
	 */
	static final String RIGHTS = "+cluster|slots +cluster|nodes +cluster|myid +cluster|info +multi +exec +hello +auth"
			+ " +ping +readonly +asking +client|setname +client|id +client|list";

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
		if (isRights(message)) {
			return "The ACL user may not ask the Redis Cluster for its slots:";
		}
		if (isStandalone(message)) {
			return "The server is a Redis server, but not one of a cluster:";
		}
		if (isUnformed(message)) {
			return "The servers are in cluster mode, but the cluster is not formed:";
		}
		if (wantsTls(message)) {
			return "The server answers as one that expects TLS, and connections are not encrypted:";
		}
		if (speaksPlain(message)) {
			return "Connections are encrypted, and the server does not seem to speak TLS:";
		}
		if (isCertificate(message)) {
			return "The certificate of the server is not accepted:";
		}
		return "No node of the Redis Cluster could be reached:";
	}

	private static String action(String message) {
		if (isCredentials(message)) {
			return "Check redis-cluster.username and redis-cluster.password, or the CredentialsProvider bean. If the"
					+ " nodes come from spring.data.redis.*, so do user and password.";
		}
		if (isRights(message)) {
			return "Give the user the least that the client needs, besides the rights on the application's own keys and"
					+ " commands, on every node:" + System.lineSeparator() + "    ACL SETUSER <user> " + RIGHTS;
		}
		if (isStandalone(message)) {
			return "Start the server with 'cluster-enabled yes' and form a cluster, or name the nodes of one in"
					+ " redis-cluster.nodes. For development redis-cluster.standalone=accept uses a single server.";
		}
		if (isUnformed(message)) {
			return "Form the cluster, for example with 'redis-cli --cluster create <host:port>... --cluster-replicas 1',"
					+ " and check it with 'redis-cli --cluster check <host:port>'.";
		}
		if (wantsTls(message)) {
			return "Set redis-cluster.ssl.enabled=true, or redis-cluster.ssl.bundle with the server's authority, or"
					+ " name the server's plain port.";
		}
		if (speaksPlain(message)) {
			return "Name the port that the server's tls-port sets, or switch encryption off: remove"
					+ " redis-cluster.ssl.* or the 's' of rediss:// in redis-cluster.url.";
		}
		if (isCertificate(message)) {
			return "Name an SSL bundle in redis-cluster.ssl.bundle that trusts the server's authority. If the certificate"
					+ " carries another name than the one that is dialled, set redis-cluster.ssl.verify-name.";
		}
		return "Check that the servers run, that redis-cluster.nodes names their addresses as seen from here, and that"
				+ " redis-cluster.ssl.enabled fits them. To start without the cluster set"
				+ " redis-cluster.startup.fail-fast=false.";
	}

	private static boolean isRights(String message) {
		return message.contains("NOPERM");
	}

	private static boolean wantsTls(String message) {
		return message.contains("does it expect TLS");
	}

	private static boolean speaksPlain(String message) {
		// a plain server takes the greeting for the beginning of a line, and waits for
		// its end
		return message.contains("Unsupported or unrecognized SSL message")
				|| (message.contains("TLS handshake") && message.contains("timed out"));
	}

	private static boolean isCertificate(String message) {
		return message.contains("TLS handshake") && (message.contains("PKIX") || message.contains("No subject")
				|| message.contains("No name matching") || message.contains("certificate"));
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
