package io.rediscluster.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports for cluster nodes: the port and its bus port (10000 above) are free, and
 * both lie below the range that the system gives to outgoing connections. Thread safe.
 */
final class FreePorts {

	private static final int FIRST = 10_000;

	private static final int LAST = 22_000;

	private static final Set<Integer> GIVEN = new HashSet<>();

	private FreePorts() {
	}

	static synchronized int next() {
		for (int attempt = 0; attempt < 1000; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
			if (isFree(port) && isFree(port + 10_000) && GIVEN.add(port)) {
				return port;
			}
		}
		throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}
