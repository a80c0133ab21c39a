package io.rediscluster.client;

import java.util.List;

import javax.net.ssl.SSLContext;

/**
 * How connections are encrypted.
 *
 * @param context makes the sockets and holds keys and trust
 * @param protocols the TLS versions to allow; empty for the context's default
 * @param ciphers the cipher suites to allow; empty for the context's default
 * @param verifyName which name the server's certificate must carry: {@link #AUTO},
 * {@link #ANNOUNCED}, {@link #DIALLED}, {@link #NONE} or a fixed name
 */
public record TlsOptions(SSLContext context, List<String> protocols, List<String> ciphers, String verifyName) {

	/** The dialled name for seeds, the announced name for nodes. */
	public static final String AUTO = "auto";

	/** The name that the cluster announces; for seeds the dialled one. */
	public static final String ANNOUNCED = "announced";

	/** The name that the client connects to, after {@code host-port-remap}. */
	public static final String DIALLED = "dialled";

	/** No name is checked; the certificate chain still is. */
	public static final String NONE = "none";

	/**
	 * Copies the lists.
	 */
	public TlsOptions {
		protocols = List.copyOf(protocols);
		ciphers = List.copyOf(ciphers);
	}

	/**
	 * Uses a context with its defaults and {@link #AUTO} name checking.
	 * @param context the context
	 * @return the options
	 */
	public static TlsOptions of(SSLContext context) {
		return new TlsOptions(context, List.of(), List.of(), AUTO);
	}

}
