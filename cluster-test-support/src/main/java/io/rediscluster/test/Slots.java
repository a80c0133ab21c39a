package io.rediscluster.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Computes hash slots for tests, independent of the client under test. Stateless and
 * thread safe.
 */
public final class Slots {

	/** The number of slots of every cluster. */
	public static final int COUNT = 16384;

	private static final int[] CRC16 = table();

	private Slots() {
	}

	/**
	 * Returns the slot of a key, by its hash tag where it has one.
	 * @param key the key, taken as UTF-8
	 * @return 0 to 16383
	 */
	public static int of(String key) {
		return of(key.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns the slot of a key, by its hash tag where it has one.
	 * @param key the key
	 * @return 0 to 16383
	 */
	public static int of(byte[] key) {
		int start = 0;
		int end = key.length;
		int open = indexOf(key, '{', 0);
		if (open >= 0) {
			int close = indexOf(key, '}', open + 1);
			if (close > open + 1) {
				start = open + 1;
				end = close;
			}
		}
		int crc = 0;
		for (int i = start; i < end; i++) {
			crc = ((crc << 8) ^ CRC16[((crc >>> 8) ^ key[i]) & 0xff]) & 0xffff;
		}
		return crc % COUNT;
	}

	/**
	 * Returns the part of the slots that a primary gets when they are divided evenly.
	 * @param primary its position, from 0
	 * @param primaries the number of primaries
	 * @return the range
	 */
	public static SlotRange share(int primary, int primaries) {
		return new SlotRange(primary * COUNT / primaries, (primary + 1) * COUNT / primaries - 1);
	}

	/**
	 * Returns a key that lies in a slot; the same slot and prefix give the same key.
	 * @param prefix the beginning of the key, without a hash tag
	 * @param slot 0 to 16383
	 * @return the key: the prefix and a number
	 */
	public static String keyIn(String prefix, int slot) {
		for (int i = 0;; i++) {
			String key = prefix + i;
			if (of(key) == slot) {
				return key;
			}
		}
	}

	static List<SlotRange> ranges(BitSet slots) {
		List<SlotRange> ranges = new ArrayList<>();
		int first = slots.nextSetBit(0);
		while (first >= 0) {
			int end = slots.nextClearBit(first);
			ranges.add(new SlotRange(first, end - 1));
			first = slots.nextSetBit(end);
		}
		return List.copyOf(ranges);
	}

	private static int indexOf(byte[] bytes, char wanted, int from) {
		for (int i = from; i < bytes.length; i++) {
			if (bytes[i] == wanted) {
				return i;
			}
		}
		return -1;
	}

	private static int[] table() {
		int[] table = new int[256];
		for (int i = 0; i < table.length; i++) {
			int crc = i << 8;
			for (int bit = 0; bit < 8; bit++) {
				crc = ((crc & 0x8000) != 0) ? (crc << 1) ^ 0x1021 : crc << 1;
			}
			table[i] = crc & 0xffff;
		}
		return table;
	}

}
