package io.rediscluster.chaos;

/**
 * One write of a lane. The target says what came of it; confined to the thread of its
 * lane.
 */
public final class Write {

	private final Lane lane;

	private final int number;

	private Fate fate = Fate.UNKNOWN;

	Write(Lane lane, int number) {
		this.lane = lane;
		this.number = number;
	}

	/**
	 * Returns what it does.
	 * @return the operation
	 */
	public Operation operation() {
		return this.lane.operation();
	}

	/**
	 * Returns the key it writes.
	 * @return the key
	 */
	public String key() {
		return this.lane.key();
	}

	/**
	 * Returns the second key of a {@link Operation#PAIR}, in the same slot.
	 * @return the key of the counter
	 */
	public String counterKey() {
		return this.lane.counterKey();
	}

	/**
	 * Returns its number, unique and rising among the writes of its key.
	 * @return 1 or more
	 */
	public int number() {
		return this.number;
	}

	/**
	 * Says what came of it.
	 * @param fate what the client told its caller
	 */
	public void ended(Fate fate) {
		this.fate = fate;
	}

	Fate fate() {
		return this.fate;
	}

	Lane lane() {
		return this.lane;
	}

	/**
	 * What a client told of a write.
	 */
	public enum Fate {

		/** It was applied, and replicated where that was asked for. */
		ACKNOWLEDGED,

		/** It was applied, and at least one replica had it. */
		REPLICATED,

		/** It certainly was not applied. */
		FAILED,

		/** It may have been applied. */
		UNKNOWN

	}

}
