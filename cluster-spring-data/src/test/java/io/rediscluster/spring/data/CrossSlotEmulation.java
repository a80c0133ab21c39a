package io.rediscluster.spring.data;

/**
 * The one switch for tests of commands over several slots that are emulated.
 */
public final class CrossSlotEmulation {

	/**
	 * Whether the client has them; such commands are expected to be refused otherwise.
	 */
	public static final boolean PRESENT = CrossSlotEmulation.class.getClassLoader()
		.getResource("io/rediscluster/client/internal/emulation/package-info.class") != null;

	private CrossSlotEmulation() {
	}

	static boolean isPresent() {
		return PRESENT;
	}

}
