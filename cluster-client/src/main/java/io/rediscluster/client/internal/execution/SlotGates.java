package io.rediscluster.client.internal.execution;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Keeps un-awaited commands of a slot in order while one of them is redirected or tried
 * again: later ones wait behind it. Costs one volatile read while nothing is. Thread
 * safe; {@link #lock} guards the gates.
 */
final class SlotGates {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<Integer, Gate> gates = new HashMap<>();

	private volatile int active;

	boolean isAnyClosed() {
		return this.active > 0;
	}

	/**
	 * Lets a new command pass, or puts it in line.
	 * @return {@code false} if it waits; it is handed out by {@link #release} later
	 */
	boolean pass(AsyncExecution execution) {
		int slot = execution.slot();
		if (this.active == 0 || slot < 0) {
			return true;
		}
		this.lock.lock();
		try {
			Gate gate = this.gates.get(slot);
			if (gate == null) {
				return true;
			}
			gate.waiting.addLast(execution);
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Closes the gate of a slot behind a command that is going to be tried again.
	 * @return {@code false} if another command is being tried again; this one waits
	 */
	boolean close(AsyncExecution execution) {
		int slot = execution.slot();
		if (slot < 0) {
			return true;
		}
		this.lock.lock();
		try {
			Gate gate = this.gates.get(slot);
			if (gate == null) {
				gate = new Gate(execution);
				this.gates.put(slot, gate);
				this.active = this.gates.size();
				return true;
			}
			if (gate.owner == execution) {
				return true;
			}
			gate.insert(execution);
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes note that a command has ended.
	 * @return the next command of its slot that may go now, or {@code null}
	 */
	@Nullable AsyncExecution release(AsyncExecution execution) {
		int slot = execution.slot();
		if (this.active == 0 || slot < 0) {
			return null;
		}
		this.lock.lock();
		try {
			Gate gate = this.gates.get(slot);
			if (gate == null || gate.owner != execution) {
				return null;
			}
			AsyncExecution next = gate.waiting.pollFirst();
			if (next == null) {
				this.gates.remove(slot);
				this.active = this.gates.size();
				return null;
			}
			gate.owner = next;
			return next;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static final class Gate {

		private AsyncExecution owner;

		private final ArrayDeque<AsyncExecution> waiting = new ArrayDeque<>();

		Gate(AsyncExecution owner) {
			this.owner = owner;
		}

		/**
		 * Puts a command that had been sent before those who never were in line by its
		 * order of submission.
		 */
		void insert(AsyncExecution execution) {
			ArrayDeque<AsyncExecution> later = new ArrayDeque<>();
			while (!this.waiting.isEmpty() && this.waiting.peekLast().order() > execution.order()) {
				later.addFirst(this.waiting.pollLast());
			}
			this.waiting.addLast(execution);
			this.waiting.addAll(later);
		}

	}

}
