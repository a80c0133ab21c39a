package io.rediscluster.sample.shop;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import org.springframework.stereotype.Service;

/**
 * What customers do with their carts. Thread safe.
 */
@Service
class Checkout {

	private final Products products;

	private final Carts carts;

	private final BestSellers bestSellers;

	Checkout(Products products, Carts carts, BestSellers bestSellers) {
		this.products = products;
		this.carts = carts;
		this.bestSellers = bestSellers;
	}

	/**
	 * Adds a product to the cart.
	 * @throws UnknownProductException if there is no such product
	 */
	Cart add(String user, long productId, int quantity) {
		if (this.products.find(productId).isEmpty()) {
			throw new UnknownProductException(productId);
		}
		this.carts.add(user, productId, quantity);
		return cart(user);
	}

	/**
	 * Returns the cart, empty if there is none.
	 */
	Cart cart(String user) {
		return Cart.of(user, lines(this.carts.items(user)), this.carts.secondsToLive(user));
	}

	/**
	 * Makes an order of the cart and counts its products as sold.
	 * @return the order; it has no lines if the cart was empty
	 */
	Cart order(String user) {
		SortedMap<Long, Long> items = this.carts.take(user);
		this.bestSellers.sold(items);
		return Cart.of(user, lines(items), 0);
	}

	private List<CartLine> lines(SortedMap<Long, Long> items) {
		Map<Long, Product> found = this.products.findAll(items.keySet());
		return found.values().stream().map((product) -> CartLine.of(product, quantity(items, product))).toList();
	}

	private static long quantity(Map<Long, Long> items, Product product) {
		return items.getOrDefault(product.id(), 0L);
	}

}
