package io.rediscluster.docs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.rediscluster.client.AddressMapper;
import io.rediscluster.client.ClusterClient;
import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.Credentials;
import io.rediscluster.client.CredentialsProvider;
import io.rediscluster.client.HostPortRemap;
import io.rediscluster.client.topology.HostAndPort;
import io.rediscluster.test.Await;
import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedClusterBuilder;
import io.rediscluster.test.FakeCluster;
import io.rediscluster.test.FakeMember;
import io.rediscluster.test.FakeNode;
import io.rediscluster.test.FakeTopology;
import io.rediscluster.test.ServerCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipes of {@code docs/addresses.md}, with clusters that announce what the recipe
 * says. Where nothing can listen at an announced address, fake nodes announce it.
 */
@Timeout(120)
class AddressesIT {

	@TempDir
	private Path folder;

	/** Asks every shard for something. */
	private static void isServed(AssertableApplicationContext context) {
		assertThat(context).hasNotFailed();
		StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
		for (int i = 0; i < 30; i++) {
			redis.opsForValue().set("app:" + i, "value " + i);
			assertThat(redis.opsForValue().get("app:" + i)).isEqualTo("value " + i);
		}
	}

	/**
	 * Starts fake primaries that announce these addresses, where nobody listens.
	 */
	private static FakeCluster announcing(String... addresses) {
		FakeCluster cluster = FakeCluster.start(addresses.length, 0);
		List<FakeMember> members = new ArrayList<>();
		for (int i = 0; i < addresses.length; i++) {
			FakeNode node = cluster.node(i);
			HostAndPort address = HostAndPort.parse(addresses[i].replace(":real", ":" + node.port()));
			members.add(cluster.topology().members().get(i).withEndpoint(address.host(), address.port()));
		}
		cluster.announce(new FakeTopology(members));
		return cluster;
	}

	private static EmbeddedClusterBuilder embedded(String directives) {
		EmbeddedClusterBuilder builder = EmbeddedCluster.builder().replicasPerPrimary(0);
		for (List<String> words : ApplicationYaml.directives(directives)) {
			builder.config(words.get(0), words.subList(1, words.size()).toArray(String[]::new));
		}
		return builder;
	}

	@Test
	void theFirstRuleThatFitsWins() {
		AddressMapper rules = ApplicationYaml.of("addresses/rules.yml#application").options().addressMapper();
		assertThat(rules.map(HostAndPort.parse("172.18.0.2:7000"))).hasToString("localhost:27000");
		assertThat(rules.map(HostAndPort.parse("172.18.0.3:7001"))).hasToString("localhost:17001");
		assertThat(rules.map(HostAndPort.parse("REDIS.internal:6379"))).hasToString("redis.example.org:6379");
		assertThat(rules.map(HostAndPort.parse("10.0.0.1:6379"))).hasToString("10.0.0.1:6379");
	}

	@Test
	void rulesInCode() {
		// tag::rules[]
		AddressMapper rules = HostPortRemap.builder()
			.fromHost("172.18.0.2")
			.fromPort(7000)
			.toHost("localhost")
			.toPort(27000)
			.and()
			.fromHost("172.18.0.0/16")
			.toHost("localhost")
			.portOffset(10000)
			.build();
		ClusterClientOptions options = ClusterClientOptions.builder()
			.seeds("localhost:7000")
			.addressMapper(rules)
			.build();
		// end::rules[]
		assertThat(options.addressMapper().map(HostAndPort.parse("172.18.0.3:7001"))).hasToString("localhost:17001");
	}

	@Test
	void dockerWithServersThatAnnounceTheHost() {
		try (EmbeddedCluster cluster = embedded("addresses/docker-server.properties").start()) {
			ApplicationYaml.of("addresses/docker-announced.yml#application")
				.with("7000", cluster.node(0).port())
				.runner()
				.run(AddressesIT::isServed);
		}
	}

	@Test
	void dockerWithServersThatAnnounceTheirContainers() {
		try (FakeCluster cluster = announcing("172.18.0.2:real", "172.18.0.3:real", "172.18.0.4:real")) {
			ApplicationYaml.of("addresses/docker.yml#application")
				.with("7000", cluster.node(0).port())
				.runner()
				.run(AddressesIT::isServed);
		}
	}

