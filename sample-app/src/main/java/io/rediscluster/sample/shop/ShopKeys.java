package io.rediscluster.sample.shop;

/**
 * The keys of the shop. All begin with {@code shop:}; products spread over the slots, the
 * parts of one user's cart share a slot through their hash tag.
 */
final class ShopKeys {

	/** A sorted set of all product ids, by id. */
	static final String PRODUCTS = "shop:products";

	/** A sorted set of product ids, by the number sold. */
	static final String BEST_SELLERS = "shop:best-sellers";

	private ShopKeys() {
	}

	/** A hash: the product. */
	static String product(long id) {
		return "shop:product:" + id;
	}

	/** A sorted set of the ids of a category's products, by id. */
	static String category(String name) {
		return "shop:category:" + name;
	}

	/** A hash with a time to live: product ids and quantities. */
	static String cart(String user) {
		return "shop:cart:{" + user + "}";
	}

}
