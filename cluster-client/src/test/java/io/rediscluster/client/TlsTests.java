package io.rediscluster.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

import io.rediscluster.test.FakeNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Encrypted connections, to a fake node behind a TLS listener whose certificate is for
 * {@code localhost}.
 */
@Timeout(60)
class TlsTests {

	private static final char[] PASSWORD = "changeit".toCharArray();

	@TempDir
	private static Path folder;

	private static KeyStore keys;

	@BeforeAll
	static void makeCertificate() throws Exception {
		Path file = folder.resolve("keys.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"SAN=dns:localhost", "-validity", "1", "-storetype", "PKCS12", "-keystore", file.toString(),
				"-storepass", new String(PASSWORD))
			.redirectErrorStream(true)
			.start();
		String output = new String(keytool.getInputStream().readAllBytes());
		assertThat(keytool.waitFor()).as(output).isZero();
		keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			keys.load(in, PASSWORD);
		}
	}

	private static SSLContext context(boolean trusting) throws Exception {
		KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		own.init(keys, PASSWORD);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(trusting ? keys : null);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
		return context;
	}

	private static ClusterClientOptions.Builder options(TlsListener listener, FakeNode node) throws Exception {
		return ClusterClientOptions.builder()
			.seeds("localhost:" + listener.port())
			.startupTimeout(Duration.ofSeconds(2))
			.addressMapper(
					HostPortRemap.builder().fromPort(node.port()).toHost("localhost").toPort(listener.port()).build());
	}

	@Test
	void commandsTravelEncryptedWhateverTheirSize() throws Exception {
		try (FakeNode node = FakeNode.start(); TlsListener listener = new TlsListener(node.port())) {
			TlsOptions tls = new TlsOptions(context(true), List.of(), List.of(), "dialled");
			try (ClusterClient client = ClusterClient.connect(options(listener, node).tls(tls).build())) {
				for (int size : new int[] { 1, 1000, 20_000, 1_000_000 }) {
					client.execute("SET", "k", "x".repeat(size));
					assertThat(client.execute("GET", "k").asString()).hasSize(size);
				}
				assertThat(client.pipeline().add("SET", "a", "1").add("GET", "a").execute().get(1).reply().asString())
					.isEqualTo("1");
			}
		}
	}

	@Test
	void aCertificateForAnotherNameIsRefused() throws Exception {
		try (FakeNode node = FakeNode.start(); TlsListener listener = new TlsListener(node.port())) {
			TlsOptions tls = new TlsOptions(context(true), List.of(), List.of(), "redis.example");
			assertThatThrownBy(() -> ClusterClient.connect(options(listener, node).tls(tls).build()))
				.isInstanceOf(ClusterUnavailableException.class)
				.hasMessageContaining("TLS handshake")
				.hasMessageContaining("redis.example");
		}
	}

	@Test
	void aCertificateThatNobodyVouchesForIsRefused() throws Exception {
		try (FakeNode node = FakeNode.start(); TlsListener listener = new TlsListener(node.port())) {
			TlsOptions tls = TlsOptions.of(context(false));
			assertThatThrownBy(() -> ClusterClient.connect(options(listener, node).tls(tls).build()))
				.isInstanceOf(ClusterUnavailableException.class)
				.hasMessageContaining("TLS handshake");
		}
	}

	@Test
	void aPlainClientAtATlsPortIsToldSo() throws Exception {
		try (FakeNode node = FakeNode.start(); TlsListener listener = new TlsListener(node.port())) {
			assertThatThrownBy(() -> ClusterClient.connect(options(listener, node).build()))
				.isInstanceOf(ClusterUnavailableException.class)
				.hasMessageContaining("localhost:" + listener.port());
		}
	}

	/** Ends TLS and passes the bytes on to a plain port. */
	private static final class TlsListener implements AutoCloseable {

		private final SSLServerSocket server;

		private final int target;

		TlsListener(int target) throws Exception {
			this.target = target;
			this.server = (SSLServerSocket) context(true).getServerSocketFactory()
				.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
			daemon(this::accept);
		}

		int port() {
			return this.server.getLocalPort();
		}

		private void accept() throws IOException {
			while (!this.server.isClosed()) {
				Socket client = this.server.accept();
				Socket node = new Socket(InetAddress.getLoopbackAddress(), this.target);
				daemon(() -> pass(client, node));
				daemon(() -> pass(node, client));
			}
		}

		private static void pass(Socket from, Socket to) throws IOException {
			try (from; to) {
				byte[] buffer = new byte[8192];
				InputStream in = from.getInputStream();
				OutputStream out = to.getOutputStream();
				for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
					out.write(buffer, 0, read);
					out.flush();
				}
			}
		}

		private static void daemon(Work work) {
			Thread thread = new Thread(() -> {
				try {
					work.run();
				}
				catch (IOException ex) {
					// the other side has gone
				}
			});
			thread.setDaemon(true);
			thread.start();
		}

		@Override
		public void close() throws IOException {
			this.server.close();
		}

		private interface Work {

			void run() throws IOException;

		}

	}

}
