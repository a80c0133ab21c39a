package io.rediscluster.sample.shop;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shop over HTTP, on the embedded cluster. Each test shops as a user of its own; the
 * board is shared, so tests on it use products of their own.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ShopIT {

	private final List<Product> generated = ProductGenerator.generate(300);

	@LocalServerPort
	private int port;

	@Autowired
	private StringRedisTemplate redis;

	private RestTestClient http;

	@BeforeEach
	void openClient() {
		this.http = RestTestClient.bindToServer().baseUrl("http://127.0.0.1:" + this.port).build();
	}

	@Test
	void pagesThroughTheWholeCatalogueInOrder() {
		ProductPage first = get("/products", ProductPage.class);
		assertThat(first.total()).isEqualTo(300);
		assertThat(first.products()).isEqualTo(this.generated.subList(0, 20));
		ProductPage last = get("/products?page=2&size=100", ProductPage.class);
		assertThat(last.products()).isEqualTo(this.generated.subList(200, 300));
		assertThat(get("/products?page=3&size=100", ProductPage.class).products()).isEmpty();
	}

	@Test
	void pagesThroughACategory() {
		ProductPage page = get("/products?category=garden&size=100", ProductPage.class);
		assertThat(page.total()).isEqualTo(50);
		assertThat(page.products()).hasSize(50).allMatch((product) -> product.category().equals("garden"));
		assertThat(get("/products?category=none", ProductPage.class).total()).isZero();
	}

	@Test
	void refusesPagesOutOfBounds() {
		for (String query : List.of("page=-1", "size=0", "size=101")) {
			this.http.get().uri("/products?" + query).exchange().expectStatus().isBadRequest();
		}
	}

	@Test
	void cachesProductDetailsForAWhile() {
		ProductDetails details = get("/products/42", ProductDetails.class);
		assertThat(details.product()).isEqualTo(this.generated.get(41));
		assertThat(details.related()).extracting(Product::id).containsExactly(48L, 54L, 60L, 66L);
		String cacheKey = "shop:cache:products::42";
		assertThat(this.redis.getExpire(cacheKey)).isBetween(1L, 60L);
		this.redis.opsForHash().put(ShopKeys.product(42), "name", "Renamed");
		assertThat(get("/products/42", ProductDetails.class)).isEqualTo(details);
		this.redis.delete(cacheKey);
		assertThat(get("/products/42", ProductDetails.class).product().name()).isEqualTo("Renamed");
		this.redis.opsForHash().put(ShopKeys.product(42), "name", details.product().name());
		this.redis.delete(cacheKey);
	}

	@Test
	void anUnknownProductIsNotFound() {
		this.http.get().uri("/products/301").exchange().expectStatus().isNotFound();
		add("nobody", "{\"productId\": 301}").expectStatus().isNotFound();
		assertThat(get("/carts/nobody/items", Cart.class).lines()).isEmpty();
	}

	@Test
	void aCartFillsAndExpires() {
		add("ann", "{\"productId\": 3, \"quantity\": 2}").expectStatus().isOk();
		add("ann", "{\"productId\": 200}").expectStatus().isOk();
		add("ann", "{\"productId\": 3}").expectStatus().isOk();
		Cart cart = get("/carts/ann/items", Cart.class);
		assertThat(cart.lines()).containsExactly(CartLine.of(this.generated.get(2), 3),
				CartLine.of(this.generated.get(199), 1));
		assertThat(cart.totalCents())
			.isEqualTo(3L * this.generated.get(2).priceCents() + this.generated.get(199).priceCents());
		assertThat(cart.expiresInSeconds()).isBetween(1L, 1_800L);
	}

	@Test
	void itemsAndCartsCanBeRemoved() {
		add("ben", "{\"productId\": 5}").expectStatus().isOk();
		add("ben", "{\"productId\": 6}").expectStatus().isOk();
		this.http.delete().uri("/carts/ben/items/5").exchange().expectStatus().isNoContent();
		assertThat(get("/carts/ben/items", Cart.class).lines()).extracting(CartLine::productId).containsExactly(6L);
		this.http.delete().uri("/carts/ben/items").exchange().expectStatus().isNoContent();
		assertThat(get("/carts/ben/items", Cart.class)).isEqualTo(new Cart("ben", List.of(), 0, 0));
	}

	@Test
	void refusesBadItemsAndUsers() {
		add("cat", "{\"productId\": 5, \"quantity\": 0}").expectStatus().isBadRequest();
		add("cat", "{\"productId\": 5, \"quantity\": 100}").expectStatus().isBadRequest();
		add("cat", "no json").expectStatus().isBadRequest();
		add("a b", "{\"productId\": 5}").expectStatus().isBadRequest();
		add("x".repeat(41), "{\"productId\": 5}").expectStatus().isBadRequest();
		assertThat(get("/carts/cat/items", Cart.class).lines()).isEmpty();
	}

	@Test
	void checkoutEmptiesTheCartAndMovesTheBoard() {
		add("dan", "{\"productId\": 71, \"quantity\": 99}").expectStatus().isOk();
		add("dan", "{\"productId\": 72, \"quantity\": 98}").expectStatus().isOk();
		Cart order = checkout("dan");
		assertThat(order.lines()).containsExactly(CartLine.of(this.generated.get(70), 99),
				CartLine.of(this.generated.get(71), 98));
		assertThat(get("/carts/dan/items", Cart.class).lines()).isEmpty();
		assertThat(checkout("dan").lines()).isEmpty();
		List<BestSeller> board = board();
		assertThat(board).containsSubsequence(new BestSeller(71, this.generated.get(70).name(), 99),
				new BestSeller(72, this.generated.get(71).name(), 98));
	}

	@Test
	void ofConcurrentCheckoutsOneGetsTheCart() throws Exception {
		add("eve", "{\"productId\": 80, \"quantity\": 50}").expectStatus().isOk();
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			Callable<Cart> checkout = () -> checkout("eve");
			int withItems = 0;
			for (Future<Cart> order : executor.invokeAll(List.of(checkout, checkout, checkout, checkout))) {
				withItems += order.get().lines().isEmpty() ? 0 : 1;
			}
			assertThat(withItems).isEqualTo(1);
			assertThat(board()).contains(new BestSeller(80, this.generated.get(79).name(), 50));
		}
		finally {
			executor.shutdownNow();
		}
	}

	private List<BestSeller> board() {
		return this.http.get()
			.uri("/bestsellers?size=100")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(new ParameterizedTypeReference<List<BestSeller>>() {
			})
			.returnResult()
			.getResponseBody();
	}

	private Cart checkout(String user) {
		return this.http.post()
			.uri("/carts/{user}/checkout", user)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(Cart.class)
			.returnResult()
			.getResponseBody();
	}

	private RestTestClient.ResponseSpec add(String user, String item) {
		return this.http.post()
			.uri("/carts/{user}/items", user)
			.contentType(MediaType.APPLICATION_JSON)
			.body(item)
			.exchange();
	}

	private <T> T get(String path, Class<T> type) {
		return this.http.get()
			.uri(path)
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody(type)
			.returnResult()
			.getResponseBody();
	}

}
