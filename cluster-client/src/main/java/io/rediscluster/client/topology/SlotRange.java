package io.rediscluster.client.topology;

/**
 * A run of slots, both ends included.
 *
 * @param first the first slot, 0 to 16383
 * @param last the last slot, not before the first
 */
public record SlotRange(int first, int last) {

	/**
	 * Checks the bounds.
	 * @throws IllegalArgumentException if they are out of range or out of order
	 */
	public SlotRange {
		if (first < 0 || last >= HashSlot.COUNT || first > last) {
			throw new IllegalArgumentException("slots " + first + ".." + last + " are not within 0..16383");
		}
	}

	/**
	 * Returns how many slots the range has.
	 * @return at least 1
	 */
	public int size() {
		return this.last - this.first + 1;
	}

	/**
	 * Tells whether a slot lies in the range.
	 * @param slot any number
	 * @return whether it does
	 */
	public boolean contains(int slot) {
		return slot >= this.first && slot <= this.last;
	}

	/**
	 * Returns the range as Redis writes it: {@code 0-5460}, or one number for one slot.
	 */
	@Override
	public String toString() {
		return (this.first == this.last) ? Integer.toString(this.first) : this.first + "-" + this.last;
	}

}
