package io.rediscluster.sample.shop;

import java.util.List;

/**
 * A cart, or the order that it became.
 *
 * @param user whose it is
 * @param lines the products in the order of their ids
 * @param totalCents the price of all in cents
 * @param expiresInSeconds the time until the cart is forgotten, 0 if it is empty or
 * ordered
 */
record Cart(String user, List<CartLine> lines, long totalCents, long expiresInSeconds) {

	static Cart of(String user, List<CartLine> lines, long expiresInSeconds) {
		return new Cart(user, lines, lines.stream().mapToLong(CartLine::totalCents).sum(), expiresInSeconds);
	}

}
