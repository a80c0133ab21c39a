package io.rediscluster.benchmarks.raw;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.function.IntFunction;

import io.rediscluster.benchmarks.Data;

/**
 * Keys and values in the type that a client likes best, made before the measurement.
 *
 * @param <K> the type of keys
 * @param small keys of small values
 * @param large keys of large values
 * @param values small values by the last two digits of their key
 */
record Keys<K>(K[] small, K[] large, byte[][] values) {

	static Keys<byte[]> bytes() {
		return of(byte[][]::new, (name) -> name.getBytes(StandardCharsets.UTF_8));
	}

	static <K> Keys<K> of(IntFunction<K[]> array, Function<String, K> key) {
		K[] small = array.apply(Data.SMALL);
		for (int i = 0; i < small.length; i++) {
			small[i] = key.apply(Data.key(i));
		}
		K[] large = array.apply(Data.LARGE);
		for (int i = 0; i < large.length; i++) {
			large[i] = key.apply(Data.largeKey(i));
		}
		byte[][] values = new byte[100][];
		for (int i = 0; i < values.length; i++) {
			values[i] = Data.value(i);
		}
		return new Keys<>(small, large, values);
	}

	byte[] value(int key) {
		return this.values[key % this.values.length];
	}

}
