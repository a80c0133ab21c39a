package io.rediscluster.sample.shop;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;
import org.springframework.stereotype.Repository;

/**
 * The products in the cluster: a hash each, indexed by sorted sets. Many are read and
 * written in one pipeline, which the client splits by node. Thread safe.
 */
@Repository
class Products {

	private final StringRedisTemplate redis;

	Products(StringRedisTemplate redis) {
		this.redis = redis;
	}

	/**
	 * Writes products, over those of the same ids.
	 */
	void save(Collection<Product> products) {
		pipeline((connection) -> products.forEach((product) -> connection.hashCommands()
			.hMSet(bytes(ShopKeys.product(product.id())), bytes(product.toHash()))));
		index(ShopKeys.PRODUCTS, products);
		products.stream()
			.collect(Collectors.groupingBy(Product::category))
			.forEach((category, members) -> index(ShopKeys.category(category), members));
	}

	private void index(String key, Collection<Product> products) {
		Set<TypedTuple<String>> ids = products.stream()
			.map((product) -> TypedTuple.of(Long.toString(product.id()), (double) product.id()))
			.collect(Collectors.toSet());
		this.redis.opsForZSet().add(key, ids);
	}

	/**
	 * Reads a product.
	 */
	Optional<Product> find(long id) {
		Map<Object, Object> hash = this.redis.opsForHash().entries(ShopKeys.product(id));
		return hash.isEmpty() ? Optional.empty() : Optional.of(Product.fromHash(hash));
	}

	/**
	 * Reads products in one pipeline; ids without a product are left out.
	 * @return the products by id, in the order of the ids
	 */
	Map<Long, Product> findAll(Collection<Long> ids) {
		List<?> hashes = pipeline(
				(connection) -> ids.forEach((id) -> connection.hashCommands().hGetAll(bytes(ShopKeys.product(id)))));
		Map<Long, Product> products = new LinkedHashMap<>();
		for (Object reply : hashes) {
			if (reply instanceof Map<?, ?> hash && !hash.isEmpty()) {
				Product product = Product.fromHash(hash);
				products.put(product.id(), product);
			}
		}
		return products;
	}

	/**
	 * Reads a page of all products or of a category's.
	 * @param category the category, or {@code null} for all
	 * @param page the page, from 0
	 * @param size the number of products of a page
	 */
	ProductPage page(@Nullable String category, int page, int size) {
		String index = (category != null) ? ShopKeys.category(category) : ShopKeys.PRODUCTS;
		long first = (long) page * size;
		Long total = this.redis.opsForZSet().zCard(index);
		Set<String> ids = this.redis.opsForZSet().range(index, first, first + size - 1);
		return new ProductPage((total != null) ? total : 0, page, inOrder(ids));
	}

	/**
	 * Reads the products of the same category that come next in its order.
	 */
	List<Product> following(Product product, int count) {
		return inOrder(this.redis.opsForZSet()
			.rangeByScore(ShopKeys.category(product.category()), product.id() + 1, Double.POSITIVE_INFINITY, 0, count));
	}

	private List<Product> inOrder(@Nullable Set<String> ids) {
		return (ids != null) ? List.copyOf(findAll(ids.stream().map(Long::valueOf).toList()).values()) : List.of();
	}

	// the template wants null of the callback: the replies come at the end
	@SuppressWarnings("NullAway")
	private List<?> pipeline(Commands commands) {
		return this.redis.executePipelined((RedisCallback<Object>) (connection) -> {
			commands.send(connection);
			return null;
		});
	}

	private static Map<byte[], byte[]> bytes(Map<String, String> hash) {
		return hash.entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> bytes(entry.getKey()), (entry) -> bytes(entry.getValue())));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Sends commands whose replies are read at the end of the pipeline.
	 */
	private interface Commands {

		void send(RedisConnection connection);

	}

}
