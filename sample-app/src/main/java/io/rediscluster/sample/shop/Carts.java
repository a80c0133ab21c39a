package io.rediscluster.sample.shop;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import org.springframework.data.redis.core.HashOperations;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.stereotype.Repository;

/**
 * The carts in the cluster: a hash for each user from product id to quantity, forgotten
 * some time after its last change. Thread safe.
 */
@Repository
class Carts {

	/**
	 * Takes the cart away as it is read, in one step: of two checkouts at a time only one
	 * gets the items.
	 */
	private static final RedisScript<List<String>> TAKE = script(
			"local items = redis.call('HGETALL', KEYS[1]); redis.call('DEL', KEYS[1]); return items");

	/** Counts up and sets the time to live in one step: no cart stays for ever. */
	private static final RedisScript<Long> ADD = RedisScript
		.of("local count = redis.call('HINCRBY', KEYS[1], ARGV[1], ARGV[2]); "
				+ "redis.call('EXPIRE', KEYS[1], ARGV[3]); return count", Long.class);

	private final StringRedisTemplate redis;

	private final ShopProperties properties;

	Carts(StringRedisTemplate redis, ShopProperties properties) {
		this.redis = redis;
		this.properties = properties;
	}

	@SuppressWarnings("unchecked")
	private static RedisScript<List<String>> script(String text) {
		return RedisScript.of(text, (Class<List<String>>) (Class<?>) List.class);
	}

	/**
	 * Adds to the quantity of a product and lets the cart live on.
	 */
	void add(String user, long productId, int quantity) {
		this.redis.execute(ADD, List.of(ShopKeys.cart(user)), Long.toString(productId), Integer.toString(quantity),
				Long.toString(this.properties.cartTimeToLive().toSeconds()));
	}

	/**
	 * Removes a product, if it is there.
	 */
	void remove(String user, long productId) {
		this.redis.opsForHash().delete(ShopKeys.cart(user), Long.toString(productId));
	}

	/**
	 * Forgets the cart, if there is one.
	 */
	void clear(String user) {
		this.redis.delete(ShopKeys.cart(user));
	}

	/**
	 * Reads the cart.
	 * @return quantities by product id, empty if there is no cart
	 */
	SortedMap<Long, Long> items(String user) {
		SortedMap<Long, Long> items = new TreeMap<>();
		HashOperations<String, String, String> hashes = this.redis.opsForHash();
		hashes.entries(ShopKeys.cart(user)).forEach((id, count) -> items.put(Long.valueOf(id), Long.valueOf(count)));
		return items;
	}

	/**
	 * Takes the cart away.
	 * @return quantities by product id, empty if there was no cart
	 */
	SortedMap<Long, Long> take(String user) {
		SortedMap<Long, Long> items = new TreeMap<>();
		List<String> words = this.redis.execute(TAKE, List.of(ShopKeys.cart(user)));
		for (int i = 0; i + 1 < words.size(); i += 2) {
			items.put(Long.valueOf(words.get(i)), Long.valueOf(words.get(i + 1)));
		}
		return items;
	}

	/**
	 * Returns the seconds until the cart is forgotten, 0 if there is none.
	 */
	long secondsToLive(String user) {
		Long seconds = this.redis.getExpire(ShopKeys.cart(user), TimeUnit.SECONDS);
		return (seconds != null) ? Math.max(seconds, 0) : 0;
	}

}
