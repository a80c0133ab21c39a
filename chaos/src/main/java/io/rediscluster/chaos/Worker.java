package io.rediscluster.chaos;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * One thread of the load, with lanes of its own in every watched slot. Confined to its
 * thread, but for the counters; what it noted is read after it has ended.
 */
final class Worker implements Runnable {

	/** Stands for any of the watched slots. */
	static final int ANY_SLOT = -1;

	/** How many writes are under way at once where a mode allows several. */
	static final int BATCH = 8;

	/** Leaves processors to the servers: what is measured is failure, not speed. */
	private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(500);

	/** One of so many direct writes is followed by a read. */
	private static final int READS = 4;

	private final Target target;

	private final Mode mode;

	private final List<Lane> lanes = new ArrayList<>();

	private final Random random;

	private final LongAdder successes;

	private final List<Failure> failures = new ArrayList<>();

	private volatile boolean stopped;

	private volatile @Nullable Throwable crash;

	/** The end of each success, and the watched slot in the lowest byte. */
	private long[] log = new long[1 << 14];

	private int logged;

	private long stale;

	Worker(int number, Target target, Mode mode, long seed, String round, LongAdder successes) {
		this.target = target;
		this.mode = mode;
		this.random = new Random(seed + number);
		this.successes = successes;
		List<Operation> operations = (mode == Mode.TRANSACTIONAL) ? List.of(Operation.PAIR)
				: List.of(Operation.INCREMENT, Operation.APPEND, Operation.PUSH, Operation.PUT);
		for (int slot = 0; slot < Stage.slots().size(); slot++) {
			String tag = Stage.tag(Stage.slots().get(slot));
			for (Operation operation : operations) {
				this.lanes.add(new Lane(operation, tag + ":" + round + ":" + number + ":" + operation, slot));
			}
		}
	}

	@Override
	public void run() {
		try {
			while (!this.stopped) {
				write();
				LockSupport.parkNanos(PAUSE);
			}
		}
		catch (RuntimeException | Error ex) {
			this.crash = ex;
		}
	}

	private void write() {
		List<Write> writes = writes();
		Exception failure = this.target.perform(this.mode, writes);
		long now = System.nanoTime();
		for (Write write : writes) {
			write.lane().ended(write);
			if (write.fate() == Write.Fate.ACKNOWLEDGED || write.fate() == Write.Fate.REPLICATED) {
				log(now, write.lane().slotIndex());
			}
		}
		if (failure != null) {
			this.failures.add(new Failure(now, failure));
		}
		if (this.mode == Mode.DIRECT && this.random.nextInt(READS) == 0) {
			read(writes.get(0).lane());
		}
	}

	private List<Write> writes() {
		boolean several = this.mode == Mode.PIPELINED || this.mode == Mode.ASYNCHRONOUS;
		if (!several) {
			return List.of(this.lanes.get(this.random.nextInt(this.lanes.size())).next());
		}
		int start = this.random.nextInt(this.lanes.size());
		List<Write> writes = new ArrayList<>(BATCH);
		for (int i = 0; i < BATCH; i++) {
			// another slot each time, never the same lane twice
			writes.add(this.lanes.get((start + 5 * i) % this.lanes.size()).next());
		}
		return writes;
	}

	/**
	 * Reads back the writer's own key: it must not be older than what was acknowledged.
	 */
	private void read(Lane lane) {
		if (lane.operation() != Operation.PUT && lane.operation() != Operation.INCREMENT) {
			return;
		}
		try {
			String text = this.target.read(lane.key());
			long value = (text == null) ? 0 : Long.parseLong(text);
			long atLeast = (lane.operation() == Operation.PUT) ? lane.lastAcknowledged()
					: lane.count(Write.Fate.ACKNOWLEDGED);
			if (value < atLeast) {
				this.stale++;
			}
			log(System.nanoTime(), lane.slotIndex());
		}
		catch (RuntimeException ex) {
			this.failures.add(new Failure(System.nanoTime(), ex));
		}
	}

	private void log(long now, int slotIndex) {
		this.successes.increment();
		if (this.logged == this.log.length) {
			this.log = Arrays.copyOf(this.log, 2 * this.logged);
		}
		this.log[this.logged++] = (now & ~0xffL) | slotIndex;
	}

	void stop() {
		this.stopped = true;
	}

	/**
	 * Returns what the client threw that no call of it may throw: the thread has ended
	 * with it.
	 */
	@Nullable Throwable crash() {
		return this.crash;
	}

	Mode mode() {
		return this.mode;
	}

	List<Lane> lanes() {
		return this.lanes;
	}

	List<Failure> failures() {
		return this.failures;
	}

	/** Returns how many commands it has under way at most. */
	int inFlight() {
		return (this.mode == Mode.PIPELINED || this.mode == Mode.ASYNCHRONOUS) ? BATCH : 1;
	}

	/** Returns how many reads were older than what was acknowledged before. */
	long stale() {
		return this.stale;
	}

	/**
	 * Returns the time of the first success in a watched slot at or after a time.
	 * @param slotIndex which of them, or {@link #ANY_SLOT}
	 * @return the time, or {@code null} if there was none
	 */
	@Nullable Long firstSuccess(int slotIndex, long from) {
		for (int i = 0; i < this.logged; i++) {
			boolean matches = slotIndex == ANY_SLOT || (this.log[i] & 0xff) == slotIndex;
			if (matches && (this.log[i] | 0xff) - from >= 0) {
				return Math.max(from, this.log[i] & ~0xffL);
			}
		}
		return null;
	}

	/**
	 * An exception that the client threw.
	 *
	 * @param at when, in the time of {@link System#nanoTime()}
	 */
	record Failure(long at, Exception exception) {

	}

}
