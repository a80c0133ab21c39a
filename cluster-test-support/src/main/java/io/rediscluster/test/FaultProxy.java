package io.rediscluster.test;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and breaks the connections that pass through it, in ways that
 * can be changed while they last. Without faults it passes on every byte, the end of a
 * stream and a reset. A client whose server cannot be reached is accepted first and then
 * reset. Thread safe; its threads are daemons and end with {@link #close()}.
 */
public final class FaultProxy implements AutoCloseable {

	private final LoopbackListener listener = new LoopbackListener("fault-proxy", this::connected);

	private final Map<Direction, Faults> faults = new EnumMap<>(Direction.class);

	private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

	private final AtomicInteger connectionCount = new AtomicInteger();

	private final InetSocketAddress target;

	private volatile boolean closed;

	private FaultProxy(InetSocketAddress target) {
		this.target = target;
		for (Direction direction : Direction.values()) {
			this.faults.put(direction, new Faults());
		}
	}

	/**
	 * Starts a proxy on a free loopback port.
	 * @param host the server's address
	 * @param port the server's port; it need not listen yet
	 * @return the proxy
	 */
	public static FaultProxy to(String host, int port) {
		FaultProxy proxy = new FaultProxy(new InetSocketAddress(host, port));
		proxy.listener.accept();
		return proxy;
	}

	/**
	 * Returns the port.
	 * @return the proxy's port on 127.0.0.1, the same for its whole life
	 */
	public int port() {
		return this.listener.port();
	}

	/**
	 * Returns the address.
	 * @return {@code 127.0.0.1:port} of the proxy
	 */
	public String address() {
		return FreePorts.HOST + ":" + port();
	}

	/**
	 * Delays what arrives from now on, without limiting how much is under way.
	 * @param direction the direction
	 * @param delay the delay of each byte, zero for none
	 */
	public void delay(Direction direction, Duration delay) {
		faults(direction).delay(delay);
	}

	/**
	 * Limits the speed of each connection from now on.
	 * @param direction the direction
	 * @param bytesPerSecond the speed, 0 for no limit
	 */
	public void throttle(Direction direction, int bytesPerSecond) {
		faults(direction).throttle(bytesPerSecond);
	}

	/**
	 * Swallows what arrives from now on: the sender takes it for delivered, the receiver
	 * never sees it. A connection that lost bytes so passes on nothing more in that
	 * direction, also after {@link #heal()}: a stream has no gaps.
	 * @param direction the direction
	 */
	public void blackHole(Direction direction) {
		faults(direction).blackHole(true);
	}

	/**
	 * Resets every connection, present and future, as soon as it has passed on so many
	 * further bytes. They reach the receiver before the reset does.
	 * @param direction the direction in which bytes count
	 * @param bytes how many; with 0 the first byte resets the connection and is lost
	 */
	public void cutAfter(Direction direction, long bytes) {
		cutAfter(direction, bytes, Integer.MAX_VALUE);
	}

	/**
	 * Resets the first connections that pass on so many further bytes; later ones are
	 * left alone.
	 * @param direction the direction in which bytes count
	 * @param bytes how many; with 0 the first byte resets the connection and is lost
	 * @param connections how many connections
	 */
	public void cutAfter(Direction direction, long bytes, int connections) {
		faults(direction).cutAfter(bytes, connections);
	}

	/**
	 * Holds back what arrives from now on, and soon stops reading it, until
	 * {@link #resume()} lets it go on.
	 * @param direction the direction
	 */
	public void freeze(Direction direction) {
		faults(direction).flow().shut();
	}

	/** Freezes both directions. */
	public void freeze() {
		List.of(Direction.values()).forEach(this::freeze);
	}

	/** Lets both directions flow again after {@link #freeze}. */
	public void resume() {
		this.faults.values().forEach((faults) -> faults.flow().open());
	}

	/** Ends all faults; connections that are broken stay so. */
	public void heal() {
		this.faults.values().forEach(Faults::clear);
		acceptConnections();
	}

	/** Lets connections be refused from now on; those that were accepted stay. */
	public void refuseConnections() {
		this.listener.refuse();
	}

	/**
	 * Leaves those who connect from now on without any answer; those that were accepted
	 * stay.
	 */
	public void hangConnections() {
		this.listener.hang();
	}

	/**
	 * Takes connections again after {@link #refuseConnections()} or
	 * {@link #hangConnections()}.
	 */
	public void acceptConnections() {
		this.listener.accept();
	}

	/** Resets all connections: client and server get a RST. */
	public void resetAll() {
		this.connections.forEach(ProxiedConnection::reset);
	}

	/** Closes all connections: client and server read the end of the stream. */
	public void closeAll() {
		this.connections.forEach(ProxiedConnection::close);
	}

	/**
	 * Returns the number of connections that were accepted, ended ones included.
	 * @return the number
	 */
	public int connectionCount() {
		return this.connectionCount.get();
	}

	/**
	 * Returns the number of connections that pass through now.
	 * @return the number
	 */
	public int openConnections() {
		return this.connections.size();
	}

	/**
	 * Returns how much was passed on.
	 * @param direction the direction
	 * @return the number of bytes, over all connections
	 */
	public long bytes(Direction direction) {
		return faults(direction).passed();
	}

	/**
	 * Returns how much disappeared in {@link #blackHole}.
	 * @param direction the direction
	 * @return the number of bytes, over all connections
	 */
	public long swallowedBytes(Direction direction) {
		return faults(direction).swallowed();
	}

	/** Refuses new connections and resets the present ones. */
	@Override
	public void close() {
		this.closed = true;
		this.listener.close();
		resetAll();
	}

	@Override
	public String toString() {
		return "proxy " + address() + " to " + this.target;
	}

	private void connected(Socket client) {
		ProxiedConnection connection = new ProxiedConnection(this, this.connectionCount.incrementAndGet(), client);
		this.connections.add(connection);
		connection.start(this.target);
		if (this.closed) {
			connection.reset();
		}
	}

	void ended(ProxiedConnection connection) {
		this.connections.remove(connection);
	}

	Faults faults(Direction direction) {
		Faults faults = this.faults.get(direction);
		if (faults == null) {
			throw new IllegalArgumentException("no direction, only " + Arrays.toString(Direction.values()));
		}
		return faults;
	}

	/**
	 * Which way bytes go.
	 */
	public enum Direction {

		/** From the client to the server. */
		TO_SERVER,

		/** From the server to the client. */
		TO_CLIENT

	}

}
