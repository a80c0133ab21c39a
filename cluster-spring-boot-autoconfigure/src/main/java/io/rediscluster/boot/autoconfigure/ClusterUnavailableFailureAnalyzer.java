package io.rediscluster.boot.autoconfigure;

import java.util.regex.Pattern;

import io.rediscluster.client.ClusterUnavailableException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what to do when the client could not load the topology: each seed is listed with
 * its error, and the errors tell wrong passwords, missing rights, servers that are no
 * cluster, clusters that are not formed, certificates and misunderstandings about TLS
 * from servers that nobody reaches.
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
		Diagnosis diagnosis = Diagnosis.of(message);
		String errors = NEXT_SEED.matcher(message.substring(START.length()))
			.replaceAll(System.lineSeparator() + "    $1");
		return new FailureAnalysis(diagnosis.description + errors, diagnosis.action, cause);
	}

	/**
	 * What the errors of seeds come from, and the sign of it in their text; the first
	 * that fits counts.
	 */
	private enum Diagnosis {

		CREDENTIALS("The Redis Cluster refused the credentials:",
				"Check redis-cluster.username and redis-cluster.password, or the CredentialsProvider bean. If the"
						+ " nodes come from spring.data.redis.*, so do user and password.",
				"NOAUTH|WRONGPASS|invalid password|without any password configured"),

		RIGHTS_MISSING("The ACL user may not ask the Redis Cluster for its slots:",
				"Give the user the least that the client needs, besides the rights on the application's own keys and"
						+ " commands, on every node:" + System.lineSeparator() + "    ACL SETUSER <user> " + RIGHTS,
				"NOPERM"),

		STANDALONE("The server is a Redis server, but not one of a cluster:",
				"Start the server with 'cluster-enabled yes' and form a cluster, or name the nodes of one in"
						+ " redis-cluster.nodes. For development redis-cluster.standalone=accept uses a single server.",
				"not one of a cluster"),

		NOT_FORMED("The servers are in cluster mode, but the cluster is not formed:",
				"Form the cluster, for example with 'redis-cli --cluster create <host:port>... --cluster-replicas 1',"
						+ " and check it with 'redis-cli --cluster check <host:port>'.",
				"knows no slots"),

		TLS_EXPECTED("The server answers as one that expects TLS, and connections are not encrypted:",
				"Set redis-cluster.ssl.enabled=true, or redis-cluster.ssl.bundle with the server's authority, or"
						+ " name the server's plain port.",
				"does it expect TLS"),

		/**
		 * A plain server takes the greeting for the beginning of a line, and waits for
		 * its end.
		 */
		TLS_NOT_SPOKEN("Connections are encrypted, and the server does not seem to speak TLS:",
				"Name the port that the server's tls-port sets, or switch encryption off: remove"
						+ " redis-cluster.ssl.* or the 's' of rediss:// in redis-cluster.url.",
				"(?s)Unsupported or unrecognized SSL message|TLS handshake.*timed out"),

		CLIENT_CERTIFICATE("The server ends connections as one that wants a certificate of the client does:",
				"Name an SSL bundle in redis-cluster.ssl.bundle whose key store has a certificate that the server"
						+ " accepts, or start the server with 'tls-auth-clients no'.",
				"does the server want a certificate"),

		CERTIFICATE("The certificate of the server is not accepted:",
				"Name an SSL bundle in redis-cluster.ssl.bundle that trusts the server's authority. If the certificate"
						+ " carries another name than the one that is dialled, set redis-cluster.ssl.verify-name.",
				"(?s)TLS handshake.*(PKIX|No subject|No name matching|certificate)"),

		UNREACHABLE("No node of the Redis Cluster could be reached:",
				"Check that the servers run, that redis-cluster.nodes names their addresses as seen from here, and that"
						+ " redis-cluster.ssl.enabled fits them. To start without the cluster set"
						+ " redis-cluster.startup.fail-fast=false.",
				"");

		private final String description;

		private final String action;

		private final Pattern sign;

		Diagnosis(String description, String action, String sign) {
			this.description = description;
			this.action = action;
			this.sign = Pattern.compile(sign);
		}

		static Diagnosis of(String message) {
			for (Diagnosis diagnosis : values()) {
				if (diagnosis.sign.matcher(message).find()) {
					return diagnosis;
				}
			}
			return UNREACHABLE;
		}

	}

}
