package io.rediscluster.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

import io.rediscluster.test.EmbeddedNode;
import io.rediscluster.test.ServerConnection;
import io.rediscluster.test.ServerReplyException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one slot every ten milliseconds over a plain socket and takes note of when
 * the cluster does not take the write: what a client cannot be better than. One thread of
 * its own; one lock for the outages.
 */
final class Probe implements Runnable, AutoCloseable {

	private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(10);

	private final Stage stage;

	private final int slotIndex;

	private final String key;

	private final ReentrantLock lock = new ReentrantLock();

	private final List<Outage> outages = new ArrayList<>();

	private final Thread thread;

	private volatile long lastSuccess;

	private volatile boolean closed;

	private int next;

	private @Nullable ServerConnection connection;

	Probe(Stage stage, int slotIndex) {
		this.stage = stage;
		this.slotIndex = slotIndex;
		this.key = Stage.tag(Stage.slots().get(slotIndex)) + ":probe";
		this.lastSuccess = System.nanoTime();
		this.thread = new Thread(this, "probe-" + slotIndex);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	@Override
	public void run() {
		boolean failing = false;
		while (!this.closed) {
			if (write()) {
				long now = System.nanoTime();
				if (failing) {
					add(new Outage(this.slotIndex, this.lastSuccess, now));
				}
				failing = false;
				this.lastSuccess = now;
			}
			else {
				failing = true;
			}
			LockSupport.parkNanos(PERIOD);
		}
		disconnect();
	}

	private boolean write() {
		try {
			ServerConnection connection = this.connection;
			if (connection == null) {
				connection = connect();
			}
			connection.command("SET", this.key, "1");
			return true;
		}
		catch (ServerReplyException ex) {
			String line = String.valueOf(ex.getMessage());
			return (line.startsWith("MOVED") || line.startsWith("ASK")) && follow(line);
		}
		catch (RuntimeException ex) {
			disconnect();
			return false;
		}
	}

	/**
	 * Follows a redirect at once; otherwise a plain client would seem slower than it is.
	 */
	private boolean follow(String redirect) {
		disconnect();
		int port = Integer.parseInt(redirect.substring(redirect.lastIndexOf(':') + 1));
		for (EmbeddedNode node : this.stage.cluster().nodes()) {
			if (node.announcedPort() == port) {
				try {
					ServerConnection connection = this.stage.connect(node);
					this.connection = connection;
					if (redirect.startsWith("ASK")) {
						connection.command("ASKING");
					}
					connection.command("SET", this.key, "1");
					return true;
				}
				catch (RuntimeException ex) {
					disconnect();
				}
			}
		}
		return false;
	}

	private ServerConnection connect() {
		List<EmbeddedNode> nodes = this.stage.cluster().nodes();
		ServerConnection connection = this.stage.connect(nodes.get(this.next++ % nodes.size()));
		this.connection = connection;
		return connection;
	}

	private void disconnect() {
		ServerConnection connection = this.connection;
		this.connection = null;
		if (connection != null) {
			connection.close();
		}
	}

	private void add(Outage outage) {
		this.lock.lock();
		try {
			this.outages.add(outage);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Returns the outages so far and forgets them. */
	List<Outage> take() {
		this.lock.lock();
		try {
			List<Outage> taken = List.copyOf(this.outages);
			this.outages.clear();
			return taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Returns when a write succeeded last, in the time of {@link System#nanoTime()}. */
	long lastSuccess() {
		return this.lastSuccess;
	}

	@Override
	public void close() throws InterruptedException {
		this.closed = true;
		this.thread.join();
	}

	/**
	 * A time in which the cluster took no write of a slot.
	 *
	 * @param slotIndex which of the watched slots
	 * @param begin the last success before, in the time of {@link System#nanoTime()}
	 * @param end the first success after
	 */
	record Outage(int slotIndex, long begin, long end) {

	}

}
