package io.rediscluster.sample.shop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;
import org.springframework.stereotype.Repository;

/**
 * The best-seller board: a sorted set of product ids by the number sold. Thread safe.
 */
@Repository
class BestSellers {

	private final StringRedisTemplate redis;

	private final Products products;

	BestSellers(StringRedisTemplate redis, Products products) {
		this.redis = redis;
		this.products = products;
	}

	/**
	 * Counts sold products.
	 * @param quantities by product id
	 */
	void sold(Map<Long, Long> quantities) {
		quantities.forEach((id, quantity) -> this.redis.opsForZSet()
			.incrementScore(ShopKeys.BEST_SELLERS, Long.toString(id), quantity));
	}

	/**
	 * Returns the products that sold most, the best first.
	 */
	List<BestSeller> top(int size) {
		Map<Long, Long> sold = new LinkedHashMap<>();
		var places = this.redis.opsForZSet().reverseRangeWithScores(ShopKeys.BEST_SELLERS, 0, size - 1L);
		for (TypedTuple<String> place : Objects.requireNonNullElse(places, List.<TypedTuple<String>>of())) {
			Double score = place.getScore();
			sold.put(Long.valueOf(Objects.requireNonNull(place.getValue())), (score != null) ? score.longValue() : 0);
		}
		List<BestSeller> board = new ArrayList<>();
		this.products.findAll(sold.keySet())
			.forEach((id, product) -> board.add(new BestSeller(id, product.name(), sold.getOrDefault(id, 0L))));
		return board;
	}

}
