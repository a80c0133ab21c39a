package io.rediscluster.test;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds ports for cluster nodes: the port and its bus port (10000 above) are free, none
 * of them was given before, and both lie below the range that the system gives to
 * outgoing connections. Another process may still take one before it is bound. Thread
 * safe, one lock.
 */
final class FreePorts {

	/** The address that all servers of this package listen on. */
	static final String HOST = "127.0.0.1";

	/** The distance of a node's bus port. */
	static final int BUS_OFFSET = 10_000;

	private static final int FIRST = 10_000;

	private static final int LAST = 22_000;

	private static final ReentrantLock LOCK = new ReentrantLock();

	private static final Set<Integer> GIVEN = new HashSet<>();

	private FreePorts() {
	}

	static int next() {
		LOCK.lock();
		try {
			return find();
		}
		finally {
			LOCK.unlock();
		}
	}

	private static int find() {
		for (int attempt = 0; attempt < 10_000; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
			int bus = port + BUS_OFFSET;
			if (!GIVEN.contains(port) && !GIVEN.contains(bus) && isFree(port) && isFree(bus)) {
				GIVEN.add(port);
				GIVEN.add(bus);
				return port;
			}
		}
		throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(HOST, port), 1);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
