package io.rediscluster.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Accepts connections on a port of 127.0.0.1 that it keeps for its whole life, also while
 * it refuses them or leaves them without an answer. Thread safe, one lock.
 */
final class LoopbackListener implements AutoCloseable {

	private static final int BACKLOG = 128;

	private static final int BIND_ATTEMPTS = 20;

	/** The loopback answers at once or, with a full queue, never. */
	private static final int FILL_TIMEOUT_MILLIS = 500;

	private static final int MAX_FILLERS = 16;

	private final ReentrantLock lock = new ReentrantLock();

	private final String name;

	private final Consumer<Socket> connected;

	private final int port;

	private final List<Socket> fillers = new ArrayList<>();

	private @Nullable ServerSocket serverSocket;

	private @Nullable Thread accepting;

	private boolean closed;

	/**
	 * Takes a free port; accepts nothing before {@link #accept()}.
	 * @param name names the accepting thread
	 * @param connected takes each connection, on the accepting thread, and must not block
	 */
	LoopbackListener(String name, Consumer<Socket> connected) {
		this.name = name;
		this.connected = connected;
		this.serverSocket = bindFreePort();
		this.port = this.serverSocket.getLocalPort();
	}

	int port() {
		return this.port;
	}

	/** Takes connections from now on. */
	void accept() {
		this.lock.lock();
		try {
			if (this.accepting != null) {
				return;
			}
			ServerSocket socket = this.serverSocket;
			if (socket == null || !this.fillers.isEmpty()) {
				socket = rebind(BACKLOG);
			}
			ServerSocket open = socket;
			Thread thread = new Thread(() -> run(open), this.name + "-" + this.port + "-accept");
			thread.setDaemon(true);
			thread.start();
			this.accepting = thread;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Lets the system refuse connections from now on. */
	void refuse() {
		this.lock.lock();
		try {
			unbind();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Leaves those who connect from now on without any answer, by keeping the queue of
	 * waiting connections full.
	 */
	void hang() {
		this.lock.lock();
		try {
			rebind(1);
			for (int i = 0; i < MAX_FILLERS; i++) {
				Socket filler = new Socket();
				this.fillers.add(filler);
				filler.connect(new InetSocketAddress(FreePorts.HOST, this.port), FILL_TIMEOUT_MILLIS);
			}
			throw new IllegalStateException("the queue of port " + this.port + " does not fill up");
		}
		catch (SocketTimeoutException ex) {
			// the queue is full
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			unbind();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run(ServerSocket socket) {
		while (true) {
			try {
				this.connected.accept(socket.accept());
			}
			catch (IOException ex) {
				// the server socket was closed
				return;
			}
		}
	}

	private ServerSocket rebind(int backlog) {
		if (this.closed) {
			throw new IllegalStateException("closed");
		}
		unbind();
		try {
			ServerSocket socket = bind(this.port, backlog);
			this.serverSocket = socket;
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("port " + this.port + " is taken by another process", ex);
		}
	}

	private void unbind() {
		try {
			if (this.serverSocket != null) {
				this.serverSocket.close();
				this.serverSocket = null;
			}
			if (this.accepting != null) {
				// the system keeps the port as long as a thread waits on it
				join(this.accepting);
				this.accepting = null;
			}
			for (Socket filler : this.fillers) {
				filler.close();
			}
			this.fillers.clear();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void join(Thread thread) {
		boolean interrupted = false;
		while (thread.isAlive()) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private static ServerSocket bindFreePort() {
		IOException last = null;
		for (int i = 0; i < BIND_ATTEMPTS; i++) {
			try {
				return bind(FreePorts.next(), BACKLOG);
			}
			catch (IOException ex) {
				last = ex;
			}
		}
		throw new IllegalStateException("no port to listen on", last);
	}

	private static ServerSocket bind(int port, int backlog) throws IOException {
		ServerSocket socket = new ServerSocket();
		try {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(FreePorts.HOST, port), backlog);
			return socket;
		}
		catch (IOException ex) {
			socket.close();
			throw ex;
		}
	}

}
