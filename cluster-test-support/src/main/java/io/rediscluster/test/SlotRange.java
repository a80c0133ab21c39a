package io.rediscluster.test;

/**
 * Slots that follow one another, both ends included. Immutable.
 *
 * @param first the lowest slot
 * @param last the highest slot, at least {@code first}
 */
public record SlotRange(int first, int last) {

	/**
	 * Checks the ends.
	 * @throws IllegalArgumentException if there is no such range
	 */
	public SlotRange {
		if (first < 0 || last < first || last >= Slots.COUNT) {
			throw new IllegalArgumentException("no slot range: " + first + "-" + last);
		}
	}

	/**
	 * Tells whether a slot lies in the range.
	 * @param slot the slot
	 * @return whether it does
	 */
	public boolean contains(int slot) {
		return slot >= this.first && slot <= this.last;
	}

	/**
	 * Reads a range as {@code CLUSTER NODES} writes it.
	 * @param text {@code 5} or {@code 0-5460}
	 * @return the range
	 */
	public static SlotRange parse(String text) {
		int dash = text.indexOf('-');
		if (dash < 0) {
			int slot = Integer.parseInt(text);
			return new SlotRange(slot, slot);
		}
		return new SlotRange(Integer.parseInt(text.substring(0, dash)), Integer.parseInt(text.substring(dash + 1)));
	}

	@Override
	public String toString() {
		return (this.first == this.last) ? Integer.toString(this.first) : this.first + "-" + this.last;
	}

}
