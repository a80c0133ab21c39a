package io.rediscluster.spring.data;

/**
 * The one switch for tests of commands over several slots that are emulated.
 */
public final class CrossSlotEmulation {

	/** Whether they are; they are expected to be refused otherwise. */
	public static final boolean PRESENT = false;

	private CrossSlotEmulation() {
	}

	static boolean isPresent() {
		return PRESENT;
	}

}
