package io.rediscluster.sample.shop;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ProductGenerator} and the hash form of {@link Product}.
 */
class ProductGeneratorTests {

	private final List<Product> products = ProductGenerator.generate(1_000);

	@Test
	void numbersProductsFromOne() {
		assertThat(this.products).hasSize(1_000);
		assertThat(this.products.get(0).id()).isEqualTo(1);
		assertThat(this.products.get(999).id()).isEqualTo(1_000);
	}

	@Test
	void makesTheSameProductForTheSameId() {
		assertThat(ProductGenerator.generate(300)).isEqualTo(this.products.subList(0, 300));
	}

	@Test
	void givesEveryProductANameOfItsOwn() {
		assertThat(this.products).extracting(Product::name).doesNotHaveDuplicates();
	}

	@Test
	void fillsEveryCategoryEvenly() {
		for (String category : ProductGenerator.categories()) {
			assertThat(this.products).filteredOn((product) -> product.category().equals(category))
				.hasSizeBetween(166, 167);
		}
	}

	@Test
	void asksPlausiblePrices() {
		assertThat(this.products).allSatisfy((product) -> {
			assertThat(product.priceCents()).isBetween(500, 5_000);
			assertThat(product.priceCents() % 100).isIn(49, 99);
		});
	}

	@Test
	void readsBackWhatAHashSays() {
		assertThat(this.products)
			.allSatisfy((product) -> assertThat(Product.fromHash(product.toHash())).isEqualTo(product));
	}

}
