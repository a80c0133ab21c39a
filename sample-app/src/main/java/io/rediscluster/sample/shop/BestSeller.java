package io.rediscluster.sample.shop;

/**
 * A place on the best-seller board.
 *
 * @param productId the product
 * @param name its name
 * @param sold how many were sold
 */
record BestSeller(long productId, String name, long sold) {
}
