package io.rediscluster.sample.load;

import org.jspecify.annotations.Nullable;

/**
 * How often a load reads.
 */
public enum LoadMix {

	/** 90 of 100 operations read. */
	READ_MOSTLY("read-mostly", 90),

	/** Every other operation reads. */
	BALANCED("balanced", 50),

	/** 10 of 100 operations read. */
	WRITE_HEAVY("write-heavy", 10);

	private final String label;

	private final int reads;

	LoadMix(String label, int reads) {
		this.label = label;
		this.reads = reads;
	}

	/**
	 * Returns the name for people and requests.
	 * @return lower case with hyphens
	 */
	public String label() {
		return this.label;
	}

	int reads() {
		return this.reads;
	}

	/**
	 * Finds a mix by its label.
	 * @param label the label
	 * @return the mix, or {@code null}
	 */
	public static @Nullable LoadMix of(String label) {
		for (LoadMix mix : values()) {
			if (mix.label.equals(label)) {
				return mix;
			}
		}
		return null;
	}

}
