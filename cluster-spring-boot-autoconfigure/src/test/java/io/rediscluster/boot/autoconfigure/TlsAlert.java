package io.rediscluster.boot.autoconfigure;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Answers whatever it is sent with the alert that a TLS server sends to a client that
 * speaks plain text.
 */
final class TlsAlert implements Closeable {

	/** Alert, TLS 1.2, two bytes: fatal, unexpected message. */
	private static final byte[] ALERT = { 0x15, 0x03, 0x03, 0x00, 0x02, 0x02, 0x0a };

	private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	TlsAlert() throws IOException {
		Thread thread = new Thread(this::serve, "tls-alert");
		thread.setDaemon(true);
		thread.start();
	}

	int port() {
		return this.socket.getLocalPort();
	}

	private void serve() {
		while (!this.socket.isClosed()) {
			try (Socket client = this.socket.accept()) {
				if (client.getInputStream().read() >= 0) {
					client.getOutputStream().write(ALERT);
					client.shutdownOutput();
					// what is still unread would turn the end into a reset
					client.getInputStream().readAllBytes();
				}
			}
			catch (IOException ex) {
				// the next client
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
