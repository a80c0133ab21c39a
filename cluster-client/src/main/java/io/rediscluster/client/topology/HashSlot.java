package io.rediscluster.client.topology;

import java.nio.charset.StandardCharsets;

/**
 * Computes the slot of a key as the Redis Cluster specification defines it ("Key
 * distribution model" and "Hash tags"): CRC16 (XMODEM) of the key, or of its hash tag,
 * modulo 16384. Thread safe; allocates nothing for byte arrays and ASCII strings.
 */
public final class HashSlot {

	/** The number of slots of every Redis Cluster. */
	public static final int COUNT = 16384;

	private static final char[] CRC16 = new char[256];

	static {
		for (int i = 0; i < 256; i++) {
			int crc = i << 8;
			for (int bit = 0; bit < 8; bit++) {
				crc = ((crc & 0x8000) != 0) ? (crc << 1) ^ 0x1021 : crc << 1;
			}
			CRC16[i] = (char) crc;
		}
	}

	private HashSlot() {
	}

	/**
	 * Returns the slot of a key.
	 * @param key the key's bytes
	 * @return 0 to 16383
	 */
	public static int of(byte[] key) {
		int open = indexOf(key, (byte) '{', 0);
		if (open >= 0) {
			int close = indexOf(key, (byte) '}', open + 1);
			if (close > open + 1) {
				return crc16(key, open + 1, close) & (COUNT - 1);
			}
		}
		return crc16(key, 0, key.length) & (COUNT - 1);
	}

	/**
	 * Returns the slot of a key given as text, which stands for its UTF-8 bytes.
	 * @param key the key
	 * @return 0 to 16383
	 */
	public static int of(String key) {
		int length = key.length();
		for (int i = 0; i < length; i++) {
			if (key.charAt(i) >= 0x80) {
				return of(key.getBytes(StandardCharsets.UTF_8));
			}
		}
		int start = 0;
		int end = length;
		int open = key.indexOf('{');
		if (open >= 0) {
			int close = key.indexOf('}', open + 1);
			if (close > open + 1) {
				start = open + 1;
				end = close;
			}
		}
		int crc = 0;
		for (int i = start; i < end; i++) {
			crc = ((crc << 8) & 0xFFFF) ^ CRC16[((crc >>> 8) ^ key.charAt(i)) & 0xFF];
		}
		return crc & (COUNT - 1);
	}

	private static int crc16(byte[] bytes, int from, int to) {
		int crc = 0;
		for (int i = from; i < to; i++) {
			crc = ((crc << 8) & 0xFFFF) ^ CRC16[((crc >>> 8) ^ bytes[i]) & 0xFF];
		}
		return crc;
	}

	private static int indexOf(byte[] bytes, byte wanted, int from) {
		for (int i = from; i < bytes.length; i++) {
			if (bytes[i] == wanted) {
				return i;
			}
		}
		return -1;
	}

}
