package io.rediscluster.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * How the nodes of an embedded cluster are to be started. Immutable.
 *
 * @param announcePort makes of a node's position and the real port for its clients the
 * port to announce
 * @param login a user with all rights for the cluster itself and for the test's own
 * looks, whatever the users under test may do; {@code null} where nothing is protected
 * @param certificate what servers show to clients and each other, {@code null} without
 * TLS
 * @param mutualTls whether clients have to show a certificate too
 * @param directives a list of words each
 */
record ClusterSettings(int primaries, int replicasPerPrimary, Duration nodeTimeout, boolean appendOnly,
		IntBinaryOperator announcePort, EmbeddedNode.@Nullable Login login, @Nullable ServerCertificate certificate,
		boolean mutualTls, List<List<String>> directives) {

	/**
	 * Prepares a node.
	 * @param index its position in the cluster
	 * @param port a free port for connections without encryption
	 * @param base the folder in which it creates its own
	 */
	EmbeddedNode node(int index, int port, Path base) {
		int clientPort = (this.certificate != null) ? FreePorts.next() : port;
		int busPort = clientPort + FreePorts.BUS_OFFSET;
		int announced = this.announcePort.applyAsInt(index, clientPort);
		List<String> arguments = new ArrayList<>();
		addCluster(arguments);
		if (announced != clientPort) {
			// otherwise the others would look for it beside the announced port
			add(arguments, "cluster-announce-bus-port", Integer.toString(busPort));
		}
		EmbeddedNode.Login login = this.login;
		if (login != null) {
			add(arguments, "user", login.user(), "on", ">" + login.password(), "~*", "&*", "+@all");
			add(arguments, "masteruser", login.user());
			add(arguments, "masterauth", login.password());
		}
		this.directives.forEach((directive) -> add(arguments, directive.toArray(String[]::new)));
		addEncryption(arguments, clientPort);
		return new EmbeddedNode(new EmbeddedNode.Ports(port, clientPort, announced, busPort), arguments, base, login);
	}

	private void addCluster(List<String> arguments) {
		add(arguments, "cluster-enabled", "yes");
		add(arguments, "cluster-config-file", "nodes.conf");
		add(arguments, "cluster-node-timeout", Long.toString(this.nodeTimeout.toMillis()));
		add(arguments, "cluster-announce-ip", FreePorts.HOST);
		// a replica need not wait for others to join its synchronisation
		add(arguments, "repl-diskless-sync-delay", "0");
		add(arguments, "save", "");
		add(arguments, "appendonly", this.appendOnly ? "yes" : "no");
		if (this.appendOnly) {
			add(arguments, "appendfsync", "always");
		}
		if (RedisBinary.find().isAtLeast(7, 0)) {
			add(arguments, "enable-debug-command", "local");
		}
	}

	private void addEncryption(List<String> arguments, int port) {
		ServerCertificate certificate = this.certificate;
		if (certificate == null) {
			return;
		}
		add(arguments, "tls-port", Integer.toString(port));
		add(arguments, "tls-cert-file", certificate.certificate().toString());
		add(arguments, "tls-key-file", certificate.key().toString());
		add(arguments, "tls-ca-cert-file", certificate.certificate().toString());
		add(arguments, "tls-auth-clients", this.mutualTls ? "yes" : "no");
		add(arguments, "tls-cluster", "yes");
		add(arguments, "tls-replication", "yes");
	}

	private static void add(List<String> arguments, String... directive) {
		arguments.add("--" + directive[0]);
		arguments.addAll(List.of(directive).subList(1, directive.length));
	}

}
