package io.rediscluster.sample.shop;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The catalogue and the best-seller board over HTTP.
 */
@RestController
class CatalogueController {

	private static final int MAX_SIZE = 100;

	private final Catalogue catalogue;

	private final BestSellers bestSellers;

	CatalogueController(Catalogue catalogue, BestSellers bestSellers) {
		this.catalogue = catalogue;
		this.bestSellers = bestSellers;
	}

	@GetMapping("/products")
	ProductPage products(@RequestParam(required = false) @Nullable String category,
			@RequestParam(defaultValue = "0") int page, @RequestParam(defaultValue = "20") int size) {
		Requests.checkRange("page", page, 0, Integer.MAX_VALUE);
		Requests.checkRange("size", size, 1, MAX_SIZE);
		return this.catalogue.page(category, page, size);
	}

	@GetMapping("/products/{id}")
	ProductDetails product(@PathVariable long id) {
		return this.catalogue.details(id);
	}

	@GetMapping("/bestsellers")
	List<BestSeller> bestSellers(@RequestParam(defaultValue = "10") int size) {
		Requests.checkRange("size", size, 1, MAX_SIZE);
		return this.bestSellers.top(size);
	}

}
