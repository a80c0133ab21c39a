package io.rediscluster.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client's connection through a proxy and the one to the server that belongs to it.
 * Thread safe.
 */
final class ProxiedConnection {

	private static final int CONNECT_TIMEOUT_MILLIS = 5_000;

	private final FaultProxy proxy;

	private final String name;

	private final Socket client;

	private final Socket server = new Socket();

	private final AtomicInteger openDirections = new AtomicInteger(2);

	private final List<Thread> threads = new CopyOnWriteArrayList<>();

	private volatile boolean ended;

	ProxiedConnection(FaultProxy proxy, int number, Socket client) {
		this.proxy = proxy;
		this.name = "fault-proxy-" + proxy.port() + "-" + number + "-";
		this.client = client;
	}

	void start(InetSocketAddress target) {
		thread("connect", () -> {
			try {
				this.client.setTcpNoDelay(true);
				this.server.setTcpNoDelay(true);
				this.server.connect(target, CONNECT_TIMEOUT_MILLIS);
				pump(FaultProxy.Direction.TO_SERVER, this.client, this.server);
				pump(FaultProxy.Direction.TO_CLIENT, this.server, this.client);
			}
			catch (IOException ex) {
				reset();
			}
		});
	}

	private void pump(FaultProxy.Direction direction, Socket from, Socket to) {
		Pump pump = new Pump(this, this.proxy.faults(direction), from, to);
		thread(direction + "-read", pump::read);
		thread(direction + "-write", pump::write);
	}

	private void thread(String task, Runnable run) {
		Thread thread = new Thread(run, this.name + task);
		thread.setDaemon(true);
		this.threads.add(thread);
		thread.start();
		if (this.ended) {
			thread.interrupt();
		}
	}

	/** One direction has passed on the end of its stream. */
	void directionEnded() {
		if (this.openDirections.decrementAndGet() == 0) {
			close();
		}
	}

	void close() {
		end(false);
	}

	void reset() {
		end(true);
	}

	private void end(boolean reset) {
		this.ended = true;
		this.proxy.ended(this);
		for (Socket socket : List.of(this.client, this.server)) {
			try {
				if (reset) {
					socket.setSoLinger(true, 0);
				}
			}
			catch (IOException ex) {
				// it is closed already
			}
			try {
				socket.close();
			}
			catch (IOException ex) {
				// it was broken already
			}
		}
		// those that wait for a delay or at a gate
		this.threads.forEach(Thread::interrupt);
	}

}
