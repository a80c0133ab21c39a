package io.rediscluster.sample.shop;

import java.util.List;

/**
 * A part of the catalogue.
 *
 * @param total the number of products on all pages
 * @param page the page, from 0
 * @param products the products of this page
 */
record ProductPage(long total, int page, List<Product> products) {
}
