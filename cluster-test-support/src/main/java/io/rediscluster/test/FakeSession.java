package io.rediscluster.test;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a fake node remembers of one connection. Written by the connection's answering
 * thread only; the volatile fields may be read by others.
 */
final class FakeSession {

	volatile int protocol = 2;

	volatile boolean readonly;

	volatile @Nullable String clientName;

	volatile @Nullable String user;

	boolean asking;

	private @Nullable List<Queued> transaction;

	private boolean broken;

	private final List<Watched> watched = new ArrayList<>();

	boolean isQueueing() {
		return this.transaction != null;
	}

	void begin() {
		this.transaction = new ArrayList<>();
		this.broken = false;
	}

	/**
	 * Adds a command to the open transaction.
	 * @param request the command
	 * @param answer what EXEC gives for it, {@code null} to run it then
	 */
	void queue(FakeRequest request, byte @Nullable [] answer) {
		if (this.transaction != null) {
			this.transaction.add(new Queued(request, answer));
		}
	}

	void breakTransaction() {
		this.broken = true;
	}

	boolean isBroken() {
		return this.broken;
	}

	/** Ends the transaction and forgets what was watched. */
	List<Queued> end() {
		List<Queued> queued = (this.transaction != null) ? this.transaction : List.of();
		this.transaction = null;
		this.broken = false;
		this.watched.clear();
		return queued;
	}

	void watch(byte[] key, long version) {
		this.watched.add(new Watched(key, version));
	}

	void unwatch() {
		this.watched.clear();
	}

	boolean isWatchedUnchanged(FakeStore store) {
		return this.watched.stream().allMatch((each) -> store.version(each.key) == each.version);
	}

	/** A key and how often it had changed when it was watched. */
	@SuppressWarnings("ArrayRecordComponent")
	private record Watched(byte[] key, long version) {
	}

	/**
	 * A command of the open transaction, with its answer where a script has given one.
	 */
	record Queued(FakeRequest request, byte @Nullable [] answer) {
	}

}
