package io.rediscluster.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate that servers show, signed by itself, for {@code localhost} and
 * {@code 127.0.0.1}; made with the JDK's own keytool, valid for a day. Immutable.
 */
public final class ServerCertificate {

	private static final String ALIAS = "server";

	private static final Duration KEYTOOL_TIME = Duration.ofSeconds(60);

	private final Path certificate;

	private final Path key;

	private final Path trustStore;

	private final String password;

	private ServerCertificate(Path certificate, Path key, Path trustStore, String password) {
		this.certificate = certificate;
		this.key = key;
		this.trustStore = trustStore;
		this.password = password;
	}

	static ServerCertificate create(Path folder) {
		String password = UUID.randomUUID().toString();
		Path store = folder.resolve("server.p12");
		try {
			keytool(store, password);
			KeyStore keys = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(store)) {
				keys.load(in, password.toCharArray());
			}
			Path certificate = pem(folder.resolve("server.crt"), "CERTIFICATE",
					keys.getCertificate(ALIAS).getEncoded());
			Path key = pem(folder.resolve("server.key"), "PRIVATE KEY",
					keys.getKey(ALIAS, password.toCharArray()).getEncoded());
			return new ServerCertificate(certificate, key, store, password);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void keytool(Path store, String password) throws IOException {
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		String output = ProgramOutput.of(KEYTOOL_TIME,
				List.of(keytool.toString(), "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-dname", "CN=localhost",
						"-ext", "SAN=dns:localhost,ip:127.0.0.1", "-validity", "1", "-storetype", "PKCS12", "-keystore",
						store.toString(), "-storepass", password));
		if (!Files.exists(store)) {
			throw new IllegalStateException("keytool made no certificate: " + output);
		}
	}

	private static Path pem(Path file, String type, byte[] content) throws IOException {
		String text = Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(content);
		return Files.writeString(file, "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n");
	}

	Path certificate() {
		return this.certificate;
	}

	Path key() {
		return this.key;
	}

	/**
	 * Returns a store for clients that trust the servers.
	 * @return a PKCS12 file
	 */
	public Path trustStore() {
		return this.trustStore;
	}

	/**
	 * Returns the password of the store.
	 * @return the password
	 */
	public String password() {
		return this.password;
	}

	/**
	 * Returns a context for clients that trust the servers.
	 * @return a new context
	 */
	public SSLContext clientContext() {
		return context(false);
	}

	/**
	 * Returns a context for clients that trust the servers and show a certificate that
	 * the servers trust.
	 * @return a new context
	 */
	public SSLContext identifiedContext() {
		return context(true);
	}

	private SSLContext context(boolean identified) {
		try {
			KeyStore own = KeyStore.getInstance("PKCS12");
			try (InputStream in = Files.newInputStream(this.trustStore)) {
				own.load(in, this.password.toCharArray());
			}
			KeyStore trusted = KeyStore.getInstance("PKCS12");
			trusted.load(null, null);
			trusted.setCertificateEntry(ALIAS, own.getCertificate(ALIAS));
			TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			trust.init(trusted);
			SSLContext context = SSLContext.getInstance("TLS");
			KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
			keys.init(own, this.password.toCharArray());
			context.init(identified ? keys.getKeyManagers() : null, trust.getTrustManagers(), null);
			return context;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
