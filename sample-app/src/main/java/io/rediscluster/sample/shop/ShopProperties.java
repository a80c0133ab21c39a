package io.rediscluster.sample.shop;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What can be set under {@code shop}.
 *
 * @param products Number of products in the catalogue.
 * @param cartTimeToLive Time after the last change at which a cart is forgotten.
 */
@ConfigurationProperties("shop")
record ShopProperties(@DefaultValue("300") int products, @DefaultValue("30m") Duration cartTimeToLive) {

	ShopProperties {
		if (products < 1 || products > 100_000) {
			throw new IllegalArgumentException("'shop.products' must be from 1 to 100000 but is " + products);
		}
		if (cartTimeToLive.toSeconds() < 1) {
			throw new IllegalArgumentException(
					"'shop.cart-time-to-live' must be one second or more but is " + cartTimeToLive);
		}
	}

}
