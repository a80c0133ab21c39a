package io.rediscluster.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntBinaryOperator;

/**
 * Describes an {@link EmbeddedCluster} and starts it. Three primaries with one replica
 * each, no password and nothing kept on disk, unless told otherwise. Not thread safe.
 */
public final class EmbeddedClusterBuilder {

	private int primaries = 3;

	private int replicasPerPrimary = 1;

	private boolean protectedByUsers;

	private Duration nodeTimeout = Duration.ofSeconds(2);

	private boolean appendOnly;

	private IntBinaryOperator announcePort = (index, port) -> port;

	private final List<List<String>> directives = new ArrayList<>();

	private boolean behindProxies;

	private boolean tls;

	private boolean mutualTls;

	EmbeddedClusterBuilder() {
	}

	/**
	 * Sets the number of primaries.
	 * @param primaries at least 1
	 * @return this builder
	 */
	public EmbeddedClusterBuilder primaries(int primaries) {
		this.primaries = primaries;
		return this;
	}

	/**
	 * Sets the number of replicas of each primary.
	 * @param replicas 0 or more
	 * @return this builder
	 */
	public EmbeddedClusterBuilder replicasPerPrimary(int replicas) {
		this.replicasPerPrimary = replicas;
		return this;
	}

	/**
	 * Sets the password of the default user.
	 * @param password the password
	 * @return this builder
	 */
	public EmbeddedClusterBuilder password(String password) {
		this.protectedByUsers = true;
		return config("requirepass", password);
	}

	/**
	 * Adds an ACL user.
	 * @param name the user; {@code default} changes the one without a name
	 * @param password its password
	 * @param rules its rights, for example {@code ~*}, {@code &*}, {@code +@all}
	 * @return this builder
	 */
	public EmbeddedClusterBuilder aclUser(String name, String password, String... rules) {
		this.protectedByUsers = true;
		List<String> words = new ArrayList<>(List.of(name, "on", ">" + password));
		words.addAll(List.of(rules));
		return config("user", words.toArray(String[]::new));
	}

	/**
	 * Sets the time after which the cluster takes a silent node for failed.
	 * @param nodeTimeout a positive duration
	 * @return this builder
	 */
	public EmbeddedClusterBuilder nodeTimeout(Duration nodeTimeout) {
		this.nodeTimeout = nodeTimeout;
		return this;
	}

	/**
	 * Encrypts what clients and nodes say on the announced port. The port that
	 * {@link EmbeddedNode#port()} returns stays open without encryption, for the test's
	 * own looks; servers tell those who ask there of the other nodes' plain ports.
	 * {@link EmbeddedCluster#certificate()} is what clients have to trust.
	 * @return this builder
	 */
	public EmbeddedClusterBuilder tls() {
		this.tls = true;
		return this;
	}

	/**
	 * Encrypts as {@link #tls()} does and refuses clients that show no certificate which
	 * the servers trust, see {@link ServerCertificate#identifiedContext()}.
	 * @return this builder
	 */
	public EmbeddedClusterBuilder mutualTls() {
		this.mutualTls = true;
		return tls();
	}

	/**
	 * Lets every write reach the disk before it is answered, so that a node comes back
	 * from {@link EmbeddedNode#restart()} with its data.
	 * @return this builder
	 */
	public EmbeddedClusterBuilder appendOnly() {
		this.appendOnly = true;
		return this;
	}

	/**
	 * Lets the nodes announce a host name instead of their address. Redis 7 and newer.
	 * @param hostname the name
	 * @return this builder
	 */
	public EmbeddedClusterBuilder announceHostname(String hostname) {
		config("cluster-announce-hostname", hostname);
		return config("cluster-preferred-endpoint-type", "hostname");
	}

	/**
	 * Lets the nodes announce no endpoint: clients use the address they asked. Redis 7
	 * and newer.
	 * @return this builder
	 */
	public EmbeddedClusterBuilder unknownEndpoint() {
		return config("cluster-preferred-endpoint-type", "unknown-endpoint");
	}

	/**
	 * Lets the nodes announce other ports, as those of proxies. The replicas dial these
	 * ports too. Asked once per node before it starts, and again should the port be lost
	 * to another process.
	 * @param announcePort makes of a node's position and the real port for its clients
	 * the port to announce
	 * @return this builder
	 */
	public EmbeddedClusterBuilder announcePort(IntBinaryOperator announcePort) {
		this.announcePort = announcePort;
		return this;
	}

	/**
	 * Puts a {@link FaultProxy} before each node and announces its port. Clients that
	 * start from {@link EmbeddedCluster#announcedSeeds()} use the proxies only. So do the
	 * replicas for their data; votes and the like go directly, so that a fault of a proxy
	 * leads to no failover.
	 * @return this builder
	 */
	public EmbeddedClusterBuilder behindProxies() {
		this.behindProxies = true;
		return this;
	}

	/**
	 * Adds a directive; of several for one name the last counts, except where the server
	 * takes all of them.
	 * @param name the directive
	 * @param values its words
	 * @return this builder
	 */
	public EmbeddedClusterBuilder config(String name, String... values) {
		List<String> words = new ArrayList<>(List.of(name));
		words.addAll(List.of(values));
		this.directives.add(List.copyOf(words));
		return this;
	}

	/**
	 * Starts the cluster and waits until it is ready.
	 * @return the cluster
	 * @throws IllegalArgumentException if there is to be no primary
	 * @throws IllegalStateException if it does not become ready; nothing is left behind
	 */
	public EmbeddedCluster start() {
		if (this.primaries < 1 || this.replicasPerPrimary < 0) {
			throw new IllegalArgumentException(
					this.primaries + " primaries with " + this.replicasPerPrimary + " replicas each");
		}
		Path base = Folders.create();
		Map<Integer, FaultProxy> proxies = new ConcurrentHashMap<>();
		try {
			ClusterFormation formation = new ClusterFormation(settings(base, proxies), base);
			return new EmbeddedCluster(formation, formation.form(), base, proxies);
		}
		catch (RuntimeException ex) {
			proxies.values().forEach(FaultProxy::close);
			Folders.delete(base);
			throw ex;
		}
	}

	private ClusterSettings settings(Path base, Map<Integer, FaultProxy> proxies) {
		EmbeddedNode.Login login = this.protectedByUsers
				? new EmbeddedNode.Login("embedded-cluster", UUID.randomUUID().toString()) : null;
		ServerCertificate certificate = this.tls ? ServerCertificate.create(base) : null;
		IntBinaryOperator announced = this.behindProxies ? (index, port) -> proxy(port, proxies) : this.announcePort;
		return new ClusterSettings(this.primaries, this.replicasPerPrimary, this.nodeTimeout, this.appendOnly,
				announced, login, certificate, this.mutualTls, List.copyOf(this.directives));
	}

	private static int proxy(int port, Map<Integer, FaultProxy> proxies) {
		return proxies.computeIfAbsent(port, (real) -> FaultProxy.to(FreePorts.HOST, real)).port();
	}

}
