package io.rediscluster.spring.data.differential;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.data.geo.Point;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.connection.stream.StreamReadOptions;
import org.springframework.data.redis.connection.stream.StreamRecords;
import org.springframework.data.redis.connection.zset.Tuple;

/**
 * The forty keys, and the calls that fill them. A key that is asked for by its kind holds
 * that most of the time: it is filled anew where commands have left something else in it,
 * and now and then anyway. The rest of the time it is any key.
 */
final class Pool {

	static final String GROUP = "g";

	private static final int ELEMENTS = 6;

	private final Random random;

	private final Bench bench;

	private final String prefix;

	private long records;

	Pool(Random random, Bench bench, boolean oneSlot) {
		this.random = random;
		this.bench = bench;
		this.prefix = oneSlot ? "{t}k" : "k";
	}

	/** A key that holds what it should, mostly. */
	byte[] key(Kind kind) {
		return (this.random.nextInt(100) < 4) ? any() : filled(kind);
	}

	byte[] any() {
		return bytes(this.prefix + this.random.nextInt(Kind.KEYS));
	}

	/** A key that surely holds what it should. */
	byte[] filled(Kind kind) {
		byte[] key = bytes(this.prefix + (kind.first() + this.random.nextInt(kind.keys())));
		if (this.random.nextInt(4) == 0 || !holds(key, kind)) {
			fill(key, kind, ELEMENTS);
		}
		return key;
	}

	/** A key with one element, of which a random choice is no choice. */
	byte[] ofOneElement(Kind kind) {
		byte[] key = bytes(this.prefix + (kind.first() + this.random.nextInt(kind.keys())));
		fill(key, kind, 1);
		return key;
	}

	static Call delete(byte[] key) {
		return new Call(Family.KEY, Family.KEY.method("del", byte[][].class), new Object[] { new byte[][] { key } },
				List.of(key));
	}

	private boolean holds(byte[] key, Kind kind) {
		if (this.bench.single().keyCommands().type(key) != kind.type()) {
			return false;
		}
		return switch (kind) {
			case NUMBER -> text(key).matches("-?\\d{1,15}");
			case HYPERLOGLOG -> text(key).startsWith("HYLL");
			case GEO -> this.bench.single().geoCommands().geoPos(key, bytes("g0")).get(0) != null;
			default -> true;
		};
	}

	private String text(byte[] key) {
		byte[] value = this.bench.single().stringCommands().get(key);
		return (value != null) ? new String(value, StandardCharsets.ISO_8859_1) : "";
	}

	private void fill(byte[] key, Kind kind, int elements) {
		this.bench.prepare(delete(key));
		switch (kind) {
			case STRING -> prepare(Family.STRING, "set", new Class<?>[] { byte[].class, byte[].class }, key, key,
					bytes("text number " + this.random.nextInt(9)));
			case NUMBER -> prepare(Family.STRING, "set", new Class<?>[] { byte[].class, byte[].class }, key, key,
					bytes(Integer.toString(this.random.nextInt(1000))));
			case LIST -> prepare(Family.LIST, "rPush", new Class<?>[] { byte[].class, byte[][].class }, key, key,
					all("", elements));
			case SET -> prepare(Family.SET, "sAdd", new Class<?>[] { byte[].class, byte[][].class }, key, key,
					all("m", elements));
			case ZSET ->
				prepare(Family.ZSET, "zAdd", new Class<?>[] { byte[].class, Set.class }, key, key, tuples(elements));
			case HASH -> prepare(Family.HASH, "hMSet", new Class<?>[] { byte[].class, Map.class }, key, key,
					numbers("f", elements));
			case GEO -> prepare(Family.GEO, "geoAdd", new Class<?>[] { byte[].class, Map.class }, key, key, places());
			case HYPERLOGLOG -> prepare(Family.HYPERLOGLOG, "pfAdd", new Class<?>[] { byte[].class, byte[][].class },
					key, key, all("", elements));
			case STREAM -> fillStream(key);
		}
	}

	private void fillStream(byte[] key) {
		for (int i = 0; i < ELEMENTS; i++) {
			prepare(Family.STREAM, "xAdd", new Class<?>[] { MapRecord.class }, key, entry(key));
		}
		prepare(Family.STREAM, "xGroupCreate", new Class<?>[] { byte[].class, String.class, ReadOffset.class }, key,
				key, GROUP, ReadOffset.from("0-0"));
		prepare(Family.STREAM, "xReadGroup",
				new Class<?>[] { Consumer.class, StreamReadOptions.class, StreamOffset[].class }, key,
				Consumer.from(GROUP, "c1"), StreamReadOptions.empty().count(3),
				new StreamOffset<?>[] { StreamOffset.create(key, ReadOffset.lastConsumed()) });
	}

	/** An entry with an id of ours: those that servers make are of the moment. */
	MapRecord<byte[], byte[], byte[]> entry(byte[] key) {
		return StreamRecords.newRecord().in(key).withId(++this.records + "-1").ofMap(numbers("f", 2));
	}

	private void prepare(Family family, String name, Class<?>[] types, byte[] key, @Nullable Object... arguments) {
		this.bench.prepare(new Call(family, family.method(name, types), arguments, List.of(key)));
	}

	/** Elements from a small set, so that calls meet what others have left. */
	byte[] element(String prefix) {
		return bytes(prefix + this.random.nextInt(9));
	}

	byte[][] elements(String prefix) {
		return all(prefix, 1 + this.random.nextInt(3));
	}

	private byte[][] all(String prefix, int count) {
		Set<String> elements = new LinkedHashSet<>();
		while (elements.size() < count) {
			elements.add(prefix + this.random.nextInt(9));
		}
		return elements.stream().map(Pool::bytes).toArray(byte[][]::new);
	}

	Map<byte[], byte[]> numbers(String prefix, int count) {
		Map<byte[], byte[]> numbers = new LinkedHashMap<>();
		Arrays.stream(all(prefix, count))
			.forEach((field) -> numbers.put(field, bytes(Integer.toString(this.random.nextInt(100)))));
		return numbers;
	}

	Set<Tuple> tuples(int count) {
		List<Tuple> tuples = new ArrayList<>();
		Arrays.stream(all("m", count))
			.forEach((member) -> tuples.add(Tuple.of(member, (double) this.random.nextInt(10))));
		return new LinkedHashSet<>(tuples);
	}

	Map<byte[], Point> places() {
		Map<byte[], Point> places = new LinkedHashMap<>();
		for (int i = 0; i < ELEMENTS; i++) {
			places.put(bytes("g" + i), place());
		}
		return places;
	}

	/** Somewhere in Sicily, so that distances are of one order. */
	Point place() {
		return new Point(13 + this.random.nextInt(300) / 100.0, 37 + this.random.nextInt(100) / 100.0);
	}

	static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
