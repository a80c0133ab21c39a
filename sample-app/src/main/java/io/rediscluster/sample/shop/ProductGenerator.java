package io.rediscluster.sample.shop;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Makes up products. The same id always gives the same product, so that every start and
 * every instance fills the cluster with the same catalogue.
 */
final class ProductGenerator {

	private static final List<Shelf> SHELVES = List.of(
			new Shelf("garden", 900, List.of("Watering Can", "Hand Trowel", "Bird Feeder", "Plant Pot", "Hose Reel")),
			new Shelf("kitchen", 1200, List.of("Frying Pan", "Bread Knife", "Mixing Bowl", "Kettle", "Pepper Mill")),
			new Shelf("office", 500, List.of("Desk Lamp", "Notebook", "Pen Tray", "Letter Rack", "Wall Calendar")),
			new Shelf("outdoor", 2500, List.of("Rucksack", "Tent", "Head Torch", "Flask", "Sleeping Bag")),
			new Shelf("toys", 700, List.of("Wooden Train", "Puzzle", "Kite", "Spinning Top", "Marble Run")),
			new Shelf("workshop", 1500, List.of("Claw Hammer", "Hand Saw", "Vice", "Spirit Level", "Tool Box")));

	private static final List<String> STYLES = List.of("Classic", "Compact", "Copper", "Folding", "Heavy", "Linen",
			"Little", "Oak", "Red", "Slate", "Striped");

	private ProductGenerator() {
	}

	/**
	 * Returns the products 1 to {@code count}, in this order.
	 */
	static List<Product> generate(int count) {
		return LongStream.rangeClosed(1, count).mapToObj(ProductGenerator::product).toList();
	}

	/**
	 * Returns the names of all categories, in order.
	 */
	static List<String> categories() {
		return SHELVES.stream().map(Shelf::category).toList();
	}

	private static Product product(long id) {
		int number = Math.toIntExact(id - 1);
		int round = number / SHELVES.size();
		Shelf shelf = SHELVES.get(number % SHELVES.size());
		String thing = shelf.things().get(round % shelf.things().size());
		String style = STYLES.get(round % STYLES.size());
		// 5 things and 11 styles have no common divisor: 55 products of a shelf have
		// names of their own before a series is needed
		int series = round / (shelf.things().size() * STYLES.size());
		String name = style + " " + thing + ((series > 0) ? " " + (series + 1) : "");
		int price = shelf.basePriceCents() + Math.floorMod(number * 37, 40) * 50 + 49;
		return new Product(id, name, shelf.category(), price);
	}

	private record Shelf(String category, int basePriceCents, List<String> things) {
	}

}
