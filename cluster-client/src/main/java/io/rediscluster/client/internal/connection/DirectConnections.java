package io.rediscluster.client.internal.connection;

import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

/**
 * The few places of a link for connections that are lent to one call at a time. A place
 * is empty, taken, or holds an idle connection; taking and giving back is one
 * compare-and-set. Thread safe.
 */
final class DirectConnections {

	/** What a taken place holds. */
	private static final Object TAKEN = new Object();

	private final AtomicReferenceArray<@Nullable Object> places;

	DirectConnections(int count) {
		this.places = new AtomicReferenceArray<>(count);
	}

	/**
	 * Takes an idle connection.
	 * @return the connection, or {@code null} if none is idle
	 */
	@Nullable ExclusiveConnection takeIdle() {
		for (int i = 0; i < this.places.length(); i++) {
			Object content = this.places.get(i);
			if (content != null && content != TAKEN && this.places.compareAndSet(i, content, TAKEN)) {
				return (ExclusiveConnection) content;
			}
		}
		return null;
	}

	/**
	 * Takes an empty place, for a connection that is going to be opened.
	 * @return {@code false} if there is none
	 */
	boolean takeEmpty() {
		for (int i = 0; i < this.places.length(); i++) {
			if (this.places.get(i) == null && this.places.compareAndSet(i, null, TAKEN)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns how many places are taken.
	 */
	int taken() {
		int taken = 0;
		for (int i = 0; i < this.places.length(); i++) {
			taken += (this.places.get(i) == TAKEN) ? 1 : 0;
		}
		return taken;
	}

	/**
	 * Gives a place back. Any taken place will do: they differ only by what they hold.
	 * @param connection what it holds from now on, or {@code null} to leave it empty
	 */
	void give(@Nullable ExclusiveConnection connection) {
		for (int i = 0; i < this.places.length(); i++) {
			if (this.places.get(i) == TAKEN && this.places.compareAndSet(i, TAKEN, connection)) {
				return;
			}
		}
		throw new IllegalStateException("more connections were given back than taken");
	}

}