	@Test
	void composeFromOutside() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.replicasPerPrimary(0)
			.announceHostname("redis-1")
			.start()) {
			ApplicationYaml.of("addresses/compose.yml#outside")
				.with("7001", cluster.node(0).port())
				.with("7002", cluster.node(1).port())
				.runner()
				.run(AddressesIT::isServed);
		}
	}

	@Test
	void composeFromInside() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.replicasPerPrimary(0)
			.announceHostname("localhost")
			.start()) {
			ApplicationYaml.of("addresses/compose.yml#inside")
				.with("redis-1:7001", cluster.seeds().get(0))
				.with("redis-2:7002", cluster.seeds().get(1))
				.runner()
				.run(AddressesIT::isServed);
		}
	}

	@Test
	void kubernetesFromInside() {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder()
			.replicasPerPrimary(0)
			.announceHostname("localhost")
			.start()) {
			ApplicationYaml.of("addresses/kubernetes.yml#inside")
				.with("redis.default.svc.cluster.local:6379", cluster.seeds().get(0))
				.runner()
				.run(AddressesIT::isServed);
		}
	}

	@Test
	void kubernetesFromOutside() {
		try (EmbeddedCluster cluster = kubernetes()) {
			ApplicationYaml yaml = ApplicationYaml.of("addresses/kubernetes-outside.yml#outside");
			for (int i = 0; i < 3; i++) {
				yaml = yaml.with(Integer.toString(16379 + i), cluster.node(i).port());
			}
			yaml.runner().run(AddressesIT::isServed);
		}
	}

	@Test
	void kubernetesThroughNodePorts() {
		try (EmbeddedCluster cluster = kubernetes()) {
			ApplicationYaml yaml = ApplicationYaml.of("addresses/node-port.yml#application")
				.with("node.example.org", "localhost");
			for (int i = 0; i < 3; i++) {
				yaml = yaml.with(Integer.toString(30000 + i), cluster.node(i).port());
			}
			yaml.runner().run(AddressesIT::isServed);
		}
	}

	/**
	 * Starts three nodes that announce themselves as the pods of a stateful set do.
	 */
	private static EmbeddedCluster kubernetes() {
		String pattern = ApplicationYaml.directives("addresses/kubernetes-server.properties")
			.stream()
			.filter((words) -> words.get(0).equals("cluster-announce-hostname"))
			.map((words) -> words.get(1))
			.findFirst()
			.orElseThrow();
		EmbeddedCluster cluster = EmbeddedCluster.builder()
			.replicasPerPrimary(0)
			.config("cluster-preferred-endpoint-type", "hostname")
			.start();
		for (int i = 0; i < 3; i++) {
			cluster.node(i)
				.command("CONFIG", "SET", "cluster-announce-hostname", pattern.replace("${POD_NAME}", "redis-" + i));
		}
		Await.until("every node knows all names", Duration.ofSeconds(60),
				() -> cluster.nodes()
					.stream()
					.flatMap((node) -> node.text("CLUSTER", "NODES").lines())
					.allMatch((line) -> line.contains(".svc.cluster.local")));
		return cluster;
	}

	@Test
	void sshTunnels() {
		try (FakeCluster cluster = announcing("10.0.0.1:6379", "10.0.0.2:6379", "10.0.0.3:6379")) {
			ApplicationYaml yaml = ApplicationYaml.of("addresses/ssh.yml#application");
			for (int i = 0; i < 3; i++) {
				yaml = yaml.with(Integer.toString(17001 + i), cluster.node(i).port());
			}
			yaml.runner().run(AddressesIT::isServed);
		}
	}

	@Test
	void servicesInTheCloudAreOneEncryptedEndpoint() {
		ClusterClientOptions elasticache = new ApplicationYaml(
				ApplicationYaml.of("addresses/cloud.yml#elasticache").text().replace("${REDIS_PASSWORD}", "secret"))
			.options();
		assertThat(elasticache.seeds())
			.containsExactly(HostAndPort.parse("clustercfg.shop.abc123.use1.cache.amazonaws.com:6379"));
		assertThat(elasticache.tls()).isNotNull();
		assertThat(elasticache.credentials().credentials()).isEqualTo(new Credentials("app", "secret"));
		ClusterClientOptions azure = new ApplicationYaml(
				ApplicationYaml.of("addresses/azure.yml#azure").text().replace("${REDIS_KEY}", "secret"))
			.options();
		assertThat(azure.tls().verifyName()).isEqualTo("shop.westeurope.redis.azure.net");
	}

	@Test
	void anAuthorityThatIsDownloaded() throws Exception {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().replicasPerPrimary(0).tls().start()) {
			Files.writeString(this.folder.resolve("ca.pem"), pem(cluster.certificate()));
			ApplicationYaml.of("addresses/memorystore.yml#memorystore")
				.with("file:/etc/redis/server-ca.pem", "file:" + this.folder.resolve("ca.pem"))
				.with("10.128.0.10:6379", cluster.announcedSeeds().get(0))
				.runner()
				.run(AddressesIT::isServed);
		}
	}

	@Test
	void tls() throws Exception {
		try (EmbeddedCluster cluster = EmbeddedCluster.builder().replicasPerPrimary(0).tls().start()) {
			Files.writeString(this.folder.resolve("ca.crt"), pem(cluster.certificate()));
			writeIdentity();
			ApplicationYaml.of("addresses/tls.yml#application")
				.with("classpath:ca.crt", "file:" + this.folder.resolve("ca.crt"))
				.with("classpath:app.crt", "file:" + this.folder.resolve("app.crt"))
				.with("classpath:app.key", "file:" + this.folder.resolve("app.key"))
				.with("redis.example.org:7001", cluster.announcedSeeds().get(0))
				.runner()
				.run(AddressesIT::isServed);
		}
	}

	private static String pem(ServerCertificate certificate) throws GeneralSecurityException, IOException {
		KeyStore store = load(certificate.trustStore(), certificate.password());
		return pem("CERTIFICATE", store.getCertificate(store.aliases().nextElement()).getEncoded());
	}

	/** Makes a certificate for the client, with the JDK's own tool. */
	private void writeIdentity() throws Exception {
		Path store = this.folder.resolve("app.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "app", "-keyalg", "EC", "-dname", "CN=app", "-keystore", store.toString(),
				"-storepass", "changeit", "-storetype", "PKCS12")
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("keytool.log").toFile())
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		KeyStore keys = load(store, "changeit");
		Certificate certificate = keys.getCertificate("app");
		Files.writeString(this.folder.resolve("app.crt"), pem("CERTIFICATE", certificate.getEncoded()));
		Files.writeString(this.folder.resolve("app.key"),
				pem("PRIVATE KEY", keys.getKey("app", "changeit".toCharArray()).getEncoded()));
	}

	private static KeyStore load(Path file, String password) throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			store.load(in, password.toCharArray());
		}
		return store;
	}

	private static String pem(String kind, byte[] content) {
		return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content)
				+ "\n-----END " + kind + "-----\n";
	}

	@Test
	void theLeastRights() {
		try (EmbeddedCluster cluster = embedded("addresses/acl-server.properties").password("other").start();
				ClusterClient client = ClusterClient.connect(ClusterClientOptions.builder()
					.seeds(cluster.seeds().get(0))
					.username("app")
					.password("secret")
					.build())) {
			client.execute("SET", "app:1", "one");
			assertThat(client.execute("MGET", "app:1", "app:2").asStringList()).containsExactly("one", null);
		}
	}

	@Test
	void aProviderGivesTokensForNewConnections() {
		try (FakeCluster cluster = announcing("127.0.0.1:real")) {
			cluster.node(0).user("app", "token 1");
			new ApplicationYaml("redis-cluster.nodes: " + cluster.seeds().get(0)).runner()
				.withUserConfiguration(TokenConfiguration.class)
				.run(AddressesIT::isServed);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class TokenConfiguration {

		private final Tokens tokens = new Tokens(Map.of("app", "token 1"));

		// tag::credentials[]
		@Bean
		CredentialsProvider tokens() {
			return () -> new Credentials("app", this.tokens.current("app"));
		}
		// end::credentials[]

	}

	/** Stands for the vendor's library. */
	record Tokens(Map<String, String> tokens) {

		String current(String user) {
			return this.tokens.get(user);
		}

	}

}
