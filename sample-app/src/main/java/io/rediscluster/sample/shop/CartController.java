package io.rediscluster.sample.shop;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Carts over HTTP. Whoever knows a user's name may change the cart: the shop has no
 * login, which is one reason why it listens on the loopback interface only.
 */
@RestController
@RequestMapping("/carts/{user}")
class CartController {

	private static final int MAX_QUANTITY = 99;

	private final Checkout checkout;

	private final Carts carts;

	CartController(Checkout checkout, Carts carts) {
		this.checkout = checkout;
		this.carts = carts;
	}

	@GetMapping("/items")
	Cart items(@PathVariable String user) {
		Requests.checkUser(user);
		return this.checkout.cart(user);
	}

	@PostMapping("/items")
	Cart add(@PathVariable String user, @RequestBody Item item) {
		Requests.checkUser(user);
		int quantity = (item.quantity() != null) ? item.quantity() : 1;
		Requests.checkRange("quantity", quantity, 1, MAX_QUANTITY);
		return this.checkout.add(user, item.productId(), quantity);
	}

	@DeleteMapping("/items")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void clear(@PathVariable String user) {
		Requests.checkUser(user);
		this.carts.clear(user);
	}

	@DeleteMapping("/items/{productId}")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void remove(@PathVariable String user, @PathVariable long productId) {
		Requests.checkUser(user);
		this.carts.remove(user, productId);
	}

	@PostMapping("/checkout")
	Cart order(@PathVariable String user) {
		Requests.checkUser(user);
		return this.checkout.order(user);
	}

	/**
	 * What to put into the cart.
	 *
	 * @param productId the product
	 * @param quantity how many, one when absent
	 */
	record Item(long productId, @Nullable Integer quantity) {
	}

}
