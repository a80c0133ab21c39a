package io.rediscluster.client.internal.emulation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.rediscluster.client.topology.HashSlot;
import org.jspecify.annotations.Nullable;

/**
 * Names of keys that live as long as one call: the key itself with a suffix, so that
 * rights that hold for a prefix hold for them, in the slot of the key, and never the same
 * twice. The last four characters of the suffix steer the slot where the key has no hash
 * tag.
 */
final class TemporaryKeys {

	/** Matches the stage keys of all moves, for a scan. */
	static final String STAGES = "*:xslot-[lrs]-" + "?".repeat(32) + "-????";

	private static final Pattern STAGE = Pattern.compile("(.*):xslot-([lrs])-[0-9a-f]{32}-[0-9a-z]{4}", Pattern.DOTALL);

	private static final String LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

	private static final String NEUTRAL = "0000";

	private TemporaryKeys() {
	}

	/**
	 * Names the key that holds a copy of a value while a command runs on it.
	 * @param key a key of the slot
	 */
	static byte[] copy(byte[] key) {
		return name(key, 't');
	}

	/**
	 * Names the key that parks an element while it is moved.
	 * @param source the key that the element comes from
	 * @param kind tells how it is put back
	 */
	static byte[] stage(byte[] source, StageKind kind) {
		return name(source, kind.letter());
	}

	private static byte[] name(byte[] key, char kind) {
		String id = UUID.randomUUID().toString().replace("-", "");
		byte[] suffix = (":xslot-" + kind + '-' + id + '-' + NEUTRAL).getBytes(StandardCharsets.US_ASCII);
		byte[] name = Arrays.copyOf(key, key.length + suffix.length);
		System.arraycopy(suffix, 0, name, key.length, suffix.length);
		int difference = HashSlot.of(name) ^ HashSlot.of(key);
		byte[] steer = Steering.letters(difference).getBytes(StandardCharsets.US_ASCII);
		System.arraycopy(steer, 0, name, name.length - steer.length, steer.length);
		return name;
	}

	/**
	 * Reads the name of a stage key.
	 * @return what it says, or {@code null} if it is none
	 */
	static @Nullable Stage parse(byte[] name) {
		Matcher matcher = STAGE.matcher(new String(name, StandardCharsets.ISO_8859_1));
		if (!matcher.matches()) {
			return null;
		}
		byte[] source = Arrays.copyOf(name, matcher.end(1));
		return (HashSlot.of(source) == HashSlot.of(name))
				? new Stage(name, source, StageKind.of(matcher.group(2).charAt(0))) : null;
	}

	/**
	 * A stage key.
	 *
	 * @param name its name
	 * @param source the key that its elements come from
	 * @param kind how they are put back
	 */
	record Stage(byte[] name, byte[] source, StageKind kind) {
	}

	/**
	 * Four letters for every difference of two slots. CRC16 is linear: exchanging the
	 * last letters changes the slot by the same bits, whatever stands before them.
	 */
	private static final class Steering {

		private static final int[] TABLE = table();

		private Steering() {
		}

		static String letters(int difference) {
			return text(TABLE[difference]);
		}

		private static int[] table() {
			int[] table = new int[HashSlot.COUNT];
			int base = LETTERS.length();
			Arrays.fill(table, -1);
			int neutral = HashSlot.of(NEUTRAL);
			int missing = table.length;
			for (int i = 0; missing > 0 && i < base * base * base * base; i++) {
				int difference = HashSlot.of(text(i)) ^ neutral;
				if (table[difference] < 0) {
					table[difference] = i;
					missing--;
				}
			}
			return table;
		}

		private static String text(int number) {
			char[] text = new char[NEUTRAL.length()];
			int rest = number;
			for (int i = text.length - 1; i >= 0; i--) {
				text[i] = LETTERS.charAt(rest % LETTERS.length());
				rest /= LETTERS.length();
			}
			return new String(text);
		}

	}

}
