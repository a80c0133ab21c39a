package io.rediscluster.sample.shop;

import java.util.Map;

/**
 * A product of the catalogue.
 *
 * @param id a number from 1
 * @param name what customers call it
 * @param category the shelf it stands on, lower case
 * @param priceCents the price in cents
 */
record Product(long id, String name, String category, int priceCents) {

	/**
	 * Returns the product as the fields of a hash.
	 */
	Map<String, String> toHash() {
		return Map.of("id", Long.toString(this.id), "name", this.name, "category", this.category, "priceCents",
				Integer.toString(this.priceCents));
	}

	/**
	 * Reads a product from the fields of a hash.
	 * @throws IllegalStateException if a field is missing
	 */
	static Product fromHash(Map<?, ?> hash) {
		return new Product(Long.parseLong(field(hash, "id")), field(hash, "name"), field(hash, "category"),
				Integer.parseInt(field(hash, "priceCents")));
	}

	private static String field(Map<?, ?> hash, String name) {
		Object value = hash.get(name);
		if (value == null) {
			throw new IllegalStateException("a product's hash lacks the field '" + name + "'");
		}
		return value.toString();
	}

}
