package io.rediscluster.sample.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/**
 * The mix of operations: of 100 operations 60 read or write one value, 18 a hash or a
 * sorted set, 16 ten values over as many slots, 6 a pipeline. Each value follows from its
 * key, so that a reply that went to the wrong caller is noticed. Thread safe.
 */
@Component
class Workload {

	static final int VALUES = 10_000;

	private static final int HASHES = 500;

	/** More than one, or a single node would carry all of their traffic. */
	private static final int BOARDS = 16;

	private static final int KEYS_AT_ONCE = 10;

	private final StringRedisTemplate redis;

	Workload(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/**
	 * Does one operation.
	 * @param random decides which one and on which keys
	 */
	void step(RandomGenerator random) {
		int dice = random.nextInt(100);
		if (dice < 40) {
			read(random.nextInt(VALUES));
		}
		else if (dice < 60) {
			write(random.nextInt(VALUES));
		}
		else if (dice < 70) {
			this.redis.opsForHash().increment(hashKey(random.nextInt(HASHES)), "visits", 1);
		}
		else if (dice < 74) {
			this.redis.opsForZSet()
				.incrementScore(boardKey(random.nextInt(BOARDS)), "member-" + random.nextInt(100), 1);
		}
		else if (dice < 78) {
			this.redis.opsForZSet().reverseRangeWithScores(boardKey(random.nextInt(BOARDS)), 0, 9);
		}
		else if (dice < 86) {
			readMany(someValues(random));
		}
		else if (dice < 91) {
			writeMany(someValues(random));
		}
		else if (dice < 94) {
			this.redis.delete(valueKeys(someValues(random)));
		}
		else {
			pipeline(someValues(random));
		}
	}

	/**
	 * Reads a value and checks it.
	 * @return whether it is there
	 */
	boolean read(int value) {
		String content = this.redis.opsForValue().get(valueKey(value));
		check(value, content);
		return content != null;
	}

	void write(int value) {
		this.redis.opsForValue().set(valueKey(value), content(value));
	}

	/**
	 * Reads values and checks them.
	 * @return those that are not there
	 */
	List<Integer> readMany(List<Integer> values) {
		List<@Nullable String> contents = this.redis.opsForValue().multiGet(valueKeys(values));
		List<Integer> missing = new ArrayList<>();
		for (int i = 0; i < values.size(); i++) {
			check(values.get(i), contents.get(i));
			if (contents.get(i) == null) {
				missing.add(values.get(i));
			}
		}
		return missing;
	}

	void writeMany(List<Integer> values) {
		Map<String, String> contents = new HashMap<>();
		values.forEach((value) -> contents.put(valueKey(value), content(value)));
		this.redis.opsForValue().multiSet(contents);
	}

	// the template wants null of the callback: the replies come at the end
	@SuppressWarnings("NullAway")
	void pipeline(List<Integer> values) {
		List<?> replies = this.redis.executePipelined((RedisCallback<Object>) (connection) -> {
			for (int value : values) {
				connection.stringCommands().set(bytes(valueKey(value)), bytes(content(value)));
				connection.stringCommands().get(bytes(valueKey(value)));
			}
			return null;
		});
		for (int i = 0; i < values.size(); i++) {
			check(values.get(i), (String) replies.get(2 * i + 1));
		}
	}

	/**
	 * Deletes everything that the operations wrote.
	 */
	void clear() {
		for (int first = 0; first < VALUES; first += 1_000) {
			this.redis.unlink(valueKeys(IntStream.range(first, first + 1_000).boxed().toList()));
		}
		List<String> others = new ArrayList<>();
		IntStream.range(0, HASHES).mapToObj(Workload::hashKey).forEach(others::add);
		IntStream.range(0, BOARDS).mapToObj(Workload::boardKey).forEach(others::add);
		this.redis.unlink(others);
	}

	static List<Integer> someValues(RandomGenerator random) {
		return random.ints(KEYS_AT_ONCE, 0, VALUES).boxed().toList();
	}

	/**
	 * Checks a reply; none is right too, since other threads delete.
	 */
	private static void check(int value, @Nullable String content) {
		if (content != null && !content.equals(content(value))) {
			throw new WrongValueException(valueKey(value));
		}
	}

	private static String content(int value) {
		return "content-" + value + "-0123456789".repeat(8);
	}

	private static List<String> valueKeys(List<Integer> values) {
		return values.stream().map(Workload::valueKey).toList();
	}

	static String valueKey(int value) {
		return "shop:load:value:" + value;
	}

	private static String hashKey(int hash) {
		return "shop:load:hash:" + hash;
	}

	private static String boardKey(int board) {
		return "shop:load:board:" + board;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
