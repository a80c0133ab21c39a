package io.rediscluster.sample.shop;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.stereotype.Service;

/**
 * The catalogue as customers see it. Filled before the first request can arrive. Thread
 * safe. Not final: the cache wraps it.
 */
@Service
class Catalogue implements SmartInitializingSingleton {

	private static final int RELATED = 4;

	private final Products products;

	private final ShopProperties properties;

	Catalogue(Products products, ShopProperties properties) {
		this.products = products;
		this.properties = properties;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.products.save(ProductGenerator.generate(this.properties.products()));
	}

	/**
	 * Returns a page of all products or of a category's.
	 */
	ProductPage page(@Nullable String category, int page, int size) {
		return this.products.page(category, page, size);
	}

	/**
	 * Returns a product with related ones; from the cache when it was asked for lately.
	 * @throws UnknownProductException if there is none
	 */
	@Cacheable("products")
	public ProductDetails details(long id) {
		Product product = this.products.find(id).orElseThrow(() -> new UnknownProductException(id));
		return new ProductDetails(product, this.products.following(product, RELATED));
	}

}
