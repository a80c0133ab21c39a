package io.rediscluster.sample.shop;

/**
 * A line of a cart or an order.
 *
 * @param productId the product
 * @param name its name
 * @param quantity how many
 * @param totalCents the price of all of them in cents
 */
record CartLine(long productId, String name, long quantity, long totalCents) {

	static CartLine of(Product product, long quantity) {
		return new CartLine(product.id(), product.name(), quantity, quantity * product.priceCents());
	}

}
