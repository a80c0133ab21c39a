package io.rediscluster.chaos;

import java.util.Arrays;

/**
 * The writes of one thread to one key, in order, and what the client told of each.
 * Confined to its thread; read by others after that has ended.
 */
final class Lane {

	private final Operation operation;

	private final String key;

	private final int slotIndex;

	private byte[] fates = new byte[1024];

	private int count;

	private int lastAcknowledged;

	Lane(Operation operation, String key, int slotIndex) {
		this.operation = operation;
		this.key = key;
		this.slotIndex = slotIndex;
	}

	Operation operation() {
		return this.operation;
	}

	String key() {
		return this.key;
	}

	String counterKey() {
		return this.key + ":count";
	}

	/** Returns which of the watched slots the key lies in. */
	int slotIndex() {
		return this.slotIndex;
	}

	Write next() {
		if (++this.count == this.fates.length) {
			this.fates = Arrays.copyOf(this.fates, 2 * this.count);
		}
		this.fates[this.count] = (byte) Write.Fate.UNKNOWN.ordinal();
		return new Write(this, this.count);
	}

	void ended(Write write) {
		this.fates[write.number()] = (byte) write.fate().ordinal();
		if (write.fate() == Write.Fate.ACKNOWLEDGED || write.fate() == Write.Fate.REPLICATED) {
			this.lastAcknowledged = write.number();
		}
	}

	/** Returns how many writes were begun. */
	int count() {
		return this.count;
	}

	/** Returns the number of the last write that the client called applied, or 0. */
	int lastAcknowledged() {
		return this.lastAcknowledged;
	}

	Write.Fate fate(int number) {
		return Write.Fate.values()[this.fates[number]];
	}

	int count(Write.Fate fate) {
		int found = 0;
		for (int number = 1; number <= this.count; number++) {
			if (this.fates[number] == fate.ordinal()) {
				found++;
			}
		}
		return found;
	}

}
