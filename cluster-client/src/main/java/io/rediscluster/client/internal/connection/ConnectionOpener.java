package io.rediscluster.client.internal.connection;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.rediscluster.client.ClusterClientOptions;
import io.rediscluster.client.TlsOptions;
import io.rediscluster.client.topology.HostAndPort;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections: name look-up, TCP, TLS and the handshake, all within one deadline;
 * the runtime's name look-up alone counts and cannot be cut short. Thread safe. Must be
 * called on platform threads.
 */
public final class ConnectionOpener {

	private final ClusterClientOptions options;

	private final Handshake handshake;

	private final AnswerTimes answerTimes = new AnswerTimes();

	ConnectionOpener(ClusterClientOptions options) {
		this.options = options;
		this.handshake = new Handshake(options);
	}

	/**
	 * Opens a connection to a node of the topology.
	 * @param address the address to connect to
	 * @param announced the address that the cluster announces for it; names it in TLS
	 * @param nodeId the id that the node must have, or {@code null} for a seed
	 * @param mode what the connection will be used for
	 * @param deadline the limit; the connect timeout counts as well
	 * @return a wire that has no read timeout
	 * @throws IOException if it cannot be opened; the message says what failed
	 */
	public Wire open(HostAndPort address, HostAndPort announced, @Nullable String nodeId, Mode mode, long deadline)
			throws IOException {
		long limit = System.nanoTime()
				+ Math.min(Deadline.nanos(this.options.connectTimeout()), Deadline.remaining(deadline));
		InetAddress[] candidates;
		try {
			candidates = InetAddress.getAllByName(address.host());
		}
		catch (UnknownHostException ex) {
			throw new IOException("the host name '" + address.host() + "' cannot be resolved", ex);
		}
		IOException failure = null;
		for (InetAddress candidate : candidates) {
			if (failure != null && Deadline.hasPassed(limit)) {
				break;
			}
			Socket raw = new Socket();
			try {
				connect(raw, new InetSocketAddress(candidate, address.port()), limit);
				Socket socket = encrypt(raw, address, announced, nodeId == null, limit);
				Wire wire = new Wire(raw, socket, this.options.limits().replySize());
				long began = System.nanoTime();
				greet(wire, nodeId, mode, limit);
				if (nodeId != null) {
					this.answerTimes.answered(nodeId, System.nanoTime() - began);
				}
				wire.readTimeout(0);
				return wire;
			}
			catch (IOException | RuntimeException ex) {
				raw.close();
				failure = (ex instanceof IOException io) ? io : new IOException(ex.toString(), ex);
			}
		}
		throw (failure != null) ? failure : new IOException("the host name '" + address.host() + "' has no address");
	}

	private void greet(Wire wire, @Nullable String nodeId, Mode mode, long limit) throws IOException {
		try {
			this.handshake.perform(wire, nodeId, mode, limit);
		}
		catch (SocketException | SSLException | EOFException ex) {
			if (this.options.tls() == null) {
				throw ex;
			}
			// TLS 1.3 servers refuse a missing certificate only after the handshake
			throw new IOException(ex.getMessage() + ", right after the TLS handshake; does the server want a"
					+ " certificate of the client (a key store in ssl.bundle)?", ex);
		}
	}

	/**
	 * Returns how fast nodes have answered.
	 * @return the times, which grow more precise with every connection and call
	 */
	public AnswerTimes answerTimes() {
		return this.answerTimes;
	}

	private static void connect(Socket socket, InetSocketAddress address, long limit) throws IOException {
		socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
		socket.setKeepAlive(true);
		int timeout = Deadline.millis(limit, Integer.MAX_VALUE);
		try {
			socket.connect(address, timeout);
		}
		catch (IOException ex) {
			throw new IOException("cannot connect to " + address + ": " + ex.getMessage(), ex);
		}
		if (socket.getLocalPort() == socket.getPort() && socket.getLocalAddress().equals(socket.getInetAddress())) {
			throw new IOException("cannot connect to " + address + ": nobody listens there");
		}
	}

	private Socket encrypt(Socket raw, HostAndPort address, HostAndPort announced, boolean seed, long limit)
			throws IOException {
		TlsOptions tls = this.options.tls();
		if (tls == null) {
			return raw;
		}
		String name = switch (tls.verifyName()) {
			case TlsOptions.AUTO, TlsOptions.ANNOUNCED -> seed ? address.host() : announced.host();
			case TlsOptions.DIALLED, TlsOptions.NONE -> address.host();
			default -> tls.verifyName();
		};
		SSLSocket socket = (SSLSocket) tls.context().getSocketFactory().createSocket(raw, name, address.port(), true);
		SSLParameters parameters = socket.getSSLParameters();
		if (!tls.verifyName().equals(TlsOptions.NONE)) {
			parameters.setEndpointIdentificationAlgorithm("HTTPS");
		}
		if (name.indexOf(':') < 0 && !name.matches("[0-9.]+")) {
			parameters.setServerNames(List.of(new SNIHostName(name)));
		}
		if (!tls.protocols().isEmpty()) {
			parameters.setProtocols(tls.protocols().toArray(String[]::new));
		}
		if (!tls.ciphers().isEmpty()) {
			parameters.setCipherSuites(tls.ciphers().toArray(String[]::new));
		}
		socket.setSSLParameters(parameters);
		socket.setSoTimeout(Deadline.millis(limit, Integer.MAX_VALUE));
		try {
			socket.startHandshake();
		}
		catch (IOException ex) {
			throw new IOException("the TLS handshake with " + address + " failed: " + ex.getMessage(), ex);
		}
		return socket;
	}

}
