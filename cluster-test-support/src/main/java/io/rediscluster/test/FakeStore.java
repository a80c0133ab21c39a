package io.rediscluster.test;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * The strings of one fake shard; its primary and its replicas share it. Counts the
 * changes of each key for WATCH. Thread safe, one lock.
 */
final class FakeStore {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, byte[]> values = new HashMap<>();

	private final Map<String, Long> versions = new HashMap<>();

	byte @Nullable [] get(byte[] key) {
		this.lock.lock();
		try {
			return this.values.get(name(key));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Replaces a value by what the change makes of it, in one step; {@code null} stands
	 * for a missing key.
	 * @return the value before
	 */
	byte @Nullable [] change(byte[] key, UnaryOperator<byte @Nullable []> change) {
		this.lock.lock();
		try {
			String name = name(key);
			byte[] before = this.values.get(name);
			byte[] after = change.apply(before);
			if (after != null) {
				this.values.put(name, after);
			}
			else {
				this.values.remove(name);
			}
			if (after != before) {
				this.versions.merge(name, 1L, Long::sum);
			}
			return before;
		}
		finally {
			this.lock.unlock();
		}
	}

	long version(byte[] key) {
		this.lock.lock();
		try {
			return this.versions.getOrDefault(name(key), 0L);
		}
		finally {
			this.lock.unlock();
		}
	}

	int size() {
		this.lock.lock();
		try {
			return this.values.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	void clear() {
		this.lock.lock();
		try {
			this.values.keySet().forEach((name) -> this.versions.merge(name, 1L, Long::sum));
			this.values.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Moves the keys of a slot; not one step for those who look at both stores. */
	void moveTo(FakeStore target, int slot) {
		Map<String, byte[]> moving = new HashMap<>();
		this.lock.lock();
		try {
			this.values.forEach((name, value) -> {
				if (Slots.of(bytes(name)) == slot) {
					moving.put(name, value);
				}
			});
			moving.keySet().forEach((name) -> {
				this.values.remove(name);
				this.versions.merge(name, 1L, Long::sum);
			});
		}
		finally {
			this.lock.unlock();
		}
		moving.forEach((name, value) -> target.change(bytes(name), (before) -> value));
	}

	/** Keeps every byte of the key, one character each. */
	private static String name(byte[] key) {
		return new String(key, StandardCharsets.ISO_8859_1);
	}

	private static byte[] bytes(String name) {
		return name.getBytes(StandardCharsets.ISO_8859_1);
	}

}
