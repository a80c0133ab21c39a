package io.rediscluster.client;

import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLContext;

import io.rediscluster.test.EmbeddedCluster;
import io.rediscluster.test.EmbeddedNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A real cluster that encrypts.
 */
class TlsIT {

	private static EmbeddedCluster cluster;

	@BeforeAll
	static void start() {
		cluster = EmbeddedCluster.builder().replicasPerPrimary(0).tls().start();
	}

	@AfterAll
	static void close() {
		cluster.close();
	}

	private static ClusterClientOptions.Builder options() {
		EmbeddedNode seed = cluster.nodes().get(0);
		return ClusterClientOptions.builder().seeds("127.0.0.1:" + seed.announcedPort());
	}

	@Test
	void everythingWorksEncryptedOnAllNodes() {
		try (ClusterClient client = ClusterClient
			.connect(options().tls(TlsOptions.of(cluster.certificate().clientContext())).build())) {
			for (int i = 0; i < 100; i++) {
				client.execute("SET", "tls:" + i, "x".repeat(i * 400));
			}
			Pipeline pipeline = client.pipeline();
			for (int i = 0; i < 100; i++) {
				pipeline.add("GET", "tls:" + i);
			}
			List<Outcome> outcomes = pipeline.execute();
			for (int i = 0; i < 100; i++) {
				assertThat(outcomes.get(i).reply().asString()).hasSize(i * 400);
			}
			assertThat(client.stats().nodes()).hasSize(3);
			assertThat(client.topology().primaries()).extracting((node) -> node.address().port())
				.containsExactlyInAnyOrderElementsOf(
						cluster.nodes().stream().map(EmbeddedNode::announcedPort).toList());
		}
	}

	@Test
	void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
		ClusterClientOptions options = options().tls(TlsOptions.of(SSLContext.getDefault())).build();
		assertThatThrownBy(() -> ClusterClient.connect(options)).isInstanceOf(ClusterUnavailableException.class)
			.hasMessageContaining("certif");
	}

	@Test
	void serversThatAskForCertificatesTakeClientsThatShowOne() {
		try (EmbeddedCluster strict = EmbeddedCluster.builder()
			.primaries(1)
			.replicasPerPrimary(0)
			.mutualTls()
			.start()) {
			ClusterClientOptions.Builder options = ClusterClientOptions.builder()
				.seeds("127.0.0.1:" + strict.nodes().get(0).announcedPort());
			ClusterClientOptions identified = options.tls(TlsOptions.of(strict.certificate().identifiedContext()))
				.build();
			try (ClusterClient client = ClusterClient.connect(identified)) {
				assertThat(client.execute("SET", "mutual", "1").asString()).isEqualTo("OK");
			}
			ClusterClientOptions anonymous = options.tls(TlsOptions.of(strict.certificate().clientContext()))
				.startupTimeout(Duration.ofSeconds(2))
				.build();
			assertThatThrownBy(() -> ClusterClient.connect(anonymous)).isInstanceOf(ClusterUnavailableException.class)
				.hasMessageContaining("certificate of the client");
		}
	}

}
