package io.rediscluster.sample.shop;

import java.util.List;

/**
 * What the page of one product shows.
 *
 * @param product the product
 * @param related further products of its category
 */
record ProductDetails(Product product, List<Product> related) {
}
